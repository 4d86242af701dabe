// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_process.h"

int
zout_jack_process(const jack_nframes_t frames, void* const arg)
{
	ZoutJackProcess* const process = (ZoutJackProcess*)arg;
	const float* const     in[2]   = {(const float*)jack_port_get_buffer(process->in[0], frames),
	                                  (const float*)jack_port_get_buffer(process->in[1], frames)};
	float* const           out[2]  = {
				   (float*)jack_port_get_buffer(process->out[0], frames), (float*)jack_port_get_buffer(process->out[1], frames)};

	// PipeWire has no buffers for ports while it rearranges them
	if (in[0] && in[1] && out[0] && out[1]) {
		zout_engine_process(&process->engine, in, out, frames);
	}
	return 0;
}
