// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file exchange.h
 * Frames between the program and the slave, by way of the model, in the program's thread. [audio]
 */

#ifndef ZOUT_ALSA_EXCHANGE_H
#define ZOUT_ALSA_EXCHANGE_H

#include "alsa/zout_pcm.h"

/**
 * Plays frames that the program has written.
 *
 * @param areas One for each of the program's channels, from frame `offset` on.
 * @return How many were taken, or -EAGAIN while the slave is full, or what the slave says.
 */
snd_pcm_sframes_t
zout_pcm_play(ZoutPcm* pcm, const snd_pcm_channel_area_t* areas, snd_pcm_uframes_t offset, snd_pcm_uframes_t frames);

/** Likewise records frames for the program; -EAGAIN while the slave has none. */
snd_pcm_sframes_t
zout_pcm_record(ZoutPcm* pcm, const snd_pcm_channel_area_t* areas, snd_pcm_uframes_t offset, snd_pcm_uframes_t frames);

/**
 * Plays so many frames for which silence goes in, behind what the slave has not taken yet.
 *
 * @param left Is counted down by what is on its way.
 * @return 0 when all of it is with the slave, else as zout_pcm_play().
 */
int
zout_pcm_play_silence(ZoutPcm* pcm, uint32_t* left);

#endif // ZOUT_ALSA_EXCHANGE_H
