// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Any bytes from up to four clients at the control socket. The bytes 1 to 4 choose who speaks, 5 closes, 6 lets the
 * speaker stop reading or read again, 7 lets time pass, 8 breaks or mends the configuration file; all others are said.
 *
 * Every answer is one line of JSON with "ok"; who is refused changes nothing; what is set is legal.
 */

#define _GNU_SOURCE // SOCK_NONBLOCK

#include "catalog/value.h"
#include "cli/json_text.h"
#include "cli/service/report.h"
#include "cli/service/requests.h"
#include "fuzz/bytes.h"
#include "fuzz/scratch.h"
#include "fuzz/target.h"

#include <math.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 4, MAX_RELOADS = 3 };

/// The other end of a client
typedef struct {
	int  fd;    ///< -1 when closed
	bool stuck; ///< Reads nothing
} Peer;

static ZoutService service;
static ZoutDesk    fresh; ///< At the start of every input
static Peer        peers[CLIENTS];
static int64_t     now_ms;
static unsigned    reloads;
static const char  good_config[] = "[sound]\nvolume=-20\n[preset night]\nvolume=-50\n[preset \xff\xfe]\ngain=3\n";
static const char  bad_config[]  = "[sound]\nvolume=20\n[nonsense]\na=b\n";

static ZoutAudioStatus
change(ZoutBackend* const backend, const ZoutBackendSetup* const setup, ZoutAudioError* const error)
{
	(void)backend;
	(void)setup;
	(void)error;
	return ZOUT_AUDIO_SUCCESS;
}

static void
start_service(void)
{
	static const ZoutBackendType type    = {.kind = "none", .change = change};
	static ZoutBackend           backend = {&type};
	static const ZoutOptions     options = {.name = NULL};
	ZoutComplaints               none    = {.n = 0};
	ZoutSceneValues              typed;
	const ZoutMemory             memory = zout_memory_none();
	fuzz_write(fuzz_scratch("zout.conf"), good_config, sizeof(good_config) - 1U);
	FUZZ_REQUIRE(zout_config_load(&service.config, fuzz_scratch("zout.conf"), &none));
	service.options = &options;
	service.backend = &backend;
	zout_scene_values_init(&typed);
	zout_desk_start(&fresh, &service.config, &typed, &memory);
	const ZoutControls controls = zout_desk_controls(&fresh, &service.config);
	zout_engine_init(&service.engine, &controls);
	zout_control_init(&service.control);
}

static void
require_legal(void)
{
	const ZoutControls controls = zout_desk_controls(&service.desk, &service.config);
	FUZZ_REQUIRE(controls.cap_lin >= 0.0F && controls.cap_lin <= 1.0F);
	FUZZ_REQUIRE(controls.gain_lin >= 0.0F && controls.gain_lin <= 1.0F);
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const float value = service.desk.settings.value[i];
		FUZZ_REQUIRE(fabsf(zout_param_clamp((ZoutParam)i, value) - value) <= 0.0F);
	}
}

/// Reads what has come for a peer; 0 if it does not read
static size_t
listen_to(const Peer* const peer, char* const text, const size_t size)
{
	size_t  length = 0;
	ssize_t n      = 0;
	while (peer->fd >= 0 && !peer->stuck && (n = recv(peer->fd, text + length, size - length, MSG_DONTWAIT)) > 0) {
		length += (size_t)n;
		FUZZ_REQUIRE(length < size);
	}
	return length;
}

/// Whether an answer is a proper one; "ok" of it
static bool
judge_answer(const char* const text, const size_t length)
{
	json_error_t  detail;
	json_t* const answer = json_loadb(text, length, JSON_REJECT_DUPLICATES, &detail);
	FUZZ_REQUIRE(answer && text[length - 1U] == '\n' && !memchr(text, '\n', length - 1U));
	const json_t* const ok = json_object_get(answer, "ok");
	FUZZ_REQUIRE(json_is_boolean(ok));
	const bool good = json_is_true(ok);
	FUZZ_REQUIRE(good || *json_string_value(json_object_get(answer, "error")));
	FUZZ_REQUIRE(good || *json_string_value(json_object_get(answer, "code")));
	json_decref(answer);
	return good;
}

