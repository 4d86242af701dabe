// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* FIR kernels on vectors along time. Included by kernels.c only. */

#ifndef ZOUT_SIMD_FIR_VECTOR_H
#define ZOUT_SIMD_FIR_VECTOR_H

#include "halfband_vector.h"
#include "kernels.h"
#include "peak_vector.h"
#include "vector.h"

#include <stddef.h>

enum {
	CONVOLVE_OUTPUTS = 8, ///< Output vectors at once
	CONVOLVE_STEP    = CONVOLVE_OUTPUTS * VEC_DOUBLES,
};

_Static_assert(ZOUT_PAD_VALUES % CONVOLVE_STEP == 0, "padding covers a step");
_Static_assert(4 % VEC_DOUBLES == 0, "four taps are whole vectors");
_Static_assert(ZOUT_TAP_PLACES % VEC_FLOATS == 0, "repeated taps are whole vectors");

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
