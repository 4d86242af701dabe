// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Noise and hum, added on vectors along time. Included by kernels.c only. */

#ifndef ZOUT_SIMD_NOISE_VECTOR_H
#define ZOUT_SIMD_NOISE_VECTOR_H

#include "halves.h"
#include "noise_hum.h"
#include "registers.h"

typedef uint32_t VecU __attribute__((vector_size(ZOUT_VECTOR_BYTES)));

enum { PAIRS_OF_VEC = VEC_FLOATS / 2 }; ///< Frames whose noise is worked out at once

/// Sum of the four bytes of each
static ALWAYS_INLINE VecI
sum_bytes(const VecU x)
{
#ifdef __AVX2__
	const __m256i pairs = _mm256_maddubs_epi16((__m256i)x, _mm256_set1_epi8(1));
	return (VecI)_mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
#else
	const VecU pairs = (x & 0x00FF00FFU) + ((x >> 8) & 0x00FF00FFU);
	return (VecI)((pairs + (pairs >> 16)) & 0xFFFFU);
#endif
}

/// As hash() and byte_sum(), of each; the numbers are multiplied by HASH_STEP already
static ALWAYS_INLINE VecF
noise_of(const VecU stepped)
{
	VecU x = stepped;
	x ^= x >> 16;
	x *= HASH_FIRST;
	x ^= x >> 15;
	x *= HASH_SECOND;
	x ^= x >> 16;
	return __builtin_convertvector(sum_bytes(x) - 510, VecF);
}

/// Numbers of the values of the first frames, by fours the two sides of each, multiplied by HASH_STEP
static ALWAYS_INLINE VecU
first_steps(const uint32_t frame)
{
	const uint32_t n = frame * ZOUT_MAX_LANES;
#if ZOUT_VECTOR_BYTES == 32
	return (VecU){n, n + 1U, n + 4U, n + 5U, n + 8U, n + 9U, n + 12U, n + 13U} * HASH_STEP;
#else
	return (VecU){n, n + 1U, n + 4U, n + 5U} * HASH_STEP;
#endif
}

#if ZOUT_VECTOR_BYTES == 32
#	define SPREAD_FIRST 0, 1, 0, 1, 2, 3, 2, 3
#	define SPREAD_LATER 4, 5, 4, 5, 6, 7, 6, 7
#	define TWICE_FIRST 0, 0, 1, 1, 2, 2, 3, 3
#	define CHAINS_FIRST 0, 0, 4, 4, 1, 1, 5, 5
#	define CHAINS_LATER 2, 2, 6, 6, 3, 3, 7, 7
#else
#	define SPREAD_FIRST 0, 1, 0, 1
#	define SPREAD_LATER 2, 3, 2, 3
#	define TWICE_FIRST 0, 0, 1, 1
#	define CHAINS_FIRST 0, 0, 2, 2
#	define CHAINS_LATER 1, 1, 3, 3
#endif

/// One frame's value of a wave for each pair. Not half of a whole vector, which would be filled by way of memory
static ALWAYS_INLINE HalfF
load_wave(const float* const p)
{
	HalfF wave;
	memcpy(&wave, p, sizeof(wave));
	return wave;
}

/// The noise of one pair after the other, for vector `k` of as many frames as there are pairs
static ALWAYS_INLINE VecF
noise_shape(const VecF pairs, const unsigned lanes, const size_t k)
{
	if (lanes == 2) {
		return pairs;
	}
	return k == 0 ? __builtin_shufflevector(pairs, pairs, SPREAD_FIRST)
	              : __builtin_shufflevector(pairs, pairs, SPREAD_LATER);
}

/// The same of the hum of one chain, or of two
static ALWAYS_INLINE VecF
hum_shape(const HalfF a, const HalfF b, const unsigned lanes, const size_t k)
{
	if (lanes == 2) {
		return __builtin_shufflevector(a, a, TWICE_FIRST);
	}
	return k == 0 ? __builtin_shufflevector(a, b, CHAINS_FIRST) : __builtin_shufflevector(a, b, CHAINS_LATER);
}

static ALWAYS_INLINE void
disturb(double* const restrict x,
        const ZoutDisturbance* const d,
        const bool                   noisy,
        const bool                   humming,
        const unsigned               lanes,
        const size_t                 n_frames)
{
	const VecF unit    = splat_f(d->unit);
	VecU       stepped = first_steps(d->frame);
	size_t     i       = 0;
	for (; i + PAIRS_OF_VEC <= n_frames; i += PAIRS_OF_VEC) {
		const VecF  pairs = noisy ? noise_of(stepped) : (VecF){0.0F};
		const HalfF a     = humming ? load_wave(d->wave[0] + i) : (HalfF){0.0F};
		const HalfF b     = humming && lanes == 4 ? load_wave(d->wave[1] + i) : (HalfF){0.0F};
		stepped += PAIRS_OF_VEC * ZOUT_MAX_LANES * HASH_STEP;
		for (size_t k = 0; k < lanes / 2; ++k) {
			const size_t  at  = i * lanes + k * VEC_FLOATS;
			double* const to  = x + at;
			VecF          sum = {0.0F};
			if (noisy) {
				sum = load_f(d->noise + at) * noise_shape(pairs, lanes, k);
				KEEP_IN_REGISTER(sum);
			}
			if (humming) {
				VecF hum = load_f(d->hum + at) * hum_shape(a, b, lanes, k);
				KEEP_IN_REGISTER(hum);
				sum = noisy ? sum + hum : hum;
			}
			sum *= unit;
			store_d(to, load_d(to) + widen_low(sum));
			store_d(to + VEC_DOUBLES, load_d(to + VEC_DOUBLES) + widen_high(sum));
		}
	}
	disturb_frames(x, d, lanes, i, n_frames);
}

static ALWAYS_INLINE void
disturb_lanes(double* const x, const ZoutDisturbance* const d, const unsigned lanes, const unsigned n_frames)
{
	if (d->noise && d->hum) {
		disturb(x, d, true, true, lanes, n_frames);
	} else if (d->noise) {
		disturb(x, d, true, false, lanes, n_frames);
	} else {
		disturb(x, d, false, true, lanes, n_frames);
	}
}

ZOUT_REALTIME
static void
add_noise_and_hum(double* const x, const ZoutDisturbance* const d, const unsigned lanes, const unsigned n_frames)
{
	if (lanes == 2) {
		disturb_lanes(x, d, 2, n_frames);
	} else {
		disturb_lanes(x, d, 4, n_frames);
	}
}

#endif // ZOUT_SIMD_NOISE_VECTOR_H
