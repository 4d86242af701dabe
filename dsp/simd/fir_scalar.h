// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* FIR kernels in plain C: the specification. Included by kernels.c only. */

#ifndef ZOUT_SIMD_FIR_SCALAR_H
#define ZOUT_SIMD_FIR_SCALAR_H

#include "../attributes.h"
#include "layout.h"
#include "peak_scalar.h"
#include "registers.h"

#include <stdbool.h>

/// What the taps from `first` on make of what lies between a value and its successor. The outer ones, which are small,
/// are added first: a sum is rounded at its own size.
ZOUT_REALTIME
static inline float
halfway(const float* const in,
        const float* const taps,
        const unsigned     first,
        const unsigned     n_taps,
        const unsigned     lanes)
{
	float sum = 0.0F;
	for (unsigned p = n_taps; p-- > first;) {
		sum += taps[p] * (*(in - p * lanes) + in[(1U + p) * lanes]);
	}
	return sum;
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
	for (unsigned i = 0; i < n_values; ++i) {
		out[i] = halfway(in + i, taps, 0, n_taps, lanes);
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
	const unsigned n_inner = n_taps < ZOUT_INNER_TAPS ? n_taps : ZOUT_INNER_TAPS;
	for (unsigned i = 0; i < n_values; ++i) {
		float sum = halfway(in + i, taps, n_inner, n_taps, lanes);
		for (unsigned p = n_inner; p-- > 0;) {
			float share = taps[p] * (*(in + i - p * lanes) + in[i + (1U + p) * lanes]);
			KEEP_IN_REGISTER(share); // not to be fused, on machines that can
			sum += share;
		}
		out[i] = sum;
	}
}

ZOUT_REALTIME
static void
decimate(double* const restrict out,
         const ZoutPhases in,
         const float* const restrict taps,
         const unsigned n_taps,
         const bool     add,
         const unsigned lanes,
         const unsigned n_values)
{
	for (unsigned i = 0; i < n_values; ++i) {
		const float joined = 0.5F * (in.even[i] + halfway(in.odd + i - lanes, taps, 0, n_taps, lanes));
		out[i]             = (add ? out[i] : 0.0) + (double)joined;
	}
}

ZOUT_REALTIME
static void
convolve(double* const restrict out,
         const double* const restrict in,
         const double* const restrict taps,
         const unsigned n_taps,
         const unsigned lanes,
         const unsigned n_values)
{
	for (unsigned i = 0; i < n_values; ++i) {
		double sum = out[i];
		for (unsigned k = 0; k < n_taps; ++k) {
			sum += taps[4U * k + i % 4U] * *(in + i - k * lanes);
		}
		out[i] = sum;
	}
}

ZOUT_REALTIME
static float
convolve_current(float* const restrict out,
                 const float* const restrict in,
                 const float* const restrict taps,
                 const unsigned lanes,
                 const unsigned n_values)
{
	for (unsigned i = 0; i < n_values; ++i) {
		float sum = out[i];
		for (unsigned k = 0; k < ZOUT_CURRENT_TAPS; ++k) {
			sum += taps[ZOUT_TAP_PLACES * k + i % 4U] * *(in + i - k * lanes);
		}
		out[i] = sum;
	}
	return peak(out, n_values);
}

#endif // ZOUT_SIMD_FIR_SCALAR_H
