// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_process.h"

#include "audio/jack_realtime.h"

#include <string.h>

int
zout_jack_process(const jack_nframes_t frames, void* const arg)
{
	ZoutJackProcess* const process  = (ZoutJackProcess*)arg;
	const uint64_t         start_ns = zout_load_now_ns();
	const float* const     in[2]    = {(const float*)jack_port_get_buffer(process->in[0], frames),
	                                   (const float*)jack_port_get_buffer(process->in[1], frames)};
	float* const           out[2]   = {
					(float*)jack_port_get_buffer(process->out[0], frames), (float*)jack_port_get_buffer(process->out[1], frames)};

	const bool freewheeling = atomic_load_explicit(&process->freewheeling, memory_order_relaxed);
	if (zout_jack_lost_audio(&process->gaps, process->client, frames, freewheeling)) {
		zout_engine_interrupted(process->engine);
	}
	// PipeWire has no buffers for ports while it rearranges them
	if (in[0] && in[1] && out[0] && out[1]) {
		zout_engine_process(process->engine, in, out, frames);
		zout_load_note(&process->engine->load, zout_load_now_ns() - start_ns);
	} else {
		for (unsigned i = 0; i < 2; ++i) {
			if (out[i]) {
				memset(out[i], 0, frames * sizeof(float));
			}
		}
		zout_engine_interrupted(process->engine);
	}
	return 0;
}
