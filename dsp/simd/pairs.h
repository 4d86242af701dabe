// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file pairs.h
 * Vectors of left and right by turns, step after step; in plain C one channel of a step. Included by kernels.c only.
 */

#ifndef ZOUT_SIMD_PAIRS_H
#define ZOUT_SIMD_PAIRS_H

#include "channels.h"
#include "layout.h"

#include <stddef.h>

#if ZOUT_VECTOR_BYTES

enum { PAIRS_AT_ONCE = VEC_FLOATS / 2 };

typedef VecF    Pairs;
typedef int64_t PairsBits __attribute__((vector_size(ZOUT_VECTOR_BYTES)));

/// Vector `index` of an array of pairs
static ALWAYS_INLINE Pairs
load_pairs(const float* const p, const unsigned index)
{
	return load_f(p + (size_t)index * VEC_FLOATS);
}

static ALWAYS_INLINE void
store_pairs(float* const p, const unsigned index, const Pairs x)
{
	store_f(p + (size_t)index * VEC_FLOATS, x);
}

/// The same pair in every place
static ALWAYS_INLINE Pairs
repeat_pair(const float* const p)
{
	int64_t bits;
	memcpy(&bits, p, sizeof(bits));
	return (Pairs)(bits - (PairsBits){0});
}

/// The same for a pair of a vector; `index` must be a constant once all is inlined
static ALWAYS_INLINE Pairs
repeat_pair_of(const Pairs x, const unsigned index)
{
	const PairsBits bits = (PairsBits)x;
#	if ZOUT_VECTOR_BYTES == 32
	switch (index) {
	case 0:
		return (Pairs)__builtin_shufflevector(bits, bits, 0, 0, 0, 0);
	case 1:
		return (Pairs)__builtin_shufflevector(bits, bits, 1, 1, 1, 1);
	case 2:
		return (Pairs)__builtin_shufflevector(bits, bits, 2, 2, 2, 2);
	default:
		return (Pairs)__builtin_shufflevector(bits, bits, 3, 3, 3, 3);
	}
#	else
	return index ? (Pairs)__builtin_shufflevector(bits, bits, 1, 1) : (Pairs)__builtin_shufflevector(bits, bits, 0, 0);
#	endif
}

static ALWAYS_INLINE Pairs
splat_pairs(const float value)
{
	return splat_f(value);
}

static ALWAYS_INLINE Pairs
abs_pairs(const Pairs x)
{
	return (Pairs)((VecI)x & INT32_MAX);
}

/// The lesser and the greater of two; gcc makes the selections below of comparisons in vectors, instead of one move
static ALWAYS_INLINE Pairs
min_pairs(const Pairs a, const Pairs b)
{
#	ifdef __AVX__
	return _mm256_min_ps(a, b);
#	elif defined __SSE2__
	return _mm_min_ps(a, b);
#	else
	const VecI less = a < b;
	return (Pairs)((less & (VecI)a) | (~less & (VecI)b));
#	endif
}

static ALWAYS_INLINE Pairs
max_pairs(const Pairs a, const Pairs b)
{
#	ifdef __AVX__
	return _mm256_max_ps(a, b);
#	elif defined __SSE2__
	return _mm_max_ps(a, b);
#	else
	const VecI more = a > b;
	return (Pairs)((more & (VecI)a) | (~more & (VecI)b));
#	endif
}

/// `size` with the sign of `x`, whose own size is `of_x`
static ALWAYS_INLINE Pairs
sign_pairs(const Pairs size, const Pairs x, const Pairs of_x)
{
	return (Pairs)((VecI)size | ((VecI)x ^ (VecI)of_x));
}

/// A value that is zero, of either sign, only where both are; else it may be anything, even none
static ALWAYS_INLINE Pairs
or_pairs(const Pairs a, const Pairs b)
{
	return (Pairs)((VecI)a | (VecI)b);
}

/// Whether any is something other than zero of either sign, as what or_pairs() makes may be
static ALWAYS_INLINE bool
any_but_zero(const Pairs x)
{
#	ifdef __AVX__
	return _mm256_movemask_ps(_mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_NEQ_UQ)) != 0;
#	elif defined __SSE2__
	return _mm_movemask_ps(_mm_cmpneq_ps(x, _mm_setzero_ps())) != 0;
