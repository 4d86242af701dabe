// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file keys.h
 * What the configuration of a PCM of type `zout` says. [setup]
 */

#ifndef ZOUT_ALSA_KEYS_H
#define ZOUT_ALSA_KEYS_H

#include "audio/status.h"
#include "dsp/zout.h"

#include <alsa/asoundlib.h>

/** The keys of one PCM, read. */
typedef struct {
	ZoutSettings  settings;
	snd_config_t* slave;      ///< As it was written. Owned by the configuration
	char          amp[64];    ///< Preset, for people; "-" if none
	char          phones[64]; ///< Likewise
} ZoutPcmKeys;

/**
 * Reads the configuration of a PCM: presets as they stand there, then single controls.
 *
 * @param conf Compound of `type`, `slave`, `amp`, `phones`, `preset` and the symbols of controls.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT for a key that is unknown, missing or has a bad value;
 *   ZOUT_AUDIO_FAILED without memory or without the LV2 bundle that holds the presets.
 */
ZoutAudioStatus
zout_pcm_keys_read(snd_config_t* conf, ZoutPcmKeys* keys, ZoutAudioError* error);

#endif // ZOUT_ALSA_KEYS_H
