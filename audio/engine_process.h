// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file engine_process.h
 * Code and data that a live backend uses in its audio thread.
 *
 * Nothing here allocates, frees, locks, logs, waits or makes a system call; time is bounded by the number of frames.
 * What sets it up and talks to it from other threads is in engine.h.
 */

#ifndef ZOUT_AUDIO_ENGINE_PROCESS_H
#define ZOUT_AUDIO_ENGINE_PROCESS_H

#include "audio/load_meter.h"
#include "audio/mailbox.h"
#include "dsp/ramp.h"
#include "dsp/zout.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct ZoutEngineCoreImpl ZoutEngineCore;

/** A model, and times at its sample rate. */
struct ZoutEngineCoreImpl {
	ZoutModel*      model;         ///< One chain
	double          rate_hz;       ///< Sample rate
	uint32_t        fade_frames;   ///< Length of a fade
	uint32_t        settle_frames; ///< Silence before a fade in, while the model fills with audio
	ZoutEngineCore* next;          ///< The one that was retired before this one; NULL until it is retired
};

/**
 * All that the audio thread touches.
 *
 * A core changes hands in two places: another thread puts a new one into `offered`; the audio thread fades out, takes
 * it, and puts the old one on top of the stack `retired`, all of which the other thread takes at once and frees. It is
 * a stack because between the two an offer may come: then the next old one meets the last one there.
 */
typedef struct {
	// Audio thread only, or whoever knows that it does not run
	ZoutEngineCore* core;         ///< In use, or NULL
	ZoutControls    now;          ///< In force
	ZoutRamp        gain;         ///< Behind the model, linear factor
	ZoutRamp        cap;          ///< Largest sample
	uint32_t        position;     ///< Of the fade: 0 is silent, core->fade_frames is full
	uint32_t        settling;     ///< Silent frames to go before the fade in
	uint64_t        quiet_frames; ///< Silent frames of input until now
	bool            asleep;       ///< The pause has been reached
	bool            stale;        ///< The core has not got the settings yet

	// Both sides
	ZoutMailbox              mailbox; ///< Controls on their way
	_Atomic(ZoutEngineCore*) offered; ///< Or NULL
	_Atomic(ZoutEngineCore*) retired; ///< The newest; the others by `next`
	atomic_bool              wanted;  ///< False to fade out
	atomic_bool              silent;  ///< True if all of the last block was silence because of the fade

	// Written here, read elsewhere
	_Atomic float meter[ZOUT_N_METERS]; ///< Of the model
	_Atomic float gain_now;             ///< What is applied behind the model, fade included, linear
	_Atomic float peak_lin[2];          ///< Since somebody put 0 there
	atomic_ullong capped;               ///< Samples
	atomic_bool   idle;
	ZoutLoadMeter load; ///< Time that blocks take, noted by the backend
} ZoutEngine;

/**
 * Processes a block of any length. [audio]
 *
 * @param in Left and right, each [frames], full scale.
 * @param out Left and right, each [frames], full scale; not the same as any input.
 */
ZOUT_REALTIME
void
zout_engine_process(ZoutEngine* engine, const float* const in[2], float* const out[2], uint32_t frames);

/**
 * Says that the audio system has lost audio, so that the last sample put out was not the last one heard: the next
 * block begins in silence and fades in. [audio]
 */
ZOUT_REALTIME
void
zout_engine_interrupted(ZoutEngine* engine);

#endif // ZOUT_AUDIO_ENGINE_PROCESS_H
