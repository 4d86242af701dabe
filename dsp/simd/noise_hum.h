// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kernels of noise and hum: one source for every instruction set, in loops that compilers vectorise by themselves.
 * Included by kernels.c only. */

#ifndef ZOUT_SIMD_NOISE_HUM_H
#define ZOUT_SIMD_NOISE_HUM_H

#include "kernels.h"

#include <stddef.h>
#include <stdint.h>

/**
 * A number that looks random, from the number of a value.
 *
 * Steps of an odd constant spread the counter over all bits; two rounds of multiplying and folding mix them. The
 * multipliers are those that Chris Wellons' search found to have the least bias ("lowbias32", in the public domain).
 */
static inline uint32_t
hash(const uint32_t number)
{
	uint32_t x = number * 0x9E3779B1U;
	x ^= x >> 16;
	x *= 0x7FEB352DU;
	x ^= x >> 15;
	x *= 0x846CA68BU;
	x ^= x >> 16;
	return x;
}

/// Sum of the four bytes less its mean: their distribution is close to a Gaussian one
static inline int32_t
byte_sum(const uint32_t x)
{
	const uint32_t pairs = (x & 0x00FF00FFU) + ((x >> 8) & 0x00FF00FFU);
	return (int32_t)((pairs + (pairs >> 16)) & 0xFFFFU) - 510;
}

/// Frames that are worked out at a time, in a loop of their own: mixed with doubles, compilers vectorise them badly
enum { NOISE_FRAMES = 32 };

/// Adds what is `shape` times `level` times `unit`, value by value
static inline void
add_shape(double* const restrict x,
          const float* const restrict level,
          const float unit,
          const float* const restrict shape,
          const size_t n_values)
{
	for (size_t i = 0; i < n_values; ++i) {
		x[i] += (double)(level[i] * unit * shape[i]);
	}
}

/* Values are numbered by fours, whatever the number of lanes, and chain B takes the numbers of chain A: a chain's noise
 * is the same alone and beside another, and two amplifiers that are alike stay alike, which a blind test relies on. The
 * index has 32 bits, like the number, so that compilers need not convert in the loop. */

ZOUT_REALTIME
static void
add_noise(double* const restrict x,
          const float* const restrict level,
          const float    unit,
          const uint32_t frame,
          const unsigned lanes,
          const unsigned n_frames)
{
	for (uint32_t done = 0; done < n_frames; done += NOISE_FRAMES) {
		const uint32_t n     = n_frames - done < NOISE_FRAMES ? n_frames - done : NOISE_FRAMES;
		const uint32_t first = (frame + done) * ZOUT_MAX_LANES;
		float          pairs[2 * NOISE_FRAMES];
		for (uint32_t i = 0; i < 2U * n; ++i) {
			pairs[i] = (float)byte_sum(hash(first + 2U * i - i % 2U));
		}
		const size_t at = (size_t)done * lanes;
		if (lanes == 2) {
			add_shape(x + at, level + at, unit, pairs, 2U * (size_t)n);
			continue;
		}
		float fours[4 * NOISE_FRAMES];
		for (size_t i = 0; i < n; ++i) {
			fours[4 * i]     = pairs[2 * i];
			fours[4 * i + 1] = pairs[2 * i + 1];
			fours[4 * i + 2] = pairs[2 * i];
			fours[4 * i + 3] = pairs[2 * i + 1];
		}
		add_shape(x + at, level + at, unit, fours, 4U * (size_t)n);
	}
}

/// Amplitudes of the mains and its multiples, from the first on; noise.h says by which rule
static const float hum_line[] = {
	1.0F,
	0.501187234F,
	0.0501187234F,
	0.298538262F,
	0.0298538262F,
	0.177827941F,
	0.0177827941F,
	0.105925373F,
	0.0105925373F,
	0.0630957344F,
	0.00630957344F,
	0.0375837404F,
};

/// Sum of the multiples for each cosine of the mains, by Clenshaw's recurrence
ZOUT_REALTIME
static void
hum(float* const restrict out,
    const float* const restrict turn_cos,
    const float* const restrict turn_sin,
    const float    start_cos,
    const float    start_sin,
    const unsigned n_frames)
{
	enum { LINES = sizeof(hum_line) / sizeof(hum_line[0]) };

	for (size_t i = 0; i < n_frames; ++i) {
		// Products of floats are exact in double precision: fused or not, in whole vectors or behind them, the same
		const float mains = (float)((double)start_cos * (double)turn_cos[i] - (double)start_sin * (double)turn_sin[i]);
		float       b1    = 0.0F;
		float       b2    = 0.0F;
		for (unsigned k = LINES; k-- > 0;) {
			const float b0 = hum_line[k] + (2.0F * mains * b1 - b2);
			b2             = b1;
			b1             = b0;
		}
		out[i] = mains * b1 - b2;
	}
}

ZOUT_REALTIME
static void
add_hum(double* const restrict x,
        const float* const restrict level,
        const float unit,
        const float* const restrict wave_a,
        const float* const restrict wave_b,
        const unsigned lanes,
        const unsigned n_frames)
{
	for (size_t done = 0; done < n_frames; done += NOISE_FRAMES) {
		const size_t n = n_frames - done < NOISE_FRAMES ? n_frames - done : NOISE_FRAMES;
		float        wave[ZOUT_MAX_LANES * NOISE_FRAMES]; // the same in both channels
		if (lanes == 2) {
			for (size_t i = 0; i < n; ++i) {
				wave[2 * i] = wave[2 * i + 1] = wave_a[done + i];
			}
		} else {
			for (size_t i = 0; i < n; ++i) {
				wave[4 * i] = wave[4 * i + 1] = wave_a[done + i];
				wave[4 * i + 2] = wave[4 * i + 3] = wave_b[done + i];
			}
		}
		add_shape(x + done * lanes, level + done * lanes, unit, wave, n * lanes);
	}
}

#endif // ZOUT_SIMD_NOISE_HUM_H
