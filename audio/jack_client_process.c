// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_client_process.h"

#include "audio/jack_block.h"
#include "audio/jack_realtime.h"

#include <stdbool.h>
#include <stddef.h>

/// Keeps the notes that begin in this block; with nobody there to take them, the newest are lost
static void
take_notes(ZoutJackClientProcess* const process, void* const buffer)
{
	const uint32_t n = jack_midi_get_event_count(buffer);
	for (uint32_t i = 0; i < n; ++i) {
		jack_midi_event_t event;
		const unsigned    written = atomic_load_explicit(&process->written, memory_order_relaxed);
		const unsigned    taken   = atomic_load_explicit(&process->taken, memory_order_acquire);
		const bool        got     = !jack_midi_event_get(&event, buffer, i) && event.size == 3;
		if (got && (event.buffer[0] & 0xF0U) == 0x90U && event.buffer[2] && written - taken < ZOUT_JACK_NOTES) {
			process->note[written % ZOUT_JACK_NOTES] = event.buffer[1];
			atomic_store_explicit(&process->written, written + 1U, memory_order_release);
		}
	}
}

int
zout_jack_client_process(const jack_nframes_t frames, void* const arg)
{
	ZoutJackClientProcess* const process = (ZoutJackClientProcess*)arg;
	const ZoutJackBlock          block   = zout_jack_block(process->in, process->out, frames);
	if (zout_jack_lost_audio(&process->gaps, process->client, frames, false) || !block.whole) {
		process->processor.interrupted(process->processor.handle);
	}
	if (block.whole) {
		process->processor.process(process->processor.handle, block.in, block.out, frames);
	}
	void* const midi = process->midi ? jack_port_get_buffer(process->midi, frames) : NULL;
	if (midi) {
		take_notes(process, midi);
	}
	return 0;
}
