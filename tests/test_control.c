// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The control socket with clients that say something odd, stop short or say nothing: who is answered and who stays. */

#define _XOPEN_SOURCE 700

#include "cli/service/control.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

/** A socket in a folder of its own, and the time that it believes in. */
typedef struct {
	ZoutControl control;
	char        folder[32];
	char        path[48];
	int64_t     now_ms;
	unsigned    answered;
} Rig;

/// Repeats a request; `watch` is one, `much` gets as much as a client may leave unread
static void
answer(void* const user, ZoutClient* const client, char* const line)
{
	Rig* const  rig = (Rig*)user;
	static char much[ZOUT_BUSY_REPLY + 1];
	++rig->answered;
	if (!strcmp(line, "watch")) {
		client->watch_ms = 100;
	}
	memset(much, 'x', sizeof(much) - 1U);
	zout_control_send(client, strcmp(line, "much") != 0 ? line : much);
}

/// As many turns as it takes until nobody has anything more to do, each in a tick of its own
static void
turn(Rig* const rig, const unsigned turns)
{
	for (unsigned i = 0; i < turns; ++i) {
		struct pollfd fds[ZOUT_CONTROL_FDS];
		rig->now_ms += ZOUT_TICK_MS;
		zout_control_poll(&rig->control, fds, rig->now_ms);
		poll(fds, ZOUT_CONTROL_FDS, 0);
		zout_control_handle(&rig->control, fds, rig->now_ms, answer, rig);
	}
}

static int
set_up(void** const state)
{
	ZoutAudioError error;
	Rig* const     rig = (Rig*)calloc(1, sizeof(Rig));
	assert_non_null(rig);
	memcpy(rig->folder, "/tmp/zout-control-XXXXXX", sizeof("/tmp/zout-control-XXXXXX"));
	assert_non_null(mkdtemp(rig->folder));
	snprintf(rig->path, sizeof(rig->path), "%s/socket", rig->folder);
	zout_control_init(&rig->control);
	assert_int_equal(zout_control_open(&rig->control, rig->path, &error), ZOUT_AUDIO_SUCCESS);
	*state = rig;
	return 0;
}

static int
tear_down(void** const state)
{
	Rig* const rig = (Rig*)*state;
	char       lock[64];
	zout_control_close(&rig->control);
	snprintf(lock, sizeof(lock), "%s.lock", rig->path);
	unlink(lock);
	rmdir(rig->folder);
	free(rig);
	return 0;
}

/// A client that the service has let in
static int
enter(Rig* const rig)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const int          fd      = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", rig->path);
	assert_int_equal(connect(fd, (const struct sockaddr*)&address, sizeof(address)), 0);
	turn(rig, 1);
	return fd;
}

static void
say(const int fd, const char* const text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/// What there is to read; "gone" if the service has hung up, "" if it has nothing to say
static const char*
hear(const int fd)
{
	static char   text[8192];
	const ssize_t n     = recv(fd, text, sizeof(text) - 1U, MSG_DONTWAIT);
	text[n > 0 ? n : 0] = '\0';
	return n ? text : "gone";
}

static unsigned
count_clients(const Rig* const rig)
{
	unsigned n = 0;
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		n += rig->control.clients[i].fd >= 0;
	}
	return n;
}

static void
test_a_last_line_without_a_newline_is_answered(void** const state)
{
	Rig* const rig = (Rig*)*state;
	const int  fd  = enter(rig);
	say(fd, "one\ntwo");
	turn(rig, 2);
	assert_string_equal(hear(fd), "one\n");
	shutdown(fd, SHUT_WR);
	turn(rig, 2);
	assert_string_equal(hear(fd), "two\n");
	assert_string_equal(hear(fd), "gone");
	close(fd);

	// Nothing, or nothing behind the last newline, is no line
	const int empty = enter(rig);
	rig->answered   = 0;
	shutdown(empty, SHUT_WR);
	turn(rig, 2);
	assert_string_equal(hear(empty), "gone");
	close(empty);
	const int whole = enter(rig);
	say(whole, "one\n");
	shutdown(whole, SHUT_WR);
	turn(rig, 3);
	assert_string_equal(hear(whole), "one\n");
	assert_string_equal(hear(whole), "gone");
	assert_int_equal(rig->answered, 1);
	close(whole);
}

