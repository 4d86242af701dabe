// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kernels that find a largest magnitude, or that there is none, on vectors. Included by kernels.c only. What is not a
 * number is never larger. */

#ifndef ZOUT_SIMD_PEAK_VECTOR_H
#define ZOUT_SIMD_PEAK_VECTOR_H

#include "kernels.h"
#include "pairs.h"
#include "vector.h"

#include <stddef.h>

enum { PEAKS = 4 }; ///< Running maxima at once

_Static_assert(ZOUT_PAD_VALUES % (PEAKS * VEC_FLOATS) == 0, "padding covers a step");

static ALWAYS_INLINE VecF
raise(const VecF largest, const VecF values)
{
	return max_pairs(abs_pairs(values), largest);
}

static ALWAYS_INLINE float
largest_of(const VecF largest[PEAKS])
{
	const VecF most = max_pairs(max_pairs(largest[0], largest[1]), max_pairs(largest[2], largest[3]));
#ifdef __SSE2__ // in registers: short blocks ask often
#	ifdef __AVX__
	const __m128 four = _mm_max_ps(_mm256_castps256_ps128(most), _mm256_extractf128_ps(most, 1));
#	else
	const __m128 four = most;
#	endif
	const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
	return _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps(two, two, 1)));
#else
	float result = most[0];
	for (size_t i = 1; i < VEC_FLOATS; ++i) {
		result = most[i] > result ? most[i] : result;
	}
	return result;
#endif
}

ZOUT_REALTIME
static float
peak(const float* const in, const unsigned n_values)
{
	VecF   largest[PEAKS] = {{0.0F}};
	size_t i              = 0;
	for (; i + PEAKS * VEC_FLOATS <= n_values; i += PEAKS * VEC_FLOATS) {
		for (size_t k = 0; k < PEAKS; ++k) {
			largest[k] = raise(largest[k], load_f(in + i + k * VEC_FLOATS));
		}
	}
	for (; i + VEC_FLOATS <= n_values; i += VEC_FLOATS) {
		largest[0] = raise(largest[0], load_f(in + i));
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
	VecF largest[PEAKS] = {{0.0F}};
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
