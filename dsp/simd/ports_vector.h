// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Reading the input and writing the output, on vectors along time. Included by kernels.c only. */

#ifndef ZOUT_SIMD_PORTS_VECTOR_H
#define ZOUT_SIMD_PORTS_VECTOR_H

#include "halves.h"
#include "ports_scalar.h"
#include "registers.h"

#include <stdbool.h>

/// The greater of magnitude and `most`, of each; what is not a number is never greater
static ALWAYS_INLINE VecF
larger_of_all(const VecF x, const VecF most)
{
	return max_pairs(abs_pairs(x), most);
}

/// heal() of each
static ALWAYS_INLINE VecF
heal_all(const VecF x, const VecF sane_peak)
{
	const VecF size   = (VecF)((VecI)x & INT32_MAX);
	const VecI normal = (VecI)x & ((size >= splat_f(FLT_MIN)) | INT32_MIN);
	return (VecF)(normal & (size <= sane_peak));
}

/// Channels of each frame exchanged
static ALWAYS_INLINE VecD
swap_channels(const VecD v)
{
#if ZOUT_VECTOR_BYTES == 32
	return __builtin_shufflevector(v, v, 1, 0, 3, 2);
#else
	return __builtin_shufflevector(v, v, 1, 0);
#endif
}

/// Writes values of the lanes from place `at` on, mixed as take_lane() does each if they are to be
static ALWAYS_INLINE void
put_values(double* const           linear,
           float* const            even,
           const ZoutIntake* const intake,
           const bool              mixing,
           const size_t            at,
           const VecD              x)
{
	VecD values = x;
	if (mixing) {
		VecD keep = load_d(intake->own + at) * x;
		KEEP_IN_REGISTER(keep);
		values = load_d(intake->other + at) * swap_channels(x) + keep;
	}
	const HalfF less = narrow_half(values);
	store_d(linear + at, values);
	memcpy(even + at, &less, sizeof(less));
}

/// Writes the frames of half a vector from frame `i` on to all lanes
static ALWAYS_INLINE void
put_frames(double* const           linear,
           float* const            even,
           const ZoutIntake* const intake,
           const bool              mixing,
           const size_t            i,
           const VecD              x,
           const unsigned          lanes)
{
	const VecD   taken = mixing ? x : x * load_d(intake->gain + 2 * i);
	const size_t at    = i * lanes;
	if (lanes == 2) {
		put_values(linear, even, intake, mixing, at, taken);
		return;
	}
#if ZOUT_VECTOR_BYTES == 32
	put_values(linear, even, intake, mixing, at, __builtin_shufflevector(taken, taken, 0, 1, 0, 1));
	put_values(linear, even, intake, mixing, at + 4, __builtin_shufflevector(taken, taken, 2, 3, 2, 3));
#else
	put_values(linear, even, intake, mixing, at, taken);
	put_values(linear, even, intake, mixing, at + 2, taken);
#endif
}

static ALWAYS_INLINE float
take_lanes(const float* const      left,
           const float* const      right,
           const ZoutIntake* const intake,
           const bool              mixing,
           float* const            dry,
           float* const            even,
           double* const           linear,
           const unsigned          lanes,
           const size_t            n_frames)
{
	const VecF sane       = splat_f(intake->sane_peak);
	VecF       largest[2] = {{0.0F}};
	size_t     i          = 0;
	for (; i + VEC_FLOATS <= n_frames; i += VEC_FLOATS) {
		const VecF l       = heal_all(load_f(left + i), sane);
		const VecF r       = heal_all(load_f(right + i), sane);
		const VecF both[2] = {weave_low(l, r), weave_high(l, r)};
		largest[0]         = larger_of_all(l, largest[0]);
		largest[1]         = larger_of_all(r, largest[1]);
		for (size_t k = 0; k < 2; ++k) {
			const size_t frame = i + k * VEC_FLOATS / 2;
			store_f(dry + 2 * frame, both[k]);
			put_frames(linear, even, intake, mixing, frame, widen_low(both[k]), lanes);
			put_frames(linear, even, intake, mixing, frame + VEC_DOUBLES / 2, widen_high(both[k]), lanes);
		}
	}
	const float most = largest_value(max_pairs(largest[0], largest[1]));
	return take_frames(left, right, intake, dry, even, linear, lanes, i, n_frames, most);
}

ZOUT_REALTIME
static float
take_input(const float* const      left,
           const float* const      right,
           const ZoutIntake* const intake,
           float* const            dry,
           float* const            even,
           double* const           linear,
           const unsigned          lanes,
           const unsigned          n_frames)
{
	const ZoutIntake local = *intake; // which nothing that is written can change
	if (lanes == 2) {
		return local.own ? take_lanes(left, right, &local, true, dry, even, linear, 2, n_frames)
		                 : take_lanes(left, right, &local, false, dry, even, linear, 2, n_frames);
	}
	return local.own ? take_lanes(left, right, &local, true, dry, even, linear, 4, n_frames)
	                 : take_lanes(left, right, &local, false, dry, even, linear, 4, n_frames);
}

/// As many values as a vector of doubles holds of one chain, from frame after frame
static ALWAYS_INLINE VecD
load_chain(const double* const p, const unsigned lanes)
{
#if ZOUT_VECTOR_BYTES == 32
	return lanes == 2 ? load_d(p) : (VecD){p[0], p[1], p[4], p[5]};
#else
	(void)lanes;
	return load_d(p);
#endif
}

static ALWAYS_INLINE void
give_lanes(float* const restrict left,
           float* const restrict right,
           float* const restrict peak,
           const double* const restrict voltage,
           const double   factor,
           const unsigned lanes,
           const size_t   n_frames)
{
	const VecD scale   = splat_d(factor);
	VecF       most[2] = {{0.0F}};
	size_t     i       = 0;
	for (; i + VEC_FLOATS <= n_frames; i += VEC_FLOATS) {
		VecF pairs[2];
		for (size_t k = 0; k < 2; ++k) { // as unweave_even() wants them
			const double* const from = voltage + (i + 2 * k) * lanes;
			const double* const on   = from + (VEC_FLOATS == 8 ? 4 : 1) * lanes;
			pairs[k]                 = narrow_both(load_chain(from, lanes) * scale, load_chain(on, lanes) * scale);
		}
		const VecF l = unweave_even(pairs[0], pairs[1]);
		const VecF r = unweave_odd(pairs[0], pairs[1]);
		store_f(left + i, l);
		store_f(right + i, r);
		most[0] = larger_of_all(l, most[0]);
		most[1] = larger_of_all(r, most[1]);
	}
	peak[0] = larger_of(largest_value(most[0]), peak[0]);
	peak[1] = larger_of(largest_value(most[1]), peak[1]);
	give_frames(left, right, peak, voltage, factor, lanes, i, n_frames);
}

ZOUT_REALTIME
static void
give_output(float* const        left,
            float* const        right,
            float* const        peak,
            const double* const voltage,
            const double        factor,
            const unsigned      lanes,
            const unsigned      n_frames)
{
	if (lanes == 2) {
		give_lanes(left, right, peak, voltage, factor, 2, n_frames);
	} else {
		give_lanes(left, right, peak, voltage, factor, 4, n_frames);
	}
}

#endif // ZOUT_SIMD_PORTS_VECTOR_H
