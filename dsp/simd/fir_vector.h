// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* FIR kernels in single precision, on vectors along time. Included by kernels.c only.
 *
 * Lanes are interleaved, so one tap is a shift by `lanes` values. Taps whose shifts differ by a whole vector see the
 * same vectors, one output further on: such taps are taken together, and the vectors wander through a window of
 * registers. Each step then loads one new vector per side for FIR_OUTPUTS multiplications, where plain code would
 * load one for each, half of them across a cache line. The number of taps is a constant in each copy of the loop, so
 * that the window unrolls into register names.
 *
 * The outer taps, which are small, are added first: a sum is rounded at its own size.
 */

#ifndef ZOUT_SIMD_FIR_VECTOR_H
#define ZOUT_SIMD_FIR_VECTOR_H

#include "kernels.h"
#include "peak_vector.h"
#include "registers.h"
#include "vector.h"

#include <stddef.h>

enum {
	FIR_OUTPUTS = 4, ///< Output vectors at once
	FIR_STEP    = FIR_OUTPUTS * VEC_FLOATS,
};

_Static_assert(ZOUT_PAD_VALUES % FIR_STEP == 0, "padding covers a step");
_Static_assert(ZOUT_TAP_PLACES % VEC_FLOATS == 0, "repeated taps are whole vectors");

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

/// FIR_OUTPUTS vectors of what lies between the values from `in` on and their successors
static ALWAYS_INLINE void
interpolate_step(VecF               sum[FIR_OUTPUTS],
                 const float* const in,
                 const float*       taps,
                 const unsigned     n_taps,
                 const unsigned     lanes)
{
	const unsigned period  = VEC_FLOATS / lanes;
	const unsigned n_steps = n_taps / period; // of each class; the first ones have one more
	const unsigned n_more  = n_taps % period;
	KEEP_IN_MEMORY(taps); // all at once, copied before the loop, they would leave no registers to the window
	for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
		sum[k] = splat_f(0.0F);
	}
	for (unsigned p = period; n_steps > 0 && p-- > n_more;) {
		interpolate_class(sum, in - p * lanes, in + (1U + p) * lanes, taps + p, period, n_steps);
	}
	for (unsigned p = n_more; p-- > 0;) {
		interpolate_class(sum, in - p * lanes, in + (1U + p) * lanes, taps + p, period, n_steps + 1U);
	}
}

static ALWAYS_INLINE void
interpolate_taps(float* const restrict out,
                 const float* const restrict in,
                 const unsigned n_values,
                 const float* const restrict taps,
                 const unsigned n_taps,
                 const unsigned lanes)
{
	for (size_t i = 0; i < n_values; i += FIR_STEP) {
		VecF sum[FIR_OUTPUTS];
		interpolate_step(sum, in + i, taps, n_taps, lanes);
		for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
			store_f(out + i + k * VEC_FLOATS, sum[k]);
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
		interpolate_step(sum, in.odd + i - lanes, taps, n_taps, lanes);
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
		ZOUT_TAPS(8, function, __VA_ARGS__)         \
		ZOUT_TAPS(16, function, __VA_ARGS__)        \
		ZOUT_TAPS(18, function, __VA_ARGS__)        \
		ZOUT_TAPS(20, function, __VA_ARGS__)        \
		ZOUT_TAPS(28, function, __VA_ARGS__)        \
		ZOUT_TAPS(32, function, __VA_ARGS__)        \
		ZOUT_TAPS(35, function, __VA_ARGS__)        \
	default:                                        \
		function(__VA_ARGS__, taps, n_taps, lanes); \
		break;                                      \
	}

static ALWAYS_INLINE void
interpolate_lanes(float* const restrict out,
                  const float* const restrict in,
                  const float* const restrict taps,
                  const unsigned n_taps,
                  const unsigned lanes,
                  const unsigned n_values)
{
	ZOUT_FOR_TAPS(interpolate_taps, out, in, n_values)
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
		interpolate_lanes(out, in, taps, n_taps, 2, n_values);
	} else {
		interpolate_lanes(out, in, taps, n_taps, 4, n_values);
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

/// Loads a vector that may just have been written in two halves: as a whole it would have to wait for the cache
static ALWAYS_INLINE VecF
load_halves(const float* const p)
{
#ifdef __AVX__
	return _mm256_set_m128(_mm_loadu_ps(p + 4), _mm_loadu_ps(p));
#else
	return load_f(p);
#endif
}

/* In single precision a load and a multiplication take as long as each other. */
ZOUT_REALTIME
static float
convolve_current(float* const restrict out,
                 const float* const restrict in,
                 const float* const restrict taps,
                 const unsigned lanes,
                 const unsigned n_values)
{
	VecI  largest[PEAKS] = {{0}};
	float rest           = 0.0F; // Largest of a last step that is not whole
	for (size_t i = 0; i < n_values; i += FIR_STEP) {
		VecF sum[FIR_OUTPUTS];
		for (size_t k = 0; k < FIR_OUTPUTS; ++k) {
			sum[k] = load_halves(out + i + k * VEC_FLOATS);
		}
		const float* from = in + i;
		for (size_t t = 0; t < ZOUT_CURRENT_TAPS; ++t) {
			const VecF tap = load_f(taps + ZOUT_TAP_PLACES * t);
			for (size_t k = 0; k < FIR_OUTPUTS; ++k) {
				sum[k] += tap * load_f(from + k * VEC_FLOATS);
			}
			from -= lanes;
		}
		for (size_t k = 0; k < FIR_OUTPUTS; ++k) {
			store_f(out + i + k * VEC_FLOATS, sum[k]);
		}
		if (i + FIR_STEP > n_values) {
			rest = peak(out + i, n_values - (unsigned)i);
		} else {
			for (size_t k = 0; k < FIR_OUTPUTS; ++k) {
				largest[k % PEAKS] = raise(largest[k % PEAKS], sum[k]);
			}
		}
	}
	const float most = largest_of(largest);
	return rest > most ? rest : most;
}

#endif // ZOUT_SIMD_FIR_VECTOR_H
