// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kernels of noise and hum: one source for every instruction set, in loops that compilers vectorise by themselves.
 * Included by kernels.c only. */

#ifndef ZOUT_SIMD_NOISE_HASH_H
#define ZOUT_SIMD_NOISE_HASH_H

#include "kernels.h"

#include <stddef.h>
#include <stdint.h>

/* Sets the lanes apart. Any four numbers without a relation do; these are binary digits of the square roots of the
 * first primes. */
static const uint32_t lane_key[ZOUT_MAX_LANES] = {0x6A09E667U, 0xBB67AE85U, 0x3C6EF372U, 0xA54FF53AU};

/**
 * A number that looks random, from the number of a frame.
 *
 * Steps of an odd constant spread the counter over all bits; two rounds of multiplying and folding mix them. The
 * multipliers are those that Chris Wellons' search found to have the least bias ("lowbias32", in the public domain).
 */
static inline uint32_t
hash(const uint32_t frame, const uint32_t key)
{
	uint32_t x = (frame * 0x9E3779B1U) ^ key;
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

static inline void
add_noise_lanes(double* const restrict x,
                const float* const restrict level,
                const float    unit,
                const uint32_t frame,
                const unsigned lanes,
                const unsigned n_frames)
{
	for (size_t i = 0; i < (size_t)n_frames * lanes; ++i) {
		const uint32_t bits = hash(frame + (uint32_t)(i / lanes), lane_key[i % lanes]);
		x[i] += (double)(level[i] * unit * (float)byte_sum(bits));
	}
}

static void
add_noise(double* const      x,
          const float* const level,
          const float        unit,
          const uint32_t     frame,
          const unsigned     lanes,
          const unsigned     n_frames)
{
	if (lanes == 2) {
		add_noise_lanes(x, level, unit, frame, 2, n_frames);
	} else {
		add_noise_lanes(x, level, unit, frame, 4, n_frames);
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
		const float mains = start_cos * turn_cos[i] - start_sin * turn_sin[i];
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

static void
add_hum(double* const restrict x,
        const float* const restrict level,
        const float unit,
        const float* const restrict wave_a,
        const float* const restrict wave_b,
        const unsigned lanes,
        const unsigned n_frames)
{
	for (size_t i = 0; i < n_frames; ++i) {
		for (size_t lane = 0; lane < lanes; ++lane) {
			const float wave = lane < 2 ? wave_a[i] : wave_b[i];
			x[i * lanes + lane] += (double)(level[i * lanes + lane] * unit * wave);
		}
	}
}

#endif // ZOUT_SIMD_NOISE_HASH_H
