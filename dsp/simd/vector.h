// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file vector.h
 * Vector types of GCC and Clang, exactly as wide as the registers of the instruction set at hand.
 *
 * Never wider: gcc lowers too-wide vectors to code that is many times slower than plain C.
 */

#ifndef ZOUT_SIMD_VECTOR_H
#define ZOUT_SIMD_VECTOR_H

#include <string.h>

typedef float  VecF __attribute__((vector_size(ZOUT_VECTOR_BYTES)));
typedef double VecD __attribute__((vector_size(ZOUT_VECTOR_BYTES)));

enum {
	VEC_FLOATS  = ZOUT_VECTOR_BYTES / 4,
	VEC_DOUBLES = ZOUT_VECTOR_BYTES / 8,
};

// Unaligned access: compilers turn these into single moves.

static inline VecF
load_f(const float* const p)
{
	VecF v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static inline void
store_f(float* const p, const VecF v)
{
	memcpy(p, &v, sizeof(v));
}

static inline VecD
load_d(const double* const p)
{
	VecD v;
	memcpy(&v, p, sizeof(v));
	return v;
}

static inline void
store_d(double* const p, const VecD v)
{
	memcpy(p, &v, sizeof(v));
}

#endif // ZOUT_SIMD_VECTOR_H
