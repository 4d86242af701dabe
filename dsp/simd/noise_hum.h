// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Adding noise and hum: the specification, and what vectors leave over. Included by kernels.c only. */

#ifndef ZOUT_SIMD_NOISE_HUM_H
#define ZOUT_SIMD_NOISE_HUM_H

#include "kernels.h"
#include "registers.h"

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

/* Products are kept from being fused with sums, where compilers may do so: all tables add the same to the bit. */

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
			const size_t at  = i * lanes + lane;
			float        sum = 0.0F;
			if (d->noise) {
				const uint32_t number = (d->frame + (uint32_t)i) * ZOUT_MAX_LANES + (uint32_t)lane % 2U;
				sum                   = d->noise[at] * (float)byte_sum(hash(number));
				KEEP_IN_REGISTER(sum);
			}
			if (d->hum) {
				float hum = d->hum[at] * d->wave[lane / 2U][i];
				KEEP_IN_REGISTER(hum);
				sum += hum;
			}
			sum *= d->unit;
			x[at] += (double)sum;
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

#endif // ZOUT_SIMD_NOISE_HUM_H
