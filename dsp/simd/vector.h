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

/// To double precision, in two halves
static ALWAYS_INLINE void
widen_vector(VecD half[2], const VecF x)
{
#ifdef __AVX__
	half[0] = _mm256_cvtps_pd(_mm256_castps256_ps128(x));
	half[1] = _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1));
#elif defined __SSE2__ // gcc 12 does this one by one
	half[0] = _mm_cvtps_pd(x);
	half[1] = _mm_cvtps_pd(_mm_movehl_ps(x, x));
#else
	half[0] = (VecD){(double)x[0], (double)x[1]};
	half[1] = (VecD){(double)x[2], (double)x[3]};
#endif
}

/// The same value in every place
static ALWAYS_INLINE VecF
splat_f(const float value)
{
	return value - (VecF){0.0F};
}

#endif // ZOUT_SIMD_VECTOR_H
