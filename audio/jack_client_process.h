// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_client_process.h
 * Code and data of a JACK client's process thread.
 *
 * Nothing here allocates, frees, locks, logs, waits or makes a system call. Everything else is in jack_client.h.
 */

#ifndef ZOUT_AUDIO_JACK_CLIENT_PROCESS_H
#define ZOUT_AUDIO_JACK_CLIENT_PROCESS_H

#include "audio/jack_gaps.h"
#include "audio/processor.h"

#include <jack/jack.h>
#include <stdatomic.h>
#include <stdint.h>

enum { ZOUT_JACK_NOTES = 64 }; ///< Room for notes that nobody asked for yet, a power of two

/** All that the process thread touches. */
typedef struct {
	jack_client_t* client;
	ZoutProcessor  processor;
	ZoutJackGaps   gaps;
	jack_port_t*   in[2];  ///< Left, right; NULL without inputs
	jack_port_t*   out[2]; ///< Left, right
	jack_port_t*   midi;   ///< NULL without MIDI
	uint8_t        note[ZOUT_JACK_NOTES];
	atomic_uint    written; ///< Notes put in, counted on
	atomic_uint    taken;   ///< Notes taken out, counted on
} ZoutJackClientProcess;

/** JACK process callback; `arg` is a ZoutJackClientProcess. Takes any number of frames, also a changing one. */
ZOUT_REALTIME
int
zout_jack_client_process(jack_nframes_t frames, void* arg);

#endif // ZOUT_AUDIO_JACK_CLIENT_PROCESS_H
