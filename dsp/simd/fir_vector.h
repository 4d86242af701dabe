// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* FIR kernels on vectors along time. Included by kernels.c only.
 *
 * Lanes are interleaved, so one tap is a shift by `lanes` values whatever their number, and one loop serves both.
 * Several output vectors at once hide the latency of the additions and share each tap.
 */

#ifndef ZOUT_SIMD_FIR_VECTOR_H
#define ZOUT_SIMD_FIR_VECTOR_H

#include "kernels.h"
#include "vector.h"

enum {
	FIR_OUTPUTS      = 4, ///< Output vectors at once
	FIR_STEP         = FIR_OUTPUTS * VEC_FLOATS,
	CONVOLVE_OUTPUTS = 4,
	CONVOLVE_STEP    = CONVOLVE_OUTPUTS * VEC_DOUBLES,
};

_Static_assert(ZOUT_PAD_VALUES % FIR_STEP == 0, "padding covers a step");
_Static_assert(ZOUT_PAD_VALUES % CONVOLVE_STEP == 0, "padding covers a step");
_Static_assert(4 % VEC_DOUBLES == 0, "four taps are whole vectors");

static void
interpolate(float* const restrict       out,
            const float* const restrict in,
            const float* const restrict taps,
            const unsigned              n_taps,
            const unsigned              lanes,
            const unsigned              n_values)
{
	for (unsigned i = 0; i < n_values; i += FIR_STEP) {
		VecF         sum[FIR_OUTPUTS] = {{0.0F}};
		const float* back             = in + i;
		const float* ahead            = in + i + lanes;
		for (unsigned p = 0; p < n_taps; ++p) {
			const VecF tap = taps[p] - (VecF){0.0F};
			for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
				sum[k] += tap * (load_f(back + k * VEC_FLOATS) + load_f(ahead + k * VEC_FLOATS));
			}
			back -= lanes;
			ahead += lanes;
		}
		for (unsigned k = 0; k < FIR_OUTPUTS; ++k) {
			store_f(out + i + k * VEC_FLOATS, sum[k]);
		}
	}
}

static void
convolve(double* const restrict       out,
         const double* const restrict in,
         const double* const restrict taps,
         const unsigned               n_taps,
         const unsigned               lanes,
         const unsigned               n_values,
         const bool                   add)
{
	for (unsigned i = 0; i < n_values; i += CONVOLVE_STEP) {
		VecD sum[CONVOLVE_OUTPUTS] = {{0.0}};
		if (add) {
			for (unsigned k = 0; k < CONVOLVE_OUTPUTS; ++k) {
				sum[k] = load_d(out + i + k * VEC_DOUBLES);
			}
		}
		const double* from = in + i;
		for (unsigned t = 0; t < n_taps; ++t) {
			for (unsigned k = 0; k < CONVOLVE_OUTPUTS; ++k) {
				const VecD tap = load_d(taps + 4U * t + k * VEC_DOUBLES % 4U);
				sum[k] += tap * load_d(from + k * VEC_DOUBLES);
			}
			from -= lanes;
		}
		for (unsigned k = 0; k < CONVOLVE_OUTPUTS; ++k) {
			store_d(out + i + k * VEC_DOUBLES, sum[k]);
		}
	}
}

#endif // ZOUT_SIMD_FIR_VECTOR_H
