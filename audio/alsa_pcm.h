// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file alsa_pcm.h
 * A pair of ALSA PCMs, one to record from and one to play to, that agree on rate and period. [setup]
 *
 * For one thread that may be kept waiting: opening a device can take seconds.
 */

#ifndef ZOUT_AUDIO_ALSA_PCM_H
#define ZOUT_AUDIO_ALSA_PCM_H

#include "audio/alsa_format.h"
#include "audio/backend.h"
#include "audio/status.h"

#include <alsa/asoundlib.h>
#include <stdbool.h>

enum {
	ZOUT_ALSA_BLOCK_FRAMES = 256, ///< Period, if nobody wishes another one
	ZOUT_ALSA_MAX_CHANNELS = 64,  ///< Most channels of a device, of which the first two are used
};

/** One direction. */
typedef struct {
	snd_pcm_t*            handle; ///< Never waits
	const ZoutAlsaFormat* format;
	unsigned              channels;
	bool                  interleaved;
	snd_pcm_uframes_t     buffer_frames;
	unsigned char*        raw; ///< A block as the device has it; what is not our channels is 0
} ZoutAlsaPcm;

/** Both directions. */
typedef struct {
	ZoutAlsaPcm capture;
	ZoutAlsaPcm playback;
	unsigned    rate_hz;
	unsigned    block_frames; ///< Processed at once
	bool        linked;       ///< They start and stop together
} ZoutAlsaPair;

/**
 * Opens both PCMs and sets them up.
 *
 * Formats are the most precise that each device takes. The rate is the wanted one, or without a wish the first of the
 * usual ones that both devices have without resampling.
 *
 * @param rate_hz Wanted sample rate, 0 for any.
 * @param block_frames Wanted period, 0 for ZOUT_ALSA_BLOCK_FRAMES; devices may force another one.
 * @param pair Receives the pair, which the caller closes with zout_alsa_close(), also after a failure.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED with a message that names the device.
 */
ZoutAudioStatus
zout_alsa_open(const char*     capture,
               const char*     playback,
               unsigned        rate_hz,
               unsigned        block_frames,
               ZoutAlsaPair*   pair,
               ZoutAudioError* error);

/** Closes at once what is open; what is queued is lost. */
void
zout_alsa_close(ZoutAlsaPair* pair);

#endif // ZOUT_AUDIO_ALSA_PCM_H
