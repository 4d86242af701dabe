// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file vector.h
 * Vector types of GCC and Clang, exactly as wide as the registers of the instruction set at hand.
 *
 * Never wider: gcc lowers too-wide vectors to code that is many times slower than plain C.
 */

#ifndef ZOUT_SIMD_VECTOR_H
#define ZOUT_SIMD_VECTOR_H

#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#	include <immintrin.h>
#endif

#define ALWAYS_INLINE inline __attribute__((always_inline))

typedef float   VecF __attribute__((vector_size(ZOUT_VECTOR_BYTES)));
typedef int32_t VecI __attribute__((vector_size(ZOUT_VECTOR_BYTES)));
typedef double  VecD __attribute__((vector_size(ZOUT_VECTOR_BYTES)));
typedef double  PairD __attribute__((vector_size(16)));

enum {
	VEC_FLOATS  = ZOUT_VECTOR_BYTES / 4,
	VEC_DOUBLES = ZOUT_VECTOR_BYTES / 8,
};

// Unaligned access: compilers turn these into single moves.

static ALWAYS_INLINE VecF
load_f(const float* const p)
{
	VecF v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static ALWAYS_INLINE void
store_f(float* const p, const VecF v)
{
	memcpy(p, &v, sizeof(v));
}

static ALWAYS_INLINE VecD
load_d(const double* const p)
{
	VecD v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static ALWAYS_INLINE void
store_d(double* const p, const VecD v)
{
	memcpy(p, &v, sizeof(v));
}

static ALWAYS_INLINE PairD
load_pair(const double* const p)
{
	PairD v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static ALWAYS_INLINE void
store_pair(double* const p, const PairD v)
{
	memcpy(p, &v, sizeof(v));
}

#if ZOUT_VECTOR_BYTES == 32
#	define HALF_LOW 0, 1, 2, 3
#	define HALF_HIGH 4, 5, 6, 7
#else
#	define HALF_LOW 0, 1
#	define HALF_HIGH 2, 3
#endif

// To double precision. gcc 12 makes twice as many instructions of the plain forms

static ALWAYS_INLINE VecD
widen_low(const VecF x)
{
#ifdef __AVX__
	return _mm256_cvtps_pd(_mm256_castps256_ps128(x));
#elif defined __SSE2__
	return _mm_cvtps_pd(x);
#else
	return __builtin_convertvector(__builtin_shufflevector(x, x, HALF_LOW), VecD);
#endif
}

static ALWAYS_INLINE VecD
widen_high(const VecF x)
{
#ifdef __AVX__
	return _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1));
#elif defined __SSE2__
	return _mm_cvtps_pd(_mm_movehl_ps(x, x));
#else
	return __builtin_convertvector(__builtin_shufflevector(x, x, HALF_HIGH), VecD);
#endif
}

/// The same value in every place
static ALWAYS_INLINE VecF
splat_f(const float value)
{
	return value - (VecF){0.0F};
}

// Values brought beside others: after two or three of these every one has met every other
#if ZOUT_VECTOR_BYTES == 32
#	define ACROSS_HALVES 4, 5, 6, 7, 0, 1, 2, 3
#	define ACROSS_PAIRS 2, 3, 0, 1, 6, 7, 4, 5
#	define ACROSS_VALUES 1, 0, 3, 2, 5, 4, 7, 6
#else
#	define ACROSS_PAIRS 2, 3, 0, 1
#	define ACROSS_VALUES 1, 0, 3, 2
#endif

#endif // ZOUT_SIMD_VECTOR_H
