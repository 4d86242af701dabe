// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file quantise.h
 * Samples as integers.
 */

#ifndef ZOUT_AUDIO_QUANTISE_H
#define ZOUT_AUDIO_QUANTISE_H

#include <math.h>
#include <stdint.h>

/**
 * The integer of `bits` bits next to a sample, without dither. Any thread.
 *
 * @param sample Full scale is 1.0.
 * @param bits Of the integer with its sign: 2 to 32.
 * @return From -2^(bits - 1) to 2^(bits - 1) - 1, which limits the sample; 0, silence, for what is not a number.
 */
static inline int32_t
zout_quantise(const float sample, const unsigned bits)
{
	const double full  = (double)(UINT32_C(1) << (bits - 1U));
	const double value = (double)sample * full;
	if (!(value > -full)) { // also what is not a number
		return isnan(sample) ? 0 : (int32_t)-full;
	}
	return value >= full - 1.0 ? (int32_t)(full - 1.0) : (int32_t)lrint(value);
}

#endif // ZOUT_AUDIO_QUANTISE_H
