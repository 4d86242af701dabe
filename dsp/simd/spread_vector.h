// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Controls to the lanes of their chains, in single precision, on vectors along time. Included by kernels.c only. */

#ifndef ZOUT_SIMD_SPREAD_VECTOR_H
#define ZOUT_SIMD_SPREAD_VECTOR_H

#include "ramp_vector.h"

#include <stddef.h>
#include <string.h>

#if ZOUT_VECTOR_BYTES == 32
#	define FIRST_TWICE 0, 0, 1, 1, 2, 2, 3, 3
#	define LAST_TWICE 4, 4, 5, 5, 6, 6, 7, 7
#	define BOTH_TWICE_LOW 0, 0, 4, 4, 1, 1, 5, 5
#	define BOTH_TWICE_HIGH 2, 2, 6, 6, 3, 3, 7, 7
#else
#	define FIRST_TWICE 0, 0, 1, 1
#	define LAST_TWICE 2, 2, 3, 3
#	define BOTH_TWICE_LOW 0, 0, 2, 2
#	define BOTH_TWICE_HIGH 1, 1, 3, 3
#endif

/// Stores a vector at place `at`, times a power of the factor there; without a power there may be no factor
static ALWAYS_INLINE void
store_times(float* const to, const size_t at, const VecF value, const float* const factor, const unsigned power)
{
	VecF product = value;
	for (unsigned k = 0; k < power; ++k) {
		product *= load_f(factor + at);
	}
	store_f(to + at, product);
}

/// A loop for each power, which takes half the instructions of one for all
#define ZOUT_FOR_POWER(function, ...) \
	switch (power) {                  \
	case 0:                           \
		function(__VA_ARGS__, 0);     \
		break;                        \
	case 1:                           \
		function(__VA_ARGS__, 1);     \
		break;                        \
	default:                          \
		function(__VA_ARGS__, 2);     \
		break;                        \
	}

static ALWAYS_INLINE void
spread_power(float* const restrict to,
             const double* const value[],
             const float* const restrict factor,
             const unsigned lanes,
             const unsigned n_frames,
             const unsigned power)
{
	for (size_t i = 0; i < n_frames; i += VEC_DOUBLES) {
		const HalfF a = narrow_half(load_d(value[0] + i));
		if (lanes == ZOUT_CHAIN_LANES) {
			store_times(to, 2 * i, __builtin_shufflevector(a, a, FIRST_TWICE), factor, power);
			continue;
		}
		const HalfF b = narrow_half(load_d(value[1] + i));
		store_times(to, 4 * i, __builtin_shufflevector(a, b, BOTH_TWICE_LOW), factor, power);
		store_times(to, 4 * i + VEC_FLOATS, __builtin_shufflevector(a, b, BOTH_TWICE_HIGH), factor, power);
	}
}

ZOUT_REALTIME
static void
spread(float* const restrict to,
       const double* const value[],
       const float* const restrict factor,
       const unsigned power,
       const unsigned lanes,
       const unsigned n_frames)
{
	if (lanes == ZOUT_CHAIN_LANES) {
		ZOUT_FOR_POWER(spread_power, to, value, factor, ZOUT_CHAIN_LANES, n_frames)
	} else {
		ZOUT_FOR_POWER(spread_power, to, value, factor, ZOUT_MAX_LANES, n_frames)
	}
}

/// As many frames of a chain's value as make a vector, to both of its lanes
static ALWAYS_INLINE void
store_lanes(float* const to, const size_t frame, const VecF value, const float* const factor, const unsigned power)
{
	const size_t at = ZOUT_CHAIN_LANES * frame;
	store_times(to, at, __builtin_shufflevector(value, value, FIRST_TWICE), factor, power);
	store_times(to, at + VEC_FLOATS, __builtin_shufflevector(value, value, LAST_TWICE), factor, power);
}

