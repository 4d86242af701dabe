// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Half-band filters on vectors along time. Included by kernels.c only.
 *
 * Lanes are interleaved, so one tap is a shift by `lanes` values. Taps whose shifts differ by a whole vector see the
 * same vectors, one output further on: such taps are taken together, and the vectors wander through a window of
 * registers. Each step then loads one new vector per side for FIR_OUTPUTS multiplications, where plain code would
 * load one for each, half of them across a cache line. The number of taps is a constant in each copy of the loop, so
 * that the window unrolls into register names.
 *
 * The outer taps, which are small, are added first: a sum is rounded at its own size.
 */

#ifndef ZOUT_SIMD_HALFBAND_VECTOR_H
#define ZOUT_SIMD_HALFBAND_VECTOR_H

#include "halves.h"
#include "kernels.h"
#include "registers.h"
#include "vector.h"

#include <stddef.h>

enum {
	FIR_OUTPUTS = 4, ///< Output vectors at once
	FIR_STEP    = FIR_OUTPUTS * VEC_FLOATS,
};

_Static_assert(ZOUT_PAD_VALUES % FIR_STEP == 0, "padding covers a step");

/// Adds `n_steps` taps, every `period`th one, to FIR_OUTPUTS output vectors
static ALWAYS_INLINE void
interpolate_class(VecF               sum[FIR_OUTPUTS],
                  const float* const back,
                  const float* const ahead,
                  const float* const taps,
                  const unsigned     period,
                  const unsigned     n_steps)
{
	const float* before = back - (size_t)(n_steps - 1U) * VEC_FLOATS;
	const float* behind = ahead + (size_t)(n_steps - 1U) * VEC_FLOATS;
	VecF         b[FIR_OUTPUTS];
	VecF         a[FIR_OUTPUTS];
	for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
		b[k] = load_f(before + k * VEC_FLOATS);
		a[k] = load_f(behind + k * VEC_FLOATS);
		KEEP_IN_REGISTER(b[k]);
		KEEP_IN_REGISTER(a[k]);
	}
#pragma GCC unroll 16 // else gcc does so by the size of what lies around
	for (unsigned q = n_steps; q-- > 0;) {
		const VecF tap = splat_f(taps[q * period]);
		for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
			sum[k] += tap * (b[k] + a[k]);
		}
		if (q > 0) {
			before += VEC_FLOATS;
			behind -= VEC_FLOATS;
			for (unsigned k = 0; k < FIR_OUTPUTS - 1; ++k) {
				b[k] = b[k + 1];
			}
			for (unsigned k = FIR_OUTPUTS - 1; k > 0; --k) {
				a[k] = a[k - 1];
			}
			b[FIR_OUTPUTS - 1] = load_f(before + (FIR_OUTPUTS - 1) * VEC_FLOATS);
			a[0]               = load_f(behind);
			KEEP_IN_REGISTER(b[FIR_OUTPUTS - 1]);
			KEEP_IN_REGISTER(a[0]);
		}
	}
}

/// FIR_OUTPUTS vectors of what lies between two streams of values, of which one is tapped backwards
static ALWAYS_INLINE void
interpolate_between(VecF           sum[FIR_OUTPUTS],
                    const float*   back,
                    const float*   ahead,
                    const float*   taps,
                    const unsigned n_taps,
                    const unsigned lanes)
{
	const unsigned period  = VEC_FLOATS / lanes;
	const unsigned n_steps = n_taps / period; // of each class; the first ones have one more
	const unsigned n_more  = n_taps % period;
	KEEP_IN_MEMORY(taps); // all at once, copied before the loop, they would leave no registers to the window
	for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
		sum[k] = splat_f(0.0F);
	}
	for (unsigned p = period; n_steps > 0 && p-- > n_more;) {
		READ_AFTER(back, sum[0]);
		READ_AFTER(ahead, sum[0]);
		interpolate_class(sum, back - p * lanes, ahead + p * lanes, taps + p, period, n_steps);
	}
	for (unsigned p = n_more; p-- > 0;) {
		READ_AFTER(back, sum[0]);
		READ_AFTER(ahead, sum[0]);
		interpolate_class(sum, back - p * lanes, ahead + p * lanes, taps + p, period, n_steps + 1U);
	}
}

/// A vector of what the inner taps make, with what the outer ones have made
static ALWAYS_INLINE VecF
add_inner_taps(VecF sum, const float* const in, const float* const taps, const unsigned n_inner, const unsigned lanes)
{
	for (unsigned p = n_inner; p-- > 0;) {
		VecF share = splat_f(taps[p]) * (load_f(in - p * lanes) + load_f(in + (1U + p) * lanes));
		KEEP_IN_REGISTER(share); // not to be fused
		sum += share;
	}
	return sum;
}