/// A ZoutControlHandler: the service's own, watched
static void
on_line(void* const user, ZoutClient* const client, char* const line)
{
	static char       text[2 * ZOUT_MAX_REPLY];
	const char* const verb = line + strspn(line, " \t\r");
	if (!strncmp(verb, "reload", 6) && reloads++ >= MAX_RELOADS) {
		return; // takes long
	}
	const Peer* const peer    = &peers[client - service.control.clients];
	const ZoutDesk    before  = service.desk;
	const bool        quit    = service.quit;
	const bool        owed    = client->out_length;
	const bool        request = *verb;
	listen_to(peer, text, sizeof(text));
	zout_request(user, client, line);
	const size_t length = listen_to(peer, text, sizeof(text));
	if (length && !owed && !client->out_length) {
		FUZZ_REQUIRE(request);
		const bool good = judge_answer(text, length);
		FUZZ_REQUIRE(good || !memcmp(&before, &service.desk, sizeof(before)));
		FUZZ_REQUIRE(good || quit == service.quit);
	}
	require_legal();
}

/// Hands out what has changed, as the loop of the service does
static void
spread(void)
{
	const ZoutControls controls = zout_desk_controls(&service.desk, &service.config);
	json_t* const      event    = zout_report_change_event(&service);
	char* const        text     = json_dumps(event, ZOUT_JSON_LINE);
	FUZZ_REQUIRE(text);
	zout_engine_set(&service.engine, &controls);
	zout_control_push(&service.control, text);
	free(text);
	json_decref(event);
}

/// One turn of the loop of the service
static void
turn(void)
{
	static char   text[2 * ZOUT_MAX_REPLY];
	struct pollfd fds[ZOUT_CONTROL_FDS];
	zout_control_poll(&service.control, fds, now_ms);
	FUZZ_REQUIRE(zout_control_timeout_ms(&service.control, now_ms) >= -1);
	FUZZ_REQUIRE(poll(fds, ZOUT_CONTROL_FDS, 0) >= 0);
	zout_control_handle(&service.control, fds, now_ms, on_line, &service);
	zout_requests_reload(&service);
	require_legal();
	if (service.changed) {
		service.changed = false;
		spread();
	}
	for (unsigned i = 0; i < CLIENTS; ++i) {
		listen_to(&peers[i], text, sizeof(text));
	}
}

static void
connect_peer(const unsigned i)
{
	int pair[2];
	FUZZ_REQUIRE(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair));
	service.control.clients[i].fd = pair[0];
	peers[i].fd                   = pair[1];
	peers[i].stuck                = false;
}

static void
hang_up(Peer* const peer)
{
	if (peer->fd >= 0) {
		close(peer->fd);
	}
	peer->fd = -1;
}

/// Does what a byte below 9 stands for
static void
act(const uint8_t byte, unsigned* const speaker)
{
	static bool broken = false;
	if (byte <= CLIENTS) {
		*speaker = byte ? byte - 1U : 0U;
	} else if (byte == 5) {
		hang_up(&peers[*speaker]);
	} else if (byte == 6) {
		peers[*speaker].stuck = !peers[*speaker].stuck;
	} else if (byte == 7) {
		now_ms += ZOUT_TICK_MS;
	} else {
		broken = !broken;
		fuzz_write(fuzz_scratch("zout.conf"),
		           broken ? bad_config : good_config,
		           broken ? sizeof(bad_config) - 1U : sizeof(good_config) - 1U);
	}
	turn();
}

/// Whatever a control shows, it takes back
static void
try_again(void)
{
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		ZoutAudioError error;
		float          again = 0.0F;
		const float    value = service.desk.settings.value[i];
		char           text[32];
		snprintf(text, sizeof(text), "%.7g", (double)value);
		FUZZ_REQUIRE(!zout_value_parse((ZoutParam)i, text, &again, &error));
		FUZZ_REQUIRE(fabsf(again - value) <= 1e-6F * fabsf(value));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
	if (!service.backend) {
		start_service();
	}
	fuzz_write(fuzz_scratch("zout.conf"), good_config, sizeof(good_config) - 1U);
	service.desk = fresh;
	service.quit = false;
	reloads      = 0;
	now_ms       = 1000;
	for (unsigned i = 0; i < CLIENTS; ++i) {
		connect_peer(i);
	}

	unsigned speaker = 0;
	size_t   start   = 0;
	for (size_t i = 0; i <= size; ++i) {
		if (i == size || data[i] <= 8) {
			if (i > start && peers[speaker].fd >= 0) {
				send(peers[speaker].fd, data + start, i - start, MSG_NOSIGNAL | MSG_DONTWAIT);
			}
			act(i < size ? data[i] : 7, &speaker);
			start = i + 1U;
		}
	}
	try_again();
	for (unsigned i = 0; i < CLIENTS; ++i) {
		hang_up(&peers[i]);
	}
	for (unsigned i = 0; i < 3; ++i) { // who hangs up is let go
		now_ms += ZOUT_TICK_MS;
		turn();
	}
	zout_control_close(&service.control);
	return 0;
}
