// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Frames of two or four lanes as four values in vectors. Included by kernels.c only. */

#ifndef ZOUT_SIMD_FRAME_VECTOR_H
#define ZOUT_SIMD_FRAME_VECTOR_H

#include "channels.h"
#include "vector.h"

#include <stdbool.h>

enum { VECS_IN_4 = 4 / VEC_DOUBLES };

/* Four values are one wide vector or two narrow ones. They are taken apart and put together by element, never through
 * memory: a wide load just behind two narrow stores would stall. */

static ALWAYS_INLINE PairD
low_pair(const VecD four[VECS_IN_4])
{
	return (PairD){four[0][0], four[0][1]};
}

static ALWAYS_INLINE PairD
high_pair(const VecD four[VECS_IN_4])
{
#if ZOUT_VECTOR_BYTES == 32
	return (PairD){four[0][2], four[0][3]};
#else
	return four[1];
#endif
}

static ALWAYS_INLINE void
join_pairs(VecD four[VECS_IN_4], const PairD low, const PairD high)
{
#if ZOUT_VECTOR_BYTES == 32
	four[0] = (VecD){low[0], low[1], high[0], high[1]};
#else
	four[0] = low;
	four[1] = high;
#endif
}

/// The frame's lanes in four places: with two lanes the pair stands twice
static ALWAYS_INLINE void
spread_frame(VecD four[VECS_IN_4], const double* const in, const unsigned lanes)
{
	const double* const second = in + (lanes == 2 ? 0 : 2);
#if ZOUT_VECTOR_BYTES == 32
	four[0] = (VecD){in[0], in[1], second[0], second[1]};
#else
	four[0] = load_pair(in);
	four[1] = load_pair(second);
#endif
}

/// Writes four sums to the frame's lanes: with two lanes the halves belong together
static ALWAYS_INLINE void
write_frame(double* const out, const VecD four[VECS_IN_4], const unsigned lanes)
{
	if (lanes == 2) {
		store_pair(out, low_pair(four) + high_pair(four));
		return;
	}
	for (unsigned k = 0; k < VECS_IN_4; ++k) {
		store_d(out + k * VEC_DOUBLES, four[k]);
	}
}

/// Whether two frames are one vector, better written together
static ALWAYS_INLINE bool
pairs_frames(const unsigned lanes)
{
	return VEC_DOUBLES == 4 && lanes == 2;
}

#if ZOUT_VECTOR_BYTES == 32
/// What the first halves of two frames of two lanes hold, and the second halves
static ALWAYS_INLINE VecD
first_halves(const VecD first[VECS_IN_4], const VecD second[VECS_IN_4])
{
	return __builtin_shufflevector(first[0], second[0], 0, 1, 4, 5);
}

static ALWAYS_INLINE VecD
second_halves(const VecD first[VECS_IN_4], const VecD second[VECS_IN_4])
{
	return __builtin_shufflevector(first[0], second[0], 2, 3, 6, 7);
}

/// A frame of two lanes and the next
static ALWAYS_INLINE VecD
sum_two_frames(const VecD first[VECS_IN_4], const VecD second[VECS_IN_4])
{
	return first_halves(first, second) + second_halves(first, second);
}
#endif

/// Writes four sums each to two frames of two lanes
static ALWAYS_INLINE void
write_two_frames(double* const out, const VecD first[VECS_IN_4], const VecD second[VECS_IN_4])
{
#if ZOUT_VECTOR_BYTES == 32
	store_d(out, sum_two_frames(first, second));
#else
	write_frame(out, first, 2);
	write_frame(out + 2, second, 2);
#endif
}

/// Stores a vector in single precision
static ALWAYS_INLINE void
store_narrow(float* const out, const VecD x)
{
#ifdef __AVX__
	_mm_storeu_ps(out, _mm256_cvtpd_ps((__m256d)x));
#else
	narrow_channels(out, x);
#endif
}

/// The frame's lanes in single precision in four places
static ALWAYS_INLINE void
spread_single(VecD four[VECS_IN_4], const float* const in, const unsigned lanes)
{
	const PairD first = widen_channels(in);
	join_pairs(four, first, lanes == 2 ? first : widen_channels(in + 2));
}

/// The same for a frame and the next
static ALWAYS_INLINE void
spread_two_singles(VecD first[VECS_IN_4], VecD second[VECS_IN_4], const float* const in, const unsigned lanes)
{
#ifdef __AVX__
	const VecD low = (VecD)_mm256_cvtps_pd(_mm_loadu_ps(in));
	if (lanes == 2) {
		first[0]  = __builtin_shufflevector(low, low, 0, 1, 0, 1);
		second[0] = __builtin_shufflevector(low, low, 2, 3, 2, 3);
	} else {
		first[0]  = low;
		second[0] = (VecD)_mm256_cvtps_pd(_mm_loadu_ps(in + 4));
	}
#else
	spread_single(first, in, lanes);
	spread_single(second, in + lanes, lanes);
#endif
}

/// Rounds four sums to the frame's lanes, as write_frame() adds them up
static ALWAYS_INLINE void
write_single(float* const out, const VecD four[VECS_IN_4], const unsigned lanes)
{
	if (lanes == 2) {
		narrow_channels(out, low_pair(four) + high_pair(four));
	} else {
		narrow_channels(out, low_pair(four));
		narrow_channels(out + 2, high_pair(four));
	}
}

/// The same for a frame and the next
static ALWAYS_INLINE void
write_two_singles(float* const out, const VecD first[VECS_IN_4], const VecD second[VECS_IN_4], const unsigned lanes)
{
#ifdef __AVX__
	if (lanes == 2) {
		store_narrow(out, sum_two_frames(first, second));
	} else {
		store_narrow(out, first[0]);
		store_narrow(out + 4, second[0]);
	}
#else
	write_single(out, first, lanes);
	write_single(out + lanes, second, lanes);
#endif
}

#endif // ZOUT_SIMD_FRAME_VECTOR_H
