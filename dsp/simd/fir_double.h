// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* FIR kernels in double precision, on vectors along time. Included by kernels.c only.
 *
 * Here the multiplications are the limit, not the loads: eight running sums hide their latency. */

#ifndef ZOUT_SIMD_FIR_DOUBLE_H
#define ZOUT_SIMD_FIR_DOUBLE_H

#include "halves.h"
#include "kernels.h"
#include "vector.h"

#include <stddef.h>

enum {
	CONVOLVE_OUTPUTS = 8, ///< Output vectors at once
	CONVOLVE_STEP    = CONVOLVE_OUTPUTS * VEC_DOUBLES,
};

_Static_assert(ZOUT_PAD_VALUES % CONVOLVE_STEP == 0, "padding covers a step");
_Static_assert(4 % VEC_DOUBLES == 0, "four taps are whole vectors");

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

ZOUT_REALTIME
static void
interpolate_exactly(float* const restrict out,
                    const float* const restrict in,
                    const float* const restrict taps,
                    const unsigned n_taps,
                    const unsigned lanes,
                    const unsigned n_values)
{
	for (size_t i = 0; i < n_values; i += CONVOLVE_STEP) {
		VecD         sum[CONVOLVE_OUTPUTS] = {{0.0}};
		const float* before                = in + i;
		const float* behind                = before + lanes;
		for (size_t p = 0; p < n_taps; ++p) {
			const VecD tap = splat_d((double)taps[p]);
			for (size_t k = 0; k < CONVOLVE_OUTPUTS; ++k) {
				sum[k] += tap * (widen_half(before + k * VEC_DOUBLES) + widen_half(behind + k * VEC_DOUBLES));
			}
			before -= lanes;
			behind += lanes;
		}
		for (size_t k = 0; k < CONVOLVE_OUTPUTS; k += 2) {
			store_f(out + i + k * VEC_DOUBLES, narrow_both(sum[k], sum[k + 1U]));
		}
	}
}

#endif // ZOUT_SIMD_FIR_DOUBLE_H
