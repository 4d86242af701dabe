// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack.h"

#include "audio/jack_process.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

struct ZoutJackImpl {
	jack_client_t*  client;
	ZoutJackProcess process;             ///< The process thread's world
	jack_port_t*    ports[ZOUT_N_PORTS]; ///< The same ports in another order
	unsigned        rate_hz;             ///< Of the model
	int             event_fd;            ///< Written by JACK's threads, read by ours
	atomic_uint     wanted_rate_hz;
	atomic_uint     latency_frames;
	atomic_uint     xruns;
	atomic_bool     gone;          ///< The server has ended
	atomic_bool     links_changed; ///< Ports or connections have come or gone
	atomic_bool     vanished;      ///< Ports have gone
	atomic_bool     opened;        ///< All that is written while opening is there: set last
	atomic_uint     changed_frame; ///< Time of the server when we heard of the last such change
};

static void
wake(ZoutJack* const jack)
{
	const uint64_t one = 1;
	// Can only fail when the counter is full of news already
	(void)!write(jack->event_fd, &one, sizeof(one));
}

static void
on_shutdown(const jack_status_t code, const char* const reason, void* const arg)
{
	(void)code;
	(void)reason;
	ZoutJack* const jack = (ZoutJack*)arg;
	atomic_store(&jack->gone, true);
	wake(jack);
}

static void
on_shutdown_without_word(void* const arg)
{
	on_shutdown((jack_status_t)0, "", arg);
}

static int
on_rate(const jack_nframes_t rate_hz, void* const arg)
{
	ZoutJack* const jack = (ZoutJack*)arg;
	atomic_store(&jack->wanted_rate_hz, rate_hz);
	wake(jack);
	return 0;
}

static int
on_block(const jack_nframes_t frames, void* const arg)
{
	(void)frames; // processing takes any number; only what is told about us changes
	wake((ZoutJack*)arg);
	return 0;
}

static int
on_xrun(void* const arg)
{
	atomic_fetch_add(&((ZoutJack*)arg)->xruns, 1U);
	return 0;
}

static void
on_freewheel(const int starting, void* const arg)
{
	ZoutJack* const jack = (ZoutJack*)arg;
	atomic_store(&jack->process.freewheeling, starting != 0);
	wake(jack);
}

/// Ports or connections have come or gone. JACK's threads, one of which began in jack_client_open(): see on_latency()
static void
note_change(ZoutJack* const jack)
{
	if (atomic_load(&jack->opened)) {
		atomic_store(&jack->changed_frame, jack_last_frame_time(jack->client));
	}
	atomic_store(&jack->links_changed, true);
	wake(jack);
}

static void
on_port(const jack_port_id_t port, const int registered, void* const arg)
{
	(void)port;
	ZoutJack* const jack = (ZoutJack*)arg;
	if (!registered) {
		atomic_store(&jack->vanished, true);
	}
	note_change(jack);
}

static void
on_connect(const jack_port_id_t a, const jack_port_id_t b, const int connected, void* const arg)
{
	(void)a;
	(void)b;
	(void)connected;
	note_change((ZoutJack*)arg);
}

/// Tells one side of the client the latency of the other side, plus its own
static void
on_latency(const jack_latency_callback_mode_t mode, void* const arg)
{
	ZoutJack* const jack = (ZoutJack*)arg;
	// This thread is older than our ports: it began in jack_client_open()
	if (!atomic_load(&jack->opened)) {
		return;
	}
	const jack_nframes_t own     = atomic_load(&jack->latency_frames);
	jack_port_t* const*  known   = mode == JackCaptureLatency ? jack->process.in : jack->process.out;
	jack_port_t* const*  unknown = mode == JackCaptureLatency ? jack->process.out : jack->process.in;
	jack_latency_range_t range   = {0, 0};
	for (unsigned i = 0; i < 2; ++i) {
		jack_latency_range_t side = {0, 0};
		jack_port_get_latency_range(known[i], mode, &side);
		range.min = i && range.min < side.min ? range.min : side.min;
		range.max = range.max > side.max ? range.max : side.max;
	}
	range.min += own;
	range.max += own;
	jack_port_set_latency_range(unknown[0], mode, &range);
	jack_port_set_latency_range(unknown[1], mode, &range);
}

/// libjack explains itself on stderr; we do that ourselves, in one line
static void
ignore_message(const char* const message)
{
	(void)message;
}

static ZoutAudioStatus
connect_to_server(ZoutJack* const jack, const char* const name, ZoutAudioError* const error)
{
	jack_set_error_function(ignore_message);
	jack_set_info_function(ignore_message);
	jack->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (jack->event_fd < 0) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot create an event: %s", strerror(errno));
	}
	jack->client = jack_client_open(name, JackNoStartServer, NULL);
	if (!jack->client) {
		const char* const server = getenv("JACK_DEFAULT_SERVER");
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_FAILED,
		                       "no JACK server '%s' is running; start one, or under PipeWire put pw-jack in front",
		                       server ? server : "default");
	}

	for (unsigned i = 0; i < ZOUT_N_PORTS; ++i) {
		const bool input = i == ZOUT_PORT_IN_L || i == ZOUT_PORT_IN_R;
		jack->ports[i]   = jack_port_register(jack->client,
                                            zout_port_name((ZoutPort)i),
                                            JACK_DEFAULT_AUDIO_TYPE,
                                            input ? JackPortIsInput : JackPortIsOutput,
                                            0);
		if (!jack->ports[i]) {
			return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server has no port left");
		}
	}
	jack->process.client = jack->client;
	jack->process.in[0]  = jack->ports[ZOUT_PORT_IN_L];
	jack->process.in[1]  = jack->ports[ZOUT_PORT_IN_R];
	jack->process.out[0] = jack->ports[ZOUT_PORT_OUT_L];
	jack->process.out[1] = jack->ports[ZOUT_PORT_OUT_R];
	return ZOUT_AUDIO_SUCCESS;
}

