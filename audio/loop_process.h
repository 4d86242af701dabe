// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file loop_process.h
 * Code and data of the JACK process thread that plays a stimulus in a loop and records what comes back.
 *
 * Nothing here allocates, frees, locks, logs, waits or makes a system call. Everything else is in loop.h.
 */

#ifndef ZOUT_AUDIO_LOOP_PROCESS_H
#define ZOUT_AUDIO_LOOP_PROCESS_H

#include "audio/jack_gaps.h"
#include "audio/loop_ring.h"
#include "dsp/attributes.h"

#include <jack/jack.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One period, full scale. Belongs to the other thread, which leaves it alone while it is offered or played. */
typedef struct {
	const float* stimulus[2]; ///< [period_frames]
	size_t       period_frames;
} ZoutLoopJob;

/** A frame that never comes: nothing is to be recorded. */
#define ZOUT_LOOP_NEVER UINT64_MAX

/** All that the process thread touches. */
typedef struct {
	jack_client_t* client;
	jack_port_t*   out[2]; ///< Left, right
	jack_port_t*   in[2];  ///< Left, right

	_Atomic(const ZoutLoopJob*) offered;     ///< What is to be played, NULL for silence
	_Atomic(const ZoutLoopJob*) playing;     ///< What the process thread still reads
	atomic_uint_least64_t       frame;       ///< Frames of it that were played
	atomic_uint_least64_t       cycles;      ///< Calls so far
	atomic_uint_least64_t       record_from; ///< Frame of the job from which on to record, or ZOUT_LOOP_NEVER
	atomic_uint                 lost;        ///< Times that frames were not processed, or not recorded for want of room
	uint64_t                    record_frames; ///< How many to record; set only while record_from is ZOUT_LOOP_NEVER
	ZoutLoopRing                ring;          ///< Receives what is recorded

	// The process thread's own
	size_t       at;   ///< Frame of the period
	float        gain; ///< Fades in and out
	float        step; ///< Of the gain, for each frame
	ZoutJackGaps gaps;
} ZoutLoopProcess;

/** JACK process callback; `arg` is a ZoutLoopProcess. */
ZOUT_REALTIME
int
zout_loop_process(jack_nframes_t frames, void* arg);

#endif // ZOUT_AUDIO_LOOP_PROCESS_H
