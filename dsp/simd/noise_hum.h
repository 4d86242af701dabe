// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kernels of noise and hum. hum() is one source for every instruction set; what adds them has vectors of its own, and
 * is here the specification, and for what they leave over. Included by kernels.c only. */

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
#define HASH_STEP 0x9E3779B1U
#define HASH_FIRST 0x7FEB352DU
#define HASH_SECOND 0x846CA68BU

static inline uint32_t
hash(const uint32_t number)
{
	uint32_t x = number * HASH_STEP;
	x ^= x >> 16;
	x *= HASH_FIRST;
	x ^= x >> 15;
	x *= HASH_SECOND;
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

/* Values are numbered by fours, whatever the number of lanes, and chain B takes the numbers of chain A: a chain's noise
 * is the same alone and beside another, and two amplifiers that are alike stay alike, which a blind test relies on. */

/// Frames `first` to `n_frames` of add_noise_and_hum()
static inline void
disturb_frames(double* const                x,
               const ZoutDisturbance* const d,
               const size_t                 lanes,
               const size_t                 first,
               const size_t                 n_frames)
{
	for (size_t i = first; i < n_frames; ++i) {
		for (size_t lane = 0; lane < lanes; ++lane) {
			const size_t at = i * lanes + lane;
			if (d->noise) {
				const uint32_t number = (d->frame + (uint32_t)i) * ZOUT_MAX_LANES + (uint32_t)lane % 2U;
				x[at] += (double)(d->noise[at] * d->unit * (float)byte_sum(hash(number)));
			}
			if (d->hum) {
				x[at] += (double)(d->hum[at] * d->unit * d->wave[lane / 2U][i]);
			}
		}
	}
}

#if !ZOUT_VECTOR_BYTES

ZOUT_REALTIME
static void
add_noise_and_hum(double* const x, const ZoutDisturbance* const d, const unsigned lanes, const unsigned n_frames)
{
	disturb_frames(x, d, lanes, 0, n_frames);
}

#endif

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

#endif // ZOUT_SIMD_NOISE_HUM_H
