// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_process.h
 * Code and data of the JACK process thread.
 *
 * Nothing here allocates, frees, locks, logs, waits or makes a system call. Everything else about JACK is in jack.h.
 */

#ifndef ZOUT_AUDIO_JACK_PROCESS_H
#define ZOUT_AUDIO_JACK_PROCESS_H

#include "audio/engine_process.h"
#include "audio/jack_gaps.h"

#include <jack/jack.h>
#include <stdatomic.h>
#include <stdbool.h>

/** All that the process thread touches. */
typedef struct {
	jack_client_t* client;
	jack_port_t*   in[2];  ///< Left, right
	jack_port_t*   out[2]; ///< Left, right
	ZoutEngine*    engine;
	ZoutJackGaps   gaps;
	atomic_bool    freewheeling; ///< Written by JACK's threads
} ZoutJackProcess;

/** JACK process callback; `arg` is a ZoutJackProcess. Takes any number of frames, also a changing one. */
ZOUT_REALTIME
int
zout_jack_process(jack_nframes_t frames, void* arg);

#endif // ZOUT_AUDIO_JACK_PROCESS_H