/// A straight line to both lanes. Whole numbers of frames are exact in single precision too.
static ALWAYS_INLINE void
spread_line(float* const restrict to,
            const ZoutRamp* const ramp,
            const float* const restrict factor,
            const unsigned power,
            const size_t   n_frames)
{
	const float target = (float)ramp->target;
	const float step   = (float)ramp->step;
#if ZOUT_VECTOR_BYTES == 32
	VecF to_go = (float)ramp->left_frames - (VecF){0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F, 7.0F};
#else
	VecF       to_go = (float)ramp->left_frames - (VecF){0.0F, 1.0F, 2.0F, 3.0F};
#endif
	for (size_t i = 0; i < n_frames; i += VEC_FLOATS) {
		store_lanes(to, i, target - step * to_go, factor, power);
		to_go -= (float)VEC_FLOATS;
	}
}

static ALWAYS_INLINE void
spread_ratios(float* const restrict to,
              const ZoutRamp* const ramp,
              const float* const restrict factor,
              const unsigned power,
              const size_t   n_frames)
{
	double wide[ZOUT_RATIO_FRAMES + 2 * VEC_DOUBLES];
	float  powers[ZOUT_RATIO_FRAMES + 2 * VEC_DOUBLES];
	write_powers(wide, ramp->frame_ratio);
	for (size_t k = 0; k < ZOUT_RATIO_FRAMES + 2 * VEC_DOUBLES; k += VEC_DOUBLES) {
		const HalfF some = narrow_half(load_d(wide + k));
		memcpy(powers + k, &some, sizeof(some));
	}
	double first = ramp->group;
	size_t into  = ramp->into_group;
	for (size_t i = 0; i < n_frames;) {
		const size_t left = ZOUT_RATIO_FRAMES - into;
		const size_t some = left < n_frames - i ? left : n_frames - i;
		for (size_t k = 0; k < some; k += VEC_FLOATS) {
			store_lanes(to, i + k, (float)first * load_f(powers + into + k), factor, power);
		}
		first *= ramp->group_ratio;
		into = 0;
		i += some;
	}
}

static ALWAYS_INLINE void
spread_ramp_power(float* const restrict to,
                  const ZoutRamp* const ramp,
                  const float* const restrict factor,
                  const size_t   n_frames,
                  const unsigned power)
{
	const size_t moving = ramp->left_frames < n_frames ? ramp->left_frames : n_frames;
	if (ramp->geometric) {
		spread_ratios(to, ramp, factor, power, moving);
	} else {
		spread_line(to, ramp, factor, power, moving);
	}
	const VecF rest = splat_f((float)ramp->target);
	for (size_t i = moving; i < n_frames; i += VEC_FLOATS) {
		store_lanes(to, i, rest, factor, power);
	}
}

ZOUT_REALTIME
static void
spread_ramp(float* const restrict to,
            const ZoutRamp* const ramp,
            const float* const restrict factor,
            const unsigned power,
            const unsigned n_frames)
{
	ZOUT_FOR_POWER(spread_ramp_power, to, ramp, factor, n_frames)
}

static ALWAYS_INLINE void
scale_power(float* const restrict to,
            const VecF value,
            const float* const restrict factor,
            const size_t   n_values,
            const unsigned power)
{
	for (size_t i = 0; i < n_values; i += VEC_FLOATS) {
		store_times(to, i, value, factor, power);
	}
}

ZOUT_REALTIME
static void
scale(float* const restrict to,
      const float first,
      const float second,
      const float* const restrict factor,
      const unsigned power,
      const unsigned lanes,
      const unsigned n_frames)
{
	const float other = lanes == ZOUT_CHAIN_LANES ? first : second;
#if ZOUT_VECTOR_BYTES == 32
	const VecF all = {first, first, other, other, first, first, other, other};
#else
	const VecF all   = {first, first, other, other};
#endif
	const size_t n_values = (size_t)n_frames * lanes;
	ZOUT_FOR_POWER(scale_power, to, all, factor, n_values)
}

#undef ZOUT_FOR_POWER

#endif // ZOUT_SIMD_SPREAD_VECTOR_H
