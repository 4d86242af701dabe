// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_process.h"

#include "audio/clock.h"
#include "audio/jack_block.h"

int
zout_jack_process(const jack_nframes_t frames, void* const arg)
{
	ZoutJackProcess* const process      = (ZoutJackProcess*)arg;
	const uint64_t         start_ns     = zout_clock_ns();
	const ZoutJackBlock    block        = zout_jack_block(process->in, process->out, frames);
	const bool             freewheeling = atomic_load_explicit(&process->freewheeling, memory_order_relaxed);
	if (zout_jack_lost_audio(&process->gaps, process->client, frames, freewheeling) || !block.whole) {
		zout_engine_interrupted(process->engine);
	}
	if (block.whole) {
		zout_engine_process(process->engine, block.in, block.out, frames);
		zout_load_note(&process->engine->load, zout_clock_ns() - start_ns);
	}
	return 0;
}
