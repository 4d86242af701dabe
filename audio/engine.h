// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file engine.h
 * The model for live use: starts silent, fades in, out and from one sample rate to another; never exceeds a cap; pauses
 * in silence. [setup]
 *
 * An engine lives as long as the service and sees audio systems come and go. One thread steers it, with
 * zout_engine_set() and what reads; one thread (the same or another) sets it up for an audio system: prepare,
 * replace, fade_out. Both may do so while the audio thread is in zout_engine_process(), except where it says so.
 */

#ifndef ZOUT_AUDIO_ENGINE_H
#define ZOUT_AUDIO_ENGINE_H

#include "audio/engine_process.h"
#include "audio/status.h"
#include "dsp/zout.h"

#include <stdbool.h>

enum {
	ZOUT_FADE_MS   = 50, ///< Length of every fade
	ZOUT_SETTLE_MS = 10, ///< Silence before a fade in, longer than the model's latency at any rate
};

/** Controls as they are before anybody changed one: default settings, full gain, a cap of 0 dBFS, no pause. */
ZoutControls
zout_controls_default(void);

/** Makes an engine without a model: it puts out silence until zout_engine_prepare(). */
void
zout_engine_init(ZoutEngine* engine, const ZoutControls* controls);

/** Frees what zout_engine_prepare() and zout_engine_replace() made. Not while it is being processed. */
void
zout_engine_clear(ZoutEngine* engine);

/**
 * Makes a model for a sample rate; the next block begins in silence and fades in. Not while it is being processed.
 *
 * @param latency_frames Receives the latency of the model; may be NULL.
 * @return ZOUT_AUDIO_SUCCESS, ZOUT_AUDIO_BAD_INPUT for an impossible rate, ZOUT_AUDIO_FAILED without memory. After a
 *   failure the old model stays.
 */
ZoutAudioStatus
zout_engine_prepare(ZoutEngine* engine, double rate_hz, unsigned* latency_frames, ZoutAudioError* error);

/**
 * Offers a fresh model for another sample rate; the audio thread fades over to it by way of silence.
 *
 * @param latency_frames Receives the latency of the new model; may be NULL.
 * @return As zout_engine_prepare().
 */
ZoutAudioStatus
zout_engine_replace(ZoutEngine* engine, double rate_hz, unsigned* latency_frames, ZoutAudioError* error);

/** Hands controls to the audio thread, which goes there without a click. The steering thread only; never waits. */
void
zout_engine_set(ZoutEngine* engine, const ZoutControls* controls);

/** Asks for a fade to silence. It lasts until zout_engine_fade_in() or zout_engine_prepare(). */
ZOUT_REALTIME
void
zout_engine_fade_out(ZoutEngine* engine);

/** Asks for sound again. */
void
zout_engine_fade_in(ZoutEngine* engine);

/** True once a whole block of silence has been put out after zout_engine_fade_out(). */
ZOUT_REALTIME
bool
zout_engine_is_silent(const ZoutEngine* engine);

/** What the audio thread measured last. */
typedef struct {
	float              meter[ZOUT_N_METERS]; ///< As ZoutMeter, with fades, mute and dim, without the cap
	float              peak_lin[2];          ///< Largest sample of the output since the last reading
	unsigned long long capped;               ///< Samples that the cap held back, since zout_engine_init()
	bool               idle;                 ///< Processing pauses
} ZoutEngineMeters;

/** Reads the meters. The steering thread only. */
ZoutEngineMeters
zout_engine_meters(ZoutEngine* engine);

#endif // ZOUT_AUDIO_ENGINE_H
