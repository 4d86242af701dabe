// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* FIR kernels on vectors along time. Included by kernels.c only.
 *
 * Lanes are interleaved, so one tap is a shift by `lanes` values. Taps whose shifts differ by a whole vector see the
 * same vectors, one output further on: such taps are taken together, and the vectors wander through a window of
 * registers. Each step then loads one new vector per side for FIR_OUTPUTS multiplications, where plain code would
 * load one for each, half of them across a cache line. The number of steps is a constant in each copy of the loop, so
 * that the window unrolls into register names.
 */

#ifndef ZOUT_SIMD_FIR_VECTOR_H
#define ZOUT_SIMD_FIR_VECTOR_H

#include "kernels.h"
#include "vector.h"

#include <stddef.h>

enum {
	FIR_OUTPUTS      = 4, ///< Output vectors at once
	FIR_STEP         = FIR_OUTPUTS * VEC_FLOATS,
	CONVOLVE_OUTPUTS = 8,
	CONVOLVE_STEP    = CONVOLVE_OUTPUTS * VEC_DOUBLES,
};

_Static_assert(ZOUT_PAD_VALUES % FIR_STEP == 0, "padding covers a step");
_Static_assert(ZOUT_PAD_VALUES % CONVOLVE_STEP == 0, "padding covers a step");
_Static_assert(ZOUT_TAP_PLACES % VEC_FLOATS == 0, "repeated taps are whole vectors");
_Static_assert(4 % VEC_DOUBLES == 0, "four taps are whole vectors");

/// Adds taps first, first + period, first + 2 period ... to FIR_OUTPUTS output vectors
static ALWAYS_INLINE void
interpolate_class(VecF               sum[FIR_OUTPUTS],
                  const float* const back,
                  const float* const ahead,
                  const float* const taps,
                  const unsigned     period,
                  const unsigned     n_steps)
{
	VecF b[FIR_OUTPUTS];
	VecF a[FIR_OUTPUTS];
	for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
		b[k] = load_f(back + k * VEC_FLOATS);
		a[k] = load_f(ahead + k * VEC_FLOATS);
	}
	for (unsigned q = 0; q < n_steps; ++q) {
		const VecF tap = splat_f(taps[q * period]);
		for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
			sum[k] += tap * (b[k] + a[k]);
		}
		if (q + 1 < n_steps) {
			for (unsigned k = FIR_OUTPUTS - 1; k > 0; --k) {
				b[k] = b[k - 1];
			}
			for (unsigned k = 0; k < FIR_OUTPUTS - 1; ++k) {
				a[k] = a[k + 1];
			}
			b[0]               = load_f(back - (q + 1) * VEC_FLOATS);
			a[FIR_OUTPUTS - 1] = load_f(ahead + (q + FIR_OUTPUTS) * VEC_FLOATS);
		}
	}
}

static ALWAYS_INLINE void
interpolate_steps(float* const restrict out,
                  const float* const restrict in,
                  const float* const restrict taps,
                  const unsigned lanes,
                  const unsigned n_values,
                  const unsigned n_steps)
{
	const unsigned period = VEC_FLOATS / lanes;
	for (unsigned i = 0; i < n_values; i += FIR_STEP) {
		VecF sum[FIR_OUTPUTS] = {{0.0F}};
		for (unsigned p = 0; p < period; ++p) {
			const float* const back  = in + i - p * lanes;
			const float* const ahead = in + i + (1U + p) * lanes;
			interpolate_class(sum, back, ahead, taps + p, period, n_steps);
		}
		for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
			store_f(out + i + k * VEC_FLOATS, sum[k]);
		}
	}
}

static ALWAYS_INLINE void
interpolate_lanes(float* const restrict out,
                  const float* const restrict in,
                  const float* const restrict taps,
                  const unsigned n_taps,
                  const unsigned lanes,
                  const unsigned n_values)
{
	const unsigned period  = VEC_FLOATS / lanes;
	const unsigned n_steps = (n_taps + period - 1U) / period;
	switch (n_steps) {
	case 1:
		interpolate_steps(out, in, taps, lanes, n_values, 1);
		break;
	case 2:
		interpolate_steps(out, in, taps, lanes, n_values, 2);
		break;
	case 4:
		interpolate_steps(out, in, taps, lanes, n_values, 4);
		break;
	case 5:
		interpolate_steps(out, in, taps, lanes, n_values, 5);
		break;
	case 9:
		interpolate_steps(out, in, taps, lanes, n_values, 9);
		break;
	case 10:
		interpolate_steps(out, in, taps, lanes, n_values, 10);
		break;
	case 18:
		interpolate_steps(out, in, taps, lanes, n_values, 18);
		break;
	default:
		interpolate_steps(out, in, taps, lanes, n_values, n_steps);
		break;
	}
}

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

/* In double precision the multiplications are the limit, not the loads: eight running sums hide their latency. */
ZOUT_REALTIME
static void
convolve(double* const restrict out,
         const double* const restrict in,
         const double* const restrict taps,
         const unsigned n_taps,
         const unsigned lanes,
         const unsigned n_values)
{
	for (size_t i = 0; i < n_values; i += CONVOLVE_STEP) {
		VecD sum[CONVOLVE_OUTPUTS];
		for (size_t k = 0; k < CONVOLVE_OUTPUTS; ++k) {
			sum[k] = load_d(out + i + k * VEC_DOUBLES);
		}
		const double* from = in + i;
		for (size_t t = 0; t < n_taps; ++t) {
			for (size_t k = 0; k < CONVOLVE_OUTPUTS; ++k) {
				sum[k] += load_d(taps + 4 * t + k * VEC_DOUBLES % 4) * load_d(from + k * VEC_DOUBLES);
			}
			from -= lanes;
		}
		for (size_t k = 0; k < CONVOLVE_OUTPUTS; ++k) {
			store_d(out + i + k * VEC_DOUBLES, sum[k]);
		}
	}
}

/* In single precision a load and a multiplication take as long as each other. */
ZOUT_REALTIME
static void
convolve_current(float* const restrict out,
                 const float* const restrict in,
                 const float* const restrict taps,
                 const unsigned lanes,
                 const unsigned n_values)
{
	for (size_t i = 0; i < n_values; i += FIR_STEP) {
		VecF sum[FIR_OUTPUTS];
		for (size_t k = 0; k < FIR_OUTPUTS; ++k) {
			sum[k] = load_f(out + i + k * VEC_FLOATS);
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
	}
}

#endif // ZOUT_SIMD_FIR_VECTOR_H