static void
test_a_long_line_without_a_newline_is_too_long(void** const state)
{
	Rig* const            rig       = (Rig*)*state;
	static const unsigned lengths[] = {ZOUT_MAX_LINE - 1, ZOUT_MAX_LINE, ZOUT_MAX_LINE + 1, 5000, 2 * ZOUT_MAX_LINE};
	static char           text[2 * ZOUT_MAX_LINE + 1];
	for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); ++i) {
		const int fd = enter(rig);
		memset(text, 'x', sizeof(text));
		text[lengths[i]] = '\0';
		say(fd, text);
		shutdown(fd, SHUT_WR);
		turn(rig, 5);
		const char* const heard = hear(fd);
		if (lengths[i] < ZOUT_MAX_LINE) {
			assert_int_equal(strlen(heard), lengths[i] + 1U);
		} else {
			assert_non_null(strstr(heard, "\"too_long\""));
		}
		assert_string_equal(hear(fd), "gone");
		close(fd);
	}
}

static void
test_who_watches_may_stop_talking(void** const state)
{
	Rig* const rig = (Rig*)*state;
	const int  fd  = enter(rig);
	say(fd, "watch\n");
	shutdown(fd, SHUT_WR);
	turn(rig, 3);
	assert_string_equal(hear(fd), "watch\n");
	for (unsigned i = 0; i < 5; ++i) {
		turn(rig, 2);
		zout_control_push(&rig->control, "event");
		assert_string_equal(hear(fd), "event\n");
	}
	assert_int_equal(count_clients(rig), 1);
	close(fd);
	turn(rig, 2); // without anything to send
	assert_int_equal(count_clients(rig), 0);
}

/// What one says who hangs up so many turns later without reading, and how many of his requests are done
typedef struct {
	const char* text;
	unsigned    turns;
	unsigned    n;
} LastWords;

static void
test_last_words_of_who_does_not_listen_are_done(void** const state)
{
	Rig* const             rig     = (Rig*)*state;
	static const LastWords cases[] = {
		{"one\ntwo\n", 0, 2},
		{"one\ntwo", 0, 2},
		{"1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", 0, 10}, // more than a turn's share
		{"1\n2\n3\n4\n5\n6\n7\n8\n9\n10", 1, 10},   // and behind answers that came
		{"watch\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", 0, 10},
		{"much\nmuch\nmuch\nmuch\nmuch\nmuch\nmuch\none\n", 5, 8}, // behind those that there was no room for
		{"watch\nmuch\nmuch\nmuch\nmuch\nmuch\nmuch\nmuch\none\n", 5, 9},
	};
	for (unsigned i = 0; i < 2U * sizeof(cases) / sizeof(cases[0]); ++i) {
		const LastWords* const words = &cases[i / 2U];
		const int              fd    = enter(rig);
		rig->answered                = 0;
		say(fd, words->text);
		if (i % 2U) {
			shutdown(fd, SHUT_WR); // known to say nothing more before it is gone
		}
		turn(rig, words->turns);
		close(fd);
		turn(rig, 5);
		assert_int_equal(rig->answered, words->n);
		zout_control_push(&rig->control, "event");
		turn(rig, 2);
		assert_int_equal(count_clients(rig), 0);
	}
}

static void
test_who_spoke_last_is_not_put_out(void** const state)
{
	Rig* const rig = (Rig*)*state;
	int        deaf[ZOUT_MAX_CLIENTS - 1];
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS - 1; ++i) {
		deaf[i] = enter(rig);
		for (unsigned k = 0; k < 6; ++k) {
			say(deaf[i], "much\n");
		}
		shutdown(deaf[i], SHUT_WR);
		turn(rig, 3);
	}
	const int honest = enter(rig);
	say(honest, "one\n");
	turn(rig, 10);
	assert_string_equal(hear(honest), "one\n");
	assert_int_equal(count_clients(rig), ZOUT_MAX_CLIENTS);

	const int late = enter(rig);
	say(late, "two\n");
	say(honest, "three\n");
	turn(rig, 3);
	assert_string_equal(hear(late), "two\n");
	assert_string_equal(hear(honest), "three\n");
	close(late);
	close(honest);
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS - 1; ++i) {
		close(deaf[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_last_line_without_a_newline_is_answered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_long_line_without_a_newline_is_too_long, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_who_watches_may_stop_talking, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_last_words_of_who_does_not_listen_are_done, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_who_spoke_last_is_not_put_out, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
