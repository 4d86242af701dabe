// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Vectors of floats and of doubles into each other, two channels into one stream, and a vector into its largest value.
 * Included by kernels.c only. */

#ifndef ZOUT_SIMD_HALVES_H
#define ZOUT_SIMD_HALVES_H

#include "pairs.h"

#ifdef __SSE2__
#	include <immintrin.h>
#endif

typedef float HalfF __attribute__((vector_size(ZOUT_VECTOR_BYTES / 2))); ///< As many floats as VecD has doubles

#if ZOUT_VECTOR_BYTES == 32
#	define HALF_BOTH 0, 1, 2, 3, 4, 5, 6, 7
#	define WOVEN_LOW 0, 8, 1, 9, 2, 10, 3, 11
#	define WOVEN_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#	define WOVEN_EVEN 0, 2, 8, 10, 4, 6, 12, 14
#	define WOVEN_ODD 1, 3, 9, 11, 5, 7, 13, 15
#else
#	define HALF_BOTH 0, 1, 2, 3
#	define WOVEN_LOW 0, 4, 1, 5
#	define WOVEN_HIGH 2, 6, 3, 7
#	define WOVEN_EVEN 0, 2, 4, 6
#	define WOVEN_ODD 1, 3, 5, 7
#endif

static ALWAYS_INLINE VecD
splat_d(const double value)
{
	return value - (VecD){0.0};
}

/// First and second half of two vectors' values by turns
static ALWAYS_INLINE VecF
weave_low(const VecF a, const VecF b)
{
	return __builtin_shufflevector(a, b, WOVEN_LOW);
}

static ALWAYS_INLINE VecF
weave_high(const VecF a, const VecF b)
{
	return __builtin_shufflevector(a, b, WOVEN_HIGH);
}

/// Every second value of two vectors whose parts of 16 bytes follow on each other by turns: nothing has to cross them
static ALWAYS_INLINE VecF
unweave_even(const VecF first, const VecF second)
{
	return __builtin_shufflevector(first, second, WOVEN_EVEN);
}

static ALWAYS_INLINE VecF
unweave_odd(const VecF first, const VecF second)
{
	return __builtin_shufflevector(first, second, WOVEN_ODD);
}

static ALWAYS_INLINE HalfF
narrow_half(const VecD x)
{
	return __builtin_convertvector(x, HalfF);
}

static ALWAYS_INLINE VecD
widen_half(const float* const p)
{
#ifdef __AVX__
	return _mm256_cvtps_pd(_mm_loadu_ps(p));
#else
	HalfF half;
	memcpy(&half, p, sizeof(half));
	return __builtin_convertvector(half, VecD);
#endif
}

// gcc 12 makes twice as many instructions of the plain form
static ALWAYS_INLINE VecF
narrow_both(const VecD low, const VecD high)
{
#ifdef __AVX__
	return _mm256_set_m128(_mm256_cvtpd_ps(high), _mm256_cvtpd_ps(low));
#elif defined __SSE2__
	return _mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
#else
	return __builtin_shufflevector(narrow_half(low), narrow_half(high), HALF_BOTH);
#endif
}

static ALWAYS_INLINE float
largest_value(const VecF values)
{
	VecF most = values;
#if ZOUT_VECTOR_BYTES == 32
	most = max_pairs(most, __builtin_shufflevector(most, most, ACROSS_HALVES));
#endif
	most = max_pairs(most, __builtin_shufflevector(most, most, ACROSS_PAIRS));
	most = max_pairs(most, __builtin_shufflevector(most, most, ACROSS_VALUES));
	return most[0];
}

#endif // ZOUT_SIMD_HALVES_H