#	else
	bool any = false;
	for (unsigned k = 0; k < VEC_FLOATS; ++k) {
		any = any || x[k] != 0.0F;
	}
	return any;
#	endif
}

/// The sum of the pairs of a vector
static ALWAYS_INLINE Channels
sum_pairs(const Pairs x)
{
#	ifdef __AVX__
	const __m128 two = _mm256_castps256_ps128(x) + _mm256_extractf128_ps(x, 1);
	return _mm_cvtps_pd(two + _mm_movehl_ps(two, two));
#	else
	float pairs[VEC_FLOATS];
	store_f(pairs, x);
	return widen_channels(pairs) + widen_channels(pairs + 2);
#	endif
}

#	if ZOUT_VECTOR_BYTES == 32
#		define WEAVE_LOW 0, 4, 1, 5
#		define WEAVE_HIGH 2, 6, 3, 7
#		define WEAVE_EVEN 0, 2, 4, 6
#		define WEAVE_ODD 1, 3, 5, 7
#	else
#		define WEAVE_LOW 0, 2
#		define WEAVE_HIGH 1, 3
#		define WEAVE_EVEN 0, 2
#		define WEAVE_ODD 1, 3
#	endif

/// Stores the pairs of both by turns
static ALWAYS_INLINE void
store_woven(float* const p, const Pairs even, const Pairs odd)
{
	store_pairs(p, 0, (Pairs)__builtin_shufflevector((PairsBits)even, (PairsBits)odd, WEAVE_LOW));
	store_pairs(p, 1, (Pairs)__builtin_shufflevector((PairsBits)even, (PairsBits)odd, WEAVE_HIGH));
}

/// The pairs that follow on each other in both, by turns
static ALWAYS_INLINE void
unweave(const Pairs low, const Pairs high, Pairs* const even, Pairs* const odd)
{
	*even = (Pairs)__builtin_shufflevector((PairsBits)low, (PairsBits)high, WEAVE_EVEN);
	*odd  = (Pairs)__builtin_shufflevector((PairsBits)low, (PairsBits)high, WEAVE_ODD);
}

#else

enum { PAIRS_AT_ONCE = 1 };

typedef float Pairs;

/// Pair `index` of an array; one of its channels
static inline Pairs
load_pairs(const float* const p, const unsigned index)
{
	return p[2U * index];
}

static inline void
store_pairs(float* const p, const unsigned index, const Pairs x)
{
	p[2U * index] = x;
}

/// The same pair in every place
static inline Pairs
repeat_pair(const float* const p)
{
	return *p;
}

static inline Pairs
repeat_pair_of(const Pairs x, const unsigned index)
{
	(void)index;
	return x;
}

static inline Pairs
splat_pairs(const float value)
{
	return value;
}

static inline Pairs
abs_pairs(const Pairs x)
{
	return fabsf(x);
}

static inline Pairs
min_pairs(const Pairs a, const Pairs b)
{
	return a < b ? a : b;
}

static inline Pairs
max_pairs(const Pairs a, const Pairs b)
{
	return a > b ? a : b;
}

/// `size` with the sign of `x`, whose own size is `of_x`
static inline Pairs
sign_pairs(const Pairs size, const Pairs x, const Pairs of_x)
{
	(void)of_x;
	return copysignf(size, x);
}

/// A value that is zero, of either sign, only where both are
static inline Pairs
or_pairs(const Pairs a, const Pairs b)
{
	return fabsf(a) + fabsf(b);
}

/// Whether it is something other than zero
static inline bool
any_but_zero(const Pairs x)
{
	return x != 0.0F;
}

/// Stores the pairs of both by turns
static inline void
store_woven(float* const p, const Pairs even, const Pairs odd)
{
	store_pairs(p, 0, even);
	store_pairs(p, 1, odd);
}

/// The pairs that follow on each other in both, by turns
static inline void
unweave(const Pairs low, const Pairs high, Pairs* const even, Pairs* const odd)
{
	*even = low;
	*odd  = high;
}

/// The sum of the pairs of a vector
static inline Channels
sum_pairs(const Pairs x)
{
	return (Channels)x;
}

#endif

#endif // ZOUT_SIMD_PAIRS_H
