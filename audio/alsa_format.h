// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file alsa_format.h
 * Samples as ALSA devices hold them, from and to float.
 *
 * Full scale is 1.0 on the one side and 2^(bits - 1) on the other. To integers samples are rounded to the nearest,
 * without dither, and limited; what is not a number becomes silence. Floats pass through unchanged.
 */

#ifndef ZOUT_AUDIO_ALSA_FORMAT_H
#define ZOUT_AUDIO_ALSA_FORMAT_H

#include "dsp/attributes.h"

#include <alsa/asoundlib.h>
#include <stddef.h>
#include <stdint.h>

/** One sample format. All of it is static. */
typedef struct {
	snd_pcm_format_t format;
	unsigned         bits;  ///< Of precision: 24 for float, whose mantissa has so many
	unsigned         bytes; ///< From one sample to the next of the same channel in a buffer of its own

	/** Reads `n` samples that lie `stride` bytes apart. [audio] */
	ZOUT_REALTIME
	void (*read)(const void* from, size_t stride, float* to, uint32_t n);

	/** Writes `n` samples `stride` bytes apart. [audio] */
	ZOUT_REALTIME
	void (*write)(const float* from, void* to, size_t stride, uint32_t n);
} ZoutAlsaFormat;

enum { ZOUT_N_ALSA_FORMATS = 5 };

/** The format of this index, below ZOUT_N_ALSA_FORMATS, the most precise first. Any thread. */
const ZoutAlsaFormat*
zout_alsa_format(unsigned index);

/** The format that ALSA calls so, or NULL. Any thread. */
const ZoutAlsaFormat*
zout_alsa_format_find(snd_pcm_format_t format);

#endif // ZOUT_AUDIO_ALSA_FORMAT_H
