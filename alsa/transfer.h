// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file transfer.h
 * The way of samples through a PCM of type `zout`, in the thread of the program that plays or records.
 *
 * Nothing here allocates, frees, locks, logs, waits or makes a system call. What sets it up is in pcm_zout.c.
 */

#ifndef ZOUT_ALSA_TRANSFER_H
#define ZOUT_ALSA_TRANSFER_H

#include "audio/alsa_format.h"
#include "audio/engine_process.h"

#include <alsa/asoundlib.h>

enum { ZOUT_TRANSFER_FRAMES = 256 }; ///< Processed at once

/** All that a transfer touches. */
typedef struct {
	ZoutEngine            engine;
	const ZoutAlsaFormat* in_format;
	const ZoutAlsaFormat* out_format;
	unsigned              in_channels; ///< 1 or 2; one goes to both sides
	float                 in[2][ZOUT_TRANSFER_FRAMES];
	float                 out[2][ZOUT_TRANSFER_FRAMES];
} ZoutTransfer;

/**
 * Processes frames. [audio]
 *
 * @param to Areas of two channels, from frame `to_offset` on.
 * @param from Areas of `in_channels` channels, from frame `from_offset` on.
 */
ZOUT_REALTIME
void
zout_transfer(ZoutTransfer*                 transfer,
              const snd_pcm_channel_area_t* to,
              snd_pcm_uframes_t             to_offset,
              const snd_pcm_channel_area_t* from,
              snd_pcm_uframes_t             from_offset,
              snd_pcm_uframes_t             frames);

/** Processes silence, at most ZOUT_TRANSFER_FRAMES of it. [audio] */
ZOUT_REALTIME
void
zout_transfer_silence(ZoutTransfer* transfer, const snd_pcm_channel_area_t* to, uint32_t frames);

#endif // ZOUT_ALSA_TRANSFER_H