static void
set_callbacks(ZoutJack* const jack)
{
	jack_set_process_callback(jack->client, zout_jack_process, &jack->process);
	jack_set_sample_rate_callback(jack->client, on_rate, jack);
	jack_set_buffer_size_callback(jack->client, on_block, jack);
	jack_set_xrun_callback(jack->client, on_xrun, jack);
	jack_set_freewheel_callback(jack->client, on_freewheel, jack);
	jack_set_port_registration_callback(jack->client, on_port, jack);
	jack_set_port_connect_callback(jack->client, on_connect, jack);
	jack_set_latency_callback(jack->client, on_latency, jack);
	jack_on_shutdown(jack->client, on_shutdown_without_word, jack); // PipeWire 0.3 knows this one only
	jack_on_info_shutdown(jack->client, on_shutdown, jack);
}

ZoutAudioStatus
zout_jack_open(const char* const name, ZoutEngine* const engine, ZoutJack** const jack, ZoutAudioError* const error)
{
	*jack             = NULL;
	ZoutJack* const j = (ZoutJack*)calloc(1, sizeof(ZoutJack));
	if (!j) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	j->process.engine = engine;
	j->event_fd       = -1;

	unsigned        latency_frames = 0;
	ZoutAudioStatus status         = connect_to_server(j, name, error);
	if (!status) {
		j->rate_hz = jack_get_sample_rate(j->client);
		atomic_init(&j->wanted_rate_hz, j->rate_hz);
		status = zout_engine_prepare(engine, j->rate_hz, &latency_frames, error);
	}
	if (status) {
		zout_jack_free(j);
		return status;
	}
	atomic_init(&j->latency_frames, latency_frames);
	atomic_store(&j->opened, true);
	set_callbacks(j);
	*jack = j;
	return ZOUT_AUDIO_SUCCESS;
}

void
zout_jack_free(ZoutJack* const jack)
{
	if (jack) {
		if (jack->client) {
			jack_client_close(jack->client);
		}
		if (jack->event_fd >= 0) {
			close(jack->event_fd);
		}
		free(jack);
	}
}

ZoutAudioStatus
zout_jack_start(ZoutJack* const jack, ZoutAudioError* const error)
{
	zout_engine_fade_out(jack->process.engine);
	return jack_activate(jack->client)
	           ? zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server refused to start us")
	           : ZOUT_AUDIO_SUCCESS;
}

ZoutLinkResult
zout_jack_connect(ZoutJack* const jack, ZoutJackLinks* const links)
{
	// What connections there are is answered as of the beginning of the server's period, which may be long ago if
	// a client holds the server up. A change shows after one beginning; the second one is for that we may hear early.
	const jack_nframes_t changed = atomic_load(&jack->changed_frame);
	const jack_nframes_t passed  = jack_last_frame_time(jack->client) - changed;
	const bool           early   = passed < 2U * jack_get_buffer_size(jack->client);

	const bool     vanished = atomic_exchange(&jack->vanished, false);
	ZoutLinkResult result   = zout_jack_links_update(links, jack->client, jack->ports, jack->process.engine, vanished);
	result.early            = early;
	return result;
}

void
zout_jack_stop(ZoutJack* const jack)
{
	static const unsigned patience_ms = 3000; // a fade and some long blocks, on a server that runs, if slowly
	zout_engine_fade_out(jack->process.engine);
	for (unsigned ms = 0; ms < patience_ms && !atomic_load(&jack->gone); ++ms) {
		if (zout_engine_is_silent(jack->process.engine)) {
			break;
		}
		const struct timespec wait = {0, 1000000};
		nanosleep(&wait, NULL);
	}
	jack_deactivate(jack->client);
}

int
zout_jack_event_fd(const ZoutJack* const jack)
{
	return jack->event_fd;
}

ZoutAudioStatus
zout_jack_handle_events(ZoutJack* const jack, bool* const links_changed, ZoutAudioError* const error)
{
	uint64_t count = 0;
	(void)!read(jack->event_fd, &count, sizeof(count)); // only empties it
	*links_changed = atomic_exchange(&jack->links_changed, false);
	if (atomic_load(&jack->gone)) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server has ended");
	}

	const unsigned rate_hz = atomic_load(&jack->wanted_rate_hz);
	if (rate_hz == jack->rate_hz) {
		return ZOUT_AUDIO_SUCCESS;
	}
	unsigned              latency_frames = 0;
	const ZoutAudioStatus status         = zout_engine_replace(jack->process.engine, rate_hz, &latency_frames, error);
	if (!status) {
		jack->rate_hz = rate_hz;
		atomic_store(&jack->latency_frames, latency_frames);
		jack_recompute_total_latencies(jack->client);
	}
	return status;
}

ZoutJackInfo
zout_jack_info(const ZoutJack* const jack)
{
	const ZoutJackInfo info = {jack_get_client_name(jack->client),
	                           jack->rate_hz,
	                           jack_get_buffer_size(jack->client),
	                           atomic_load(&jack->latency_frames),
	                           atomic_load(&jack->xruns),
	                           jack_is_realtime(jack->client) != 0,
	                           atomic_load(&jack->process.freewheeling)};
	return info;
}

unsigned
zout_jack_name_limit(const char* const name)
{
	const size_t limit = (size_t)jack_client_name_size() - 1U;
	return *name && strlen(name) <= limit && !strchr(name, ':') ? 0U : (unsigned)limit;
}
