// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack_join.h"
#include "audio/loop_internal.h"
#include "audio/loop_ports.h"

#include <stdlib.h>
#include <string.h>

enum { RING_SECONDS = 5, FADE_MS = 20 };

static int
on_xrun(void* const arg)
{
	atomic_fetch_add(&((ZoutLoop*)arg)->xruns, 1U);
	return 0;
}

static int
on_rate(const jack_nframes_t rate_hz, void* const arg)
{
	atomic_store(&((ZoutLoop*)arg)->server_rate_hz, rate_hz);
	return 0;
}

static ZoutAudioStatus
connect_to_server(ZoutLoop* const loop, ZoutAudioError* const error)
{
	ZoutLoopProcess* const p      = &loop->process;
	ZoutAudioStatus        status = zout_jack_join_in_time("zout-measure", &p->client, &loop->end, error);
	status = status ? status : zout_jack_add_pair(p->client, &loop->end, JackPortIsInput, p->in, error);
	return status ? status : zout_jack_add_pair(p->client, &loop->end, JackPortIsOutput, p->out, error);
}

/// Everything that the process thread needs before it runs
static ZoutAudioStatus
prepare(ZoutLoop* const loop, ZoutAudioError* const error)
{
	ZoutLoopProcess* const p = &loop->process;
	loop->rate_hz            = jack_get_sample_rate(p->client);
	p->step                  = 1000.0F / (FADE_MS * (float)loop->rate_hz);
	size_t room_frames       = 1;
	while (room_frames < (size_t)RING_SECONDS * loop->rate_hz) {
		room_frames *= 2U;
	}
	float* const room = (float*)calloc(2U * room_frames, sizeof(float));
	zout_loop_ring_init(&p->ring, room, room_frames);
	if (!room) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	atomic_init(&p->record_from, ZOUT_LOOP_NEVER);
	atomic_init(&loop->server_rate_hz, loop->rate_hz);
	jack_set_process_callback(p->client, zout_loop_process, p);
	jack_set_xrun_callback(p->client, on_xrun, loop);
	jack_set_sample_rate_callback(p->client, on_rate, loop);
	if (zout_jack_activate(p->client, &loop->end)) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "the JACK server refused to start us");
	}
	loop->active = true;
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_loop_open(const char* const          out,
               const char* const          in,
               const ZoutLoopWatch* const watch,
               ZoutLoop** const           loop,
               ZoutAudioError* const      error)
{
	*loop             = NULL;
	ZoutLoop* const l = (ZoutLoop*)calloc(1, sizeof(ZoutLoop));
	if (!l) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	l->watch                      = *watch;
	ZoutLoopProcess* const p      = &l->process;
	bool                   two[2] = {false, false};
	ZoutAudioStatus        status = connect_to_server(l, error);
	status                        = status ? status : prepare(l, error);
	status    = status ? status : zout_loop_connect(p->client, p->out, out, JackPortIsInput, l->out, &two[0], error);
	status    = status ? status : zout_loop_connect(p->client, p->in, in, JackPortIsOutput, l->in, &two[1], error);
	l->stereo = !status && jack_port_connected(p->out[1]);
	l->pairs  = two[0] && two[1];
	if (status) {
		zout_loop_free(l);
	} else {
		*loop = l;
	}
	return status;
}

bool
zout_loop_free(ZoutLoop* const loop)
{
	if (!loop) {
		return true;
	}
	if (loop->process.client) {
		if (loop->active) {
			zout_loop_hush(loop);
		}
		if (!zout_jack_leave(&loop->leave, loop->process.client, &loop->end)) {
			return false;
		}
	}
	free(loop->process.ring.samples);
	for (unsigned i = 0; i < ZOUT_LOOP_SLOTS; ++i) {
		free(loop->samples[i]);
	}
	free(loop);
	return true;
}

ZoutLoopInfo
zout_loop_info(const ZoutLoop* const loop)
{
	const ZoutLoopInfo info = {loop->rate_hz,
	                           jack_get_buffer_size(loop->process.client),
	                           atomic_load(&loop->xruns),
	                           loop->repeated,
	                           loop->out,
	                           loop->in,
	                           loop->pairs};
	return info;
}
