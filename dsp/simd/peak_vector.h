// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kernels that find a largest magnitude, or that there is none, on vectors. Included by kernels.c only.
 *
 * Without their sign bit, floats that are numbers compare like integers, and an integer maximum needs no regard for
 * what is not a number. */

#ifndef ZOUT_SIMD_PEAK_VECTOR_H
#define ZOUT_SIMD_PEAK_VECTOR_H

#include "kernels.h"
#include "vector.h"

#include <stddef.h>
#ifdef __AVX2__
#	include <immintrin.h>
#endif

enum { PEAKS = 2 }; ///< Running maxima at once

static ALWAYS_INLINE VecI
larger(const VecI a, const VecI b)
{
#ifdef __AVX2__ // gcc 12 makes three of this one
	return (VecI)_mm256_max_epi32((__m256i)a, (__m256i)b);
#else
	const VecI above = a > b;
	return (a & above) | (b & ~above);
#endif
}

static ALWAYS_INLINE VecI
raise(const VecI largest, const VecF values)
{
	return larger((VecI)values & INT32_MAX, largest);
}

static ALWAYS_INLINE float
largest_of(const VecI largest[PEAKS])
{
	VecI most = largest[0];
	for (size_t k = 1; k < PEAKS; ++k) {
		most = larger(most, largest[k]);
	}
#if ZOUT_VECTOR_BYTES == 32
	most = larger(most, __builtin_shufflevector(most, most, ACROSS_HALVES));
#endif
	most = larger(most, __builtin_shufflevector(most, most, ACROSS_PAIRS));
	most = larger(most, __builtin_shufflevector(most, most, ACROSS_VALUES));
	return ((VecF)most)[0];
}

ZOUT_REALTIME
static float
peak(const float* const in, const unsigned n_values)
{
	VecI   largest[PEAKS] = {{0}};
	size_t i              = 0;
	for (; i + PEAKS * VEC_FLOATS <= n_values; i += PEAKS * VEC_FLOATS) {
		for (size_t k = 0; k < PEAKS; ++k) {
			largest[k] = raise(largest[k], load_f(in + i + k * VEC_FLOATS));
		}
	}
	float result = largest_of(largest);
	for (; i < n_values; ++i) {
		const float size = in[i] < 0.0F ? -in[i] : in[i];
		result           = size > result ? size : result;
	}
	return result;
}

ZOUT_REALTIME
static float
want(float* const restrict out,
     const float* const restrict x,
     const float* const restrict residual,
     const float* const restrict over,
     const unsigned n_values)
{
	VecI largest[PEAKS] = {{0}};
	for (size_t i = 0; i < n_values; i += PEAKS * VEC_FLOATS) {
		for (size_t k = 0; k < PEAKS; ++k) {
			const size_t at     = i + k * VEC_FLOATS;
			const VecF   wanted = (load_f(x + at) + load_f(residual + at)) * load_f(over + at);
			store_f(out + at, wanted);
			largest[k] = raise(largest[k], wanted);
		}
	}
	return largest_of(largest);
}

// Reading beside writing, because either alone is bound by the memory; two vectors at once keep compilers from taking
// the two apart again
ZOUT_REALTIME
static bool
rest(float* const restrict out_l,
     float* const restrict out_r,
     const float* const left,
     const float* const right,
     const unsigned     n_frames)
{
	const VecF zero  = {0.0F};
	VecI       bits  = {0};
	VecI       later = {0};
	size_t     i     = 0;
	for (; i + 2 * VEC_FLOATS <= n_frames; i += 2 * VEC_FLOATS) {
		bits |= (VecI)load_f(left + i) | (VecI)load_f(left + i + VEC_FLOATS);
		later |= (VecI)load_f(right + i) | (VecI)load_f(right + i + VEC_FLOATS);
		store_f(out_l + i, zero);
		store_f(out_l + i + VEC_FLOATS, zero);
		store_f(out_r + i, zero);
		store_f(out_r + i + VEC_FLOATS, zero);
	}
	bits |= later;
	const VecI none  = (bits & INT32_MAX) == 0; // any bit but the sign's makes a number, or something that is none
	bool       quiet = true;
	for (size_t k = 0; k < VEC_FLOATS; ++k) {
		quiet = quiet && none[k];
	}
	for (; i < n_frames; ++i) {
		quiet    = quiet && left[i] == 0.0F && right[i] == 0.0F;
		out_l[i] = 0.0F;
		out_r[i] = 0.0F;
	}
	return quiet;
}

#endif // ZOUT_SIMD_PEAK_VECTOR_H
