// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file engine.h
 * The model for live use: starts silent, fades in, out and from one sample rate to another. [setup]
 *
 * These functions are for one thread that is not the audio thread; they may run while the audio thread is in
 * zout_engine_process().
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

/**
 * Prepares an engine that fades in as soon as it is processed. Not while it is being processed.
 *
 * @return ZOUT_AUDIO_SUCCESS, ZOUT_AUDIO_BAD_INPUT for an impossible rate, ZOUT_AUDIO_FAILED without memory. After a
 *   failure zout_engine_clear() is allowed and not needed.
 */
ZoutAudioStatus
zout_engine_init(ZoutEngine* engine, double rate_hz, const ZoutSettings* settings, ZoutAudioError* error);

/** Frees what zout_engine_init() and zout_engine_replace() made. Not while it is being processed. */
void
zout_engine_clear(ZoutEngine* engine);

/**
 * Offers a fresh model for another sample rate; the audio thread fades over to it by way of silence.
 *
 * @param latency_frames Receives the latency of the new model.
 * @return As zout_engine_init(). After a failure the old model stays.
 */
ZoutAudioStatus
zout_engine_replace(ZoutEngine*         engine,
                    double              rate_hz,
                    const ZoutSettings* settings,
                    unsigned*           latency_frames,
                    ZoutAudioError*     error);

/** Asks for a fade to silence. */
void
zout_engine_fade_out(ZoutEngine* engine);

/** True once a whole block of silence has been put out after zout_engine_fade_out(). */
bool
zout_engine_is_silent(const ZoutEngine* engine);

#endif // ZOUT_AUDIO_ENGINE_H
