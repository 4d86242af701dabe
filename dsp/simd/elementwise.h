// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kernels that treat each value, or each frame, alike: one source for every instruction set, in loops that compilers
 * vectorise by themselves. Included by kernels.c only. Where the number of lanes matters it is a constant in each
 * copy of the loop. */

#ifndef ZOUT_SIMD_ELEMENTWISE_H
#define ZOUT_SIMD_ELEMENTWISE_H

#include "kernels.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static unsigned
padded(const unsigned n_values)
{
	return (n_values + ZOUT_PAD_VALUES - 1U) / ZOUT_PAD_VALUES * ZOUT_PAD_VALUES;
}

static inline float
within(const float value, const float most)
{
	const float low = value > -most ? value : -most;
	return low < most ? low : most;
}

ZOUT_REALTIME
static void
polynomial(float* const restrict out,
           const float* const restrict x,
           const float* const restrict h2,
           const float* const restrict h3,
           const float* const restrict most,
           const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		out[i] = within(x[i] * x[i] * (h2[i] + h3[i] * x[i]), most[i]);
	}
}

ZOUT_REALTIME
static void
polynomial_of_both(float* const restrict out,
                   const float* const restrict x,
                   const float* const restrict h2,
                   const float* const restrict h3,
                   const float* const restrict j,
                   const float* const restrict current_h2,
                   const float* const restrict most,
                   const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		const float by_voltage = x[i] * x[i] * (h2[i] + h3[i] * x[i]);
		out[i]                 = within(by_voltage + current_h2[i] * (j[i] * j[i]), most[i]);
	}
}

ZOUT_REALTIME
static void
narrow(float* const restrict out, const double* const restrict in, const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		out[i] = (float)in[i];
	}
}

/// One phase of shelve(): `other` is the other phase, from the neighbour that follows on
static void
shelve_phase(float* const restrict out,
             const float* const restrict same,
             const float* const restrict other,
             const float* const restrict taps,
             const float* const restrict rise,
             const unsigned lanes,
             const unsigned n)
{
	const float* const before_1 = other - lanes;
	const float* const after_2  = same + lanes;
	const float* const before_2 = same - lanes;
	const float* const after_3  = other + lanes;
	const float* const before_3 = before_1 - lanes;
	for (size_t i = 0; i < n; ++i) {
		const float d1 = taps[0] * (other[i] - before_1[i]);
		const float d2 = taps[1] * (after_2[i] - before_2[i]);
		const float d3 = taps[2] * (after_3[i] - before_3[i]);
		out[i]         = same[i] + rise[i] * ((d1 + d2) + d3);
	}
}

ZOUT_REALTIME
static void
shelve(const ZoutPhases   out,
       const ZoutPhases   in,
       const float* const taps,
       const float* const rise,
       const unsigned     lanes,
       const unsigned     n_values)
{
	const unsigned n = padded(n_values);
	shelve_phase(out.even, in.even, in.odd, taps, rise, lanes, n);
	shelve_phase(out.odd, in.odd, in.even + lanes, taps, rise, lanes, n);
}

/* The knee is a fourth-degree polynomial whose slope falls from 1 to 0 along 1 - (3 t² - 2 t³): slope and curvature
 * are continuous, so that harmonics, and with them aliases, fall off fast. */
ZOUT_REALTIME
static void
clip_residual(float* const restrict out, const float* const restrict in, const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		const float size = fabsf(in[i]);
		const float over = (size - ZOUT_KNEE_START) * (0.5F / ZOUT_KNEE_HALF);
		const float low  = over > 0.0F ? over : 0.0F;
		const float t    = low < 1.0F ? low : 1.0F;
		const float loss = 2.0F * ZOUT_KNEE_HALF * (t * t * t * (1.0F - 0.5F * t) + (low - t));
		out[i]           = in[i] > 0.0F ? -loss : loss;
	}
}

ZOUT_REALTIME
static void
join_phases(double* const restrict out,
            const float* const restrict even,
            const float* const restrict odd,
            const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		out[i] = (double)(0.5F * (even[i] + odd[i]));
	}
}

#endif // ZOUT_SIMD_ELEMENTWISE_H