/// `alike`: with inner taps that all tables round alike
static ALWAYS_INLINE void
interpolate_taps(float* const restrict out,
                 const float* const restrict in,
                 const bool     alike,
                 const unsigned n_values,
                 const float* const restrict taps,
                 const unsigned n_taps,
                 const unsigned lanes)
{
	const unsigned most    = alike ? ZOUT_INNER_TAPS : 0U;
	const unsigned n_inner = n_taps < most ? n_taps : most;
	for (size_t i = 0; i < n_values; i += FIR_STEP) {
		const float* const back  = in + i - n_inner * lanes;
		const float* const ahead = in + i + (1U + n_inner) * lanes;
		VecF               sum[FIR_OUTPUTS];
		interpolate_between(sum, back, ahead, taps + n_inner, n_taps - n_inner, lanes);
		for (size_t k = 0; k < FIR_STEP; k += VEC_FLOATS) {
			store_f(out + i + k, add_inner_taps(sum[k / VEC_FLOATS], in + i + k, taps, n_inner, lanes));
		}
	}
}

static ALWAYS_INLINE void
decimate_taps(double* const restrict out,
              const ZoutPhases in,
              const bool       add,
              const unsigned   n_values,
              const float* const restrict taps,
              const unsigned n_taps,
              const unsigned lanes)
{
	for (size_t i = 0; i < n_values; i += FIR_STEP) {
		VecF sum[FIR_OUTPUTS];
		interpolate_between(sum, in.odd + i - lanes, in.odd + i, taps, n_taps, lanes);
		for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
			double* const to        = out + i + k * VEC_FLOATS;
			const VecF    single    = 0.5F * (load_f(in.even + i + k * VEC_FLOATS) + sum[k]);
			const VecD    joined[2] = {widen_low(single), widen_high(single)};
			for (unsigned half = 0; half < 2; ++half) {
				double* const at = to + half * VEC_DOUBLES;
				store_d(at, add ? load_d(at) + joined[half] : joined[half]);
			}
		}
	}
}

#define ZOUT_TAPS(count, function, ...)        \
case count:                                    \
	function(__VA_ARGS__, taps, count, lanes); \
	break;

/// Picks the copy of a loop with this number of taps: those of the residual's filters at 44.1 kHz and above
#define ZOUT_FOR_TAPS(function, ...)                \
	switch (n_taps) {                               \
		ZOUT_TAPS(6, function, __VA_ARGS__)         \
		ZOUT_TAPS(16, function, __VA_ARGS__)        \
		ZOUT_TAPS(30, function, __VA_ARGS__)        \
		ZOUT_TAPS(32, function, __VA_ARGS__)        \
	default:                                        \
		function(__VA_ARGS__, taps, n_taps, lanes); \
		break;                                      \
	}

static ALWAYS_INLINE void
interpolate_lanes(float* const restrict out,
                  const float* const restrict in,
                  const bool alike,
                  const float* const restrict taps,
                  const unsigned n_taps,
                  const unsigned lanes,
                  const unsigned n_values)
{
	ZOUT_FOR_TAPS(interpolate_taps, out, in, alike, n_values)
}

static ALWAYS_INLINE void
decimate_lanes(double* const    out,
               const ZoutPhases in,
               const bool       add,
               const float* const restrict taps,
               const unsigned n_taps,
               const unsigned lanes,
               const unsigned n_values){ZOUT_FOR_TAPS(decimate_taps, out, in, add, n_values)}

#undef ZOUT_FOR_TAPS
#undef ZOUT_TAPS

ZOUT_REALTIME
static void
interpolate(float* const restrict out,
            const float* const restrict in,
            const float* const restrict taps,
            const unsigned n_taps,
            const unsigned lanes,
            const unsigned n_values)
{
	if (lanes == 2) {
		interpolate_lanes(out, in, false, taps, n_taps, 2, n_values);
	} else {
		interpolate_lanes(out, in, false, taps, n_taps, 4, n_values);
	}
}

ZOUT_REALTIME
static void
interpolate_alike(float* const restrict out,
                  const float* const restrict in,
                  const float* const restrict taps,
                  const unsigned n_taps,
                  const unsigned lanes,
                  const unsigned n_values)
{
	if (lanes == 2) {
		interpolate_lanes(out, in, true, taps, n_taps, 2, n_values);
	} else {
		interpolate_lanes(out, in, true, taps, n_taps, 4, n_values);
	}
}

ZOUT_REALTIME
static void
decimate(double* const      out,
         const ZoutPhases   in,
         const float* const taps,
         const unsigned     n_taps,
         const bool         add,
         const unsigned     lanes,
         const unsigned     n_values)
{
	if (lanes == 2) {
		decimate_lanes(out, in, add, taps, n_taps, 2, n_values);
	} else {
		decimate_lanes(out, in, add, taps, n_taps, 4, n_values);
	}
}

#endif // ZOUT_SIMD_HALFBAND_VECTOR_H
