// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file alsa_io.h
 * Blocks of samples from and to one PCM, whatever its layout and format; nothing waits but zout_alsa_wait(). [audio]
 *
 * A block is as long as the `raw` buffer of the PCM; parts of it are counted in frames from its beginning.
 */

#ifndef ZOUT_AUDIO_ALSA_IO_H
#define ZOUT_AUDIO_ALSA_IO_H

#include "audio/alsa_pcm.h"

#include <stdint.h>

/** Samples of a block as floats; a device with one channel gives both sides. */
ZOUT_REALTIME
void
zout_alsa_unpack(const ZoutAlsaPcm* pcm, float* const to[2], uint32_t block_frames);

/** Puts a block into the form of the device, on its first two channels. */
ZOUT_REALTIME
void
zout_alsa_pack(const ZoutAlsaPcm* pcm, const float* const from[2], uint32_t block_frames);

/**
 * Reads frames into the block.
 *
 * @param done Frames of the block that are there.
 * @param frames Frames that are missing, more than 0.
 * @return Number of frames read, 0 if there is none yet, or ALSA's negative error.
 */
int
zout_alsa_read(const ZoutAlsaPcm* pcm, uint32_t block_frames, uint32_t done, uint32_t frames);

/** Writes frames of the block. As zout_alsa_read(). */
int
zout_alsa_write(const ZoutAlsaPcm* pcm, uint32_t block_frames, uint32_t done, uint32_t frames);

/** Writes a block of silence to a device that has room for it; returns ALSA's negative error, or 0. */
int
zout_alsa_write_silence(const ZoutAlsaPcm* pcm, uint32_t block_frames);

/**
 * Waits until a PCM has or takes frames, or `wake_fd` is readable.
 *
 * @param wake_fd Descriptor, or -1 for none.
 * @return 0, or ALSA's negative error; -ETIMEDOUT after `time_ms`.
 */
int
zout_alsa_wait(const ZoutAlsaPcm* pcm, int wake_fd, int time_ms);

#endif // ZOUT_AUDIO_ALSA_IO_H
