// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file alsa_player.h
 * Plays what a ZoutProcessor makes to an ALSA PCM, in a thread of its own, until the device is lost. [setup]
 */

#ifndef ZOUT_AUDIO_ALSA_PLAYER_H
#define ZOUT_AUDIO_ALSA_PLAYER_H

#include "audio/processor.h"
#include "audio/status.h"

#include <stdbool.h>

enum { ZOUT_ALSA_PLAYER_FRAMES = 256 }; ///< Block that is processed at once

/** Opaque. */
typedef struct ZoutAlsaPlayerImpl ZoutAlsaPlayer;

/**
 * Opens a PCM for stereo at a sample rate, which alsa-lib may convert.
 *
 * @param device Name of the PCM, as "default" or "plughw:0".
 * @param player Receives the player, which the caller frees with zout_alsa_player_free(); NULL on failure.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED if there is no such device, or it is busy or cannot play this.
 */
ZoutAudioStatus
zout_alsa_player_open(const char* device, unsigned rate_hz, ZoutAlsaPlayer** player, ZoutAudioError* error);

/** Stops as zout_alsa_player_stop(), and frees. Safe on NULL. */
bool
zout_alsa_player_free(ZoutAlsaPlayer* player);

/** Starts the thread, which calls `processor` with real-time priority if the system grants it. */
ZoutAudioStatus
zout_alsa_player_start(ZoutAlsaPlayer* player, ZoutProcessor processor, ZoutAudioError* error);

/**
 * Ends the thread once the device has played what it held: a processor that has fallen silent is heard to the end.
 *
 * @return False if the device hangs: then the thread still uses player and processor, which must stay to the end of the
 *   process.
 */
bool
zout_alsa_player_stop(ZoutAlsaPlayer* player);

/** Xruns since the start. */
unsigned
zout_alsa_player_xruns(const ZoutAlsaPlayer* player);

/** ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED once the device is lost. */
ZoutAudioStatus
zout_alsa_player_check(const ZoutAlsaPlayer* player, ZoutAudioError* error);

#endif // ZOUT_AUDIO_ALSA_PLAYER_H
