// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Controls on their way, on vectors along time. Included by kernels.c only. */

#ifndef ZOUT_SIMD_RAMP_VECTOR_H
#define ZOUT_SIMD_RAMP_VECTOR_H

#include "halves.h"
#include "kernels.h"

#include <stddef.h>

#if ZOUT_VECTOR_BYTES == 32
#	define WOVEN_D_LOW 0, 4, 1, 5
#	define WOVEN_D_HIGH 2, 6, 3, 7
#	define EVEN_D 0, 2, 4, 6
#	define ODD_D 1, 3, 5, 7
#else
#	define WOVEN_D_LOW 0, 2
#	define WOVEN_D_HIGH 1, 3
#	define EVEN_D 0, 2
#	define ODD_D 1, 3
#endif

/// Frames from `first` to `end` and to the end of the last vector, alike
static ALWAYS_INLINE void
write_rest(double* const to, const double value, const size_t first, const size_t end)
{
	for (size_t i = first; i < end; i += VEC_DOUBLES) {
		store_d(to + i, splat_d(value));
	}
}

/// Frames that a ramp has to go, from the next one on
static ALWAYS_INLINE VecD
frames_to_go(const ZoutRamp* const ramp)
{
#if ZOUT_VECTOR_BYTES == 32
	return (double)ramp->left_frames - (VecD){0.0, 1.0, 2.0, 3.0};
#else
	return (double)ramp->left_frames - (VecD){0.0, 1.0};
#endif
}

/// Writes `n_frames` of a straight line from `left_frames` before its end on
static ALWAYS_INLINE void
write_line(double* const to, const ZoutRamp* const ramp, const size_t n_frames)
{
	VecD to_go = frames_to_go(ramp);
	for (size_t i = 0; i < n_frames; i += VEC_DOUBLES) {
		store_d(to + i, ramp->target - ramp->step * to_go);
		to_go -= (double)VEC_DOUBLES;
	}
}

/// Writes what the frames of a group are times its first one, and as much again as a vector may take beyond
static ALWAYS_INLINE void
write_powers(double power[ZOUT_RATIO_FRAMES + 2 * VEC_DOUBLES], const double ratio)
{
	const double two = ratio * ratio;
#if ZOUT_VECTOR_BYTES == 32
	const VecD   first = {1.0, ratio, two, two * ratio};
	const double later = two * two;
#else
	const VecD   first = {1.0, ratio};
	const double later = two;
#endif
	VecD         even = first; // two rows, for a multiplication waits for the one before
	VecD         odd  = first * later;
	const double both = later * later;
	for (size_t k = 0; k < ZOUT_RATIO_FRAMES + 2 * VEC_DOUBLES; k += 2 * VEC_DOUBLES) {
		store_d(power + k, even);
		store_d(power + k + VEC_DOUBLES, odd);
		even *= both;
		odd *= both;
	}
}

/// Writes `n_frames` of equal ratios from where a ramp is
static ALWAYS_INLINE void
write_ratios(double* const to, const ZoutRamp* const ramp, const size_t n_frames)
{
	double power[ZOUT_RATIO_FRAMES + 2 * VEC_DOUBLES];
	write_powers(power, ramp->frame_ratio);
	double first = ramp->group;
	size_t into  = ramp->into_group;
	for (size_t i = 0; i < n_frames;) {
		const size_t left = ZOUT_RATIO_FRAMES - into;
		const size_t some = left < n_frames - i ? left : n_frames - i;
		for (size_t k = 0; k < some; k += VEC_DOUBLES) {
			store_d(to + i + k, first * load_d(power + into + k));
		}
		first *= ramp->group_ratio;
		into = 0;
		i += some;
	}
}

ZOUT_REALTIME
static void
write_ramp(double* const to, const ZoutRamp* const ramp, const unsigned n_frames)
{
	const size_t waited = ramp->wait_frames < n_frames ? ramp->wait_frames : n_frames;
	const size_t left   = n_frames - waited;
	const size_t moving = ramp->left_frames < left ? ramp->left_frames : left;
	if (waited) {
		write_rest(to, zout_ramp_at(ramp, 0), 0, waited);
	}
	if (moving && ramp->geometric) {
		write_ratios(to + waited, ramp, moving);
	} else {
		write_line(to + waited, ramp, moving);
	}
	write_rest(to, ramp->target, waited + moving, n_frames);
}

/// Frames of two channels, as many as make a vector, to the first two of `lanes` lanes
static ALWAYS_INLINE void
store_frames(double* const to, const VecD frames, const size_t lanes)
{
	if (lanes == ZOUT_CHAIN_LANES) {
		store_d(to, frames);
		return;
	}
	for (size_t k = 0; k < VEC_DOUBLES / 2; ++k) {
		const PairD frame = {frames[2 * k], frames[2 * k + 1]};
		store_pair(to + k * lanes, frame);
	}
}

/// A vector of frames of each of two channels likewise
static ALWAYS_INLINE void
weave_lanes(double* const to, const VecD left, const VecD right, const size_t lanes)
{
	store_frames(to, __builtin_shufflevector(left, right, WOVEN_D_LOW), lanes);
	store_frames(to + VEC_DOUBLES / 2 * lanes, __builtin_shufflevector(left, right, WOVEN_D_HIGH), lanes);
}

ZOUT_REALTIME
static void
weave(double* const restrict to,
      const double* const restrict left,
      const double* const restrict right,
      const unsigned n_frames)
{
	for (size_t i = 0; i < n_frames; i += VEC_DOUBLES) {
		weave_lanes(to + ZOUT_CHAIN_LANES * i, load_d(left + i), load_d(right + i), ZOUT_CHAIN_LANES);
	}
}

static ALWAYS_INLINE void
fill_mix_lanes(double* const restrict own,
               double* const restrict other,
               const double* const restrict volume,
               const double* const restrict gain,
               const double* const restrict share,
               const size_t lanes,
               const size_t n_frames)
{
	for (size_t i = 0; i < n_frames; i += VEC_DOUBLES) {
		const VecD first  = load_d(volume + ZOUT_CHAIN_LANES * i);
		const VecD second = load_d(volume + ZOUT_CHAIN_LANES * i + VEC_DOUBLES);
		const VecD left   = __builtin_shufflevector(first, second, EVEN_D);
		const VecD right  = load_d(gain + i) * __builtin_shufflevector(first, second, ODD_D);
		const VecD minus  = -load_d(share + i);
		weave_lanes(own + i * lanes, left, right, lanes);
		weave_lanes(other + i * lanes, minus * right, minus * left, lanes);
	}
}

ZOUT_REALTIME
static void
fill_mix(double* const restrict own,
         double* const restrict other,
         const double* const restrict volume,
         const double* const restrict gain,
         const double* const restrict share,
         const unsigned lanes,
         const unsigned n_frames)
{
	if (lanes == ZOUT_CHAIN_LANES) {
		fill_mix_lanes(own, other, volume, gain, share, ZOUT_CHAIN_LANES, n_frames);
	} else {
		fill_mix_lanes(own, other, volume, gain, share, ZOUT_MAX_LANES, n_frames);
	}
}

#endif // ZOUT_SIMD_RAMP_VECTOR_H
