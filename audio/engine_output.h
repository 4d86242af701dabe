// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file engine_output.h
 * What stands between the model and the ear: mute, dim and the cap; and what is measured there. [audio]
 */

#ifndef ZOUT_AUDIO_ENGINE_OUTPUT_H
#define ZOUT_AUDIO_ENGINE_OUTPUT_H

#include "audio/engine_process.h"

#include <stdint.h>

/**
 * Applies gain and cap to a block of output that has its fade already, and publishes the meters.
 *
 * @param frames Any number; with 0 the meters show the silence of a pause.
 */
ZOUT_REALTIME
void
zout_engine_finish(ZoutEngine* engine, float* const out[2], uint32_t frames);

#endif // ZOUT_AUDIO_ENGINE_OUTPUT_H
