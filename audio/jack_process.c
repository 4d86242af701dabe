// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_process.h"

#include "audio/jack_realtime.h"

#include <string.h>

/// Whether the device has lost audio since the last call: the driver starts it afresh, and only this shows it, because
/// frames go on as if nothing had happened. An xrun of another client alone does not count; nobody hears it here.
static bool
has_xrun(ZoutJackProcess* const process)
{
	const float delay_us   = jack_get_xrun_delayed_usecs(process->client); // of the last one: hardly ever the same
	const bool  xrun       = process->going && delay_us != process->xrun_delay_us;
	process->xrun_delay_us = delay_us;
	return xrun;
}

/// Whether the server left out audio between the block before and this one
static bool
has_hole(ZoutJackProcess* const process, const jack_nframes_t frames)
{
	const jack_nframes_t now          = jack_last_frame_time(process->client);
	const bool           freewheeling = atomic_load_explicit(&process->freewheeling, memory_order_relaxed);
	// Going into freewheel and out of it the clock may jump, but no device hears it
	const bool hole = process->going && now != process->next_frame && freewheeling == process->was_freewheeling;

	process->next_frame       = now + frames;
	process->was_freewheeling = freewheeling;
	process->going            = true;
	return hole;
}

int
zout_jack_process(const jack_nframes_t frames, void* const arg)
{
	ZoutJackProcess* const process  = (ZoutJackProcess*)arg;
	const uint64_t         start_ns = zout_load_now_ns();
	const float* const     in[2]    = {(const float*)jack_port_get_buffer(process->in[0], frames),
	                                   (const float*)jack_port_get_buffer(process->in[1], frames)};
	float* const           out[2]   = {
					(float*)jack_port_get_buffer(process->out[0], frames), (float*)jack_port_get_buffer(process->out[1], frames)};

	const bool xrun = has_xrun(process);
	if (has_hole(process, frames) || xrun) {
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
