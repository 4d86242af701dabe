// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack_internal.h"
#include "audio/jack_join.h"
#include "audio/wake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static ZoutAudioStatus
connect_to_server(ZoutJack* const jack, const char* const name, ZoutAudioError* const error)
{
	jack->event_fd = zout_wake_open();
	if (jack->event_fd < 0) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot create an event: %s", strerror(errno));
	}
	jack_port_t** const in  = &jack->ports[ZOUT_PORT_IN_L];
	jack_port_t** const out = &jack->ports[ZOUT_PORT_OUT_L];
	jack->end.tell          = zout_jack_wake;
	jack->end.arg           = jack;
	ZoutAudioStatus status  = zout_jack_join(name, &jack->client, &jack->end, error);
	status               = status ? status : zout_jack_add_pair(jack->client, &jack->end, JackPortIsInput, in, error);
	status               = status ? status : zout_jack_add_pair(jack->client, &jack->end, JackPortIsOutput, out, error);
	jack->process.client = jack->client;
	memcpy(jack->process.in, in, sizeof(jack->process.in));
	memcpy(jack->process.out, out, sizeof(jack->process.out));
	return status;
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
	zout_jack_listen(j);
	*jack = j;
	return ZOUT_AUDIO_SUCCESS;
}

void
zout_jack_free(ZoutJack* const jack)
{
	if (jack) {
		if (jack->client) {
			zout_jack_close(jack->client, &jack->end);
		}
		zout_wake_close(jack->event_fd);
		free(jack);
	}
}

ZoutAudioStatus
zout_jack_start(ZoutJack* const jack, ZoutAudioError* const error)
{
	zout_engine_fade_out(jack->process.engine);
	return zout_jack_activate(jack->client, &jack->end)
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

	const uint64_t vanished = atomic_exchange(&jack->vanished, 0);
	ZoutLinkResult result   = zout_jack_links_update(links, jack->client, jack->ports, jack->process.engine, vanished);
	result.early            = early;
	return result;
}

void
zout_jack_stop(ZoutJack* const jack)
{
	static const unsigned patience_ms = 3000; // a fade and some long blocks, on a server that runs, if slowly
	zout_engine_fade_out(jack->process.engine);
	for (unsigned ms = 0; ms < patience_ms && !atomic_load(&jack->end.gone); ++ms) {
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
	zout_wake_drain(jack->event_fd);
	*links_changed = atomic_exchange(&jack->links_changed, false);
	if (atomic_load(&jack->end.gone)) {
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
