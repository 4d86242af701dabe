// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The load's FIRs in single precision, on vectors along time. Included by kernels.c only.
 *
 * A tap is loaded once for several vectors. The number of taps and the direct one among them are constants in the
 * copies for the usual sample rates, so that there is nothing but loads and multiplications.
 */

#ifndef ZOUT_SIMD_LOAD_VECTOR_H
#define ZOUT_SIMD_LOAD_VECTOR_H

#include "kernels.h"
#include "vector.h"

#include <stddef.h>

enum {
	LOAD_OUTPUTS = 4, ///< Output vectors at once
	LOAD_STEP    = LOAD_OUTPUTS * VEC_FLOATS,
};

_Static_assert(ZOUT_PAD_VALUES % LOAD_STEP == 0, "padding covers a step");
_Static_assert(ZOUT_TAP_PLACES % VEC_FLOATS == 0, "repeated taps are whole vectors");

/// Both halves of a vector in double precision
static ALWAYS_INLINE void
widen_halves(VecD half[2], const VecF x)
{
#ifdef __AVX__
	half[0] = (VecD)_mm256_cvtps_pd(_mm256_castps256_ps128((__m256)x));
	half[1] = (VecD)_mm256_cvtps_pd(_mm256_extractf128_ps((__m256)x, 1));
#elif defined __SSE2__
	half[0] = (VecD)_mm_cvtps_pd((__m128)x);
	half[1] = (VecD)_mm_cvtps_pd(_mm_movehl_ps((__m128)x, (__m128)x));
#else
	half[0] = (VecD){(double)x[0], (double)x[1]};
	half[1] = (VecD){(double)x[2], (double)x[3]};
#endif
}

/// Sums of all taps but one, in the order of the specification
static ALWAYS_INLINE void
sum_taps(VecF               sum[LOAD_OUTPUTS],
         const float*       from,
         const float* const taps,
         const unsigned     n_taps,
         const unsigned     without,
         const unsigned     lanes)
{
	for (unsigned k = 0; k < LOAD_OUTPUTS; ++k) {
		sum[k] = splat_f(0.0F);
	}
#pragma GCC unroll 16
	for (unsigned t = 0; t < n_taps; ++t) {
		if (t != without) {
			const VecF tap = load_f(taps + (size_t)t * ZOUT_TAP_PLACES);
			for (unsigned k = 0; k < LOAD_OUTPUTS; ++k) {
				const VecF in = load_f(from + (size_t)k * VEC_FLOATS);
				if (t == (without ? 0U : 1U)) {
					sum[k] = tap * in;
				} else {
					sum[k] += tap * in;
				}
			}
		}
		from -= lanes;
	}
}

static ALWAYS_INLINE void
convolve_load_taps(double* const restrict voltage,
                   double* const restrict current,
                   const ZoutLoadTaps* const restrict taps,
                   const double* const restrict driven,
                   const float* const restrict single,
                   const unsigned lanes,
                   const unsigned n_values,
                   const unsigned n_taps,
                   const unsigned ahead)
{
	for (size_t i = 0; i < n_values; i += LOAD_STEP) {
		VecF volts[LOAD_OUTPUTS];
		sum_taps(volts, single + i + (size_t)ahead * lanes, taps->voltage, n_taps, ahead, lanes);
		for (size_t k = 0; k < 2 * LOAD_OUTPUTS; ++k) {
			VecD half[2];
			widen_halves(half, volts[k / 2]);
			const size_t at     = i + k * VEC_DOUBLES;
			const VecD   direct = load_d(taps->direct + k * VEC_DOUBLES % 4) * load_d(driven + at);
			store_d(voltage + at, (load_d(voltage + at) + half[k % 2]) + direct);
		}
		VecF amps[LOAD_OUTPUTS];
		sum_taps(amps,
		         single + i + (size_t)ZOUT_CURRENT_AHEAD * lanes,
		         taps->current,
		         ZOUT_CURRENT_TAPS,
		         ZOUT_CURRENT_TAPS,
		         lanes);
		for (size_t k = 0; k < 2 * LOAD_OUTPUTS; ++k) {
			VecD half[2];
			widen_halves(half, amps[k / 2]);
			const size_t at = i + k * VEC_DOUBLES;
			store_d(current + at, load_d(current + at) + half[k % 2]);
		}
	}
}

static ALWAYS_INLINE void
convolve_load_lanes(double* const             voltage,
                    double* const             current,
                    const ZoutLoadTaps* const taps,
                    const double* const       driven,
                    const float* const        single,
                    const unsigned            lanes,
                    const unsigned            n_values)
{
	if (taps->n_taps == 12 && taps->ahead == 8) { // 48 kHz
		convolve_load_taps(voltage, current, taps, driven, single, lanes, n_values, 12, 8);
	} else if (taps->n_taps == 8 && taps->ahead == 4) { // 88.2 kHz and above
		convolve_load_taps(voltage, current, taps, driven, single, lanes, n_values, 8, 4);
	} else {
		convolve_load_taps(voltage, current, taps, driven, single, lanes, n_values, taps->n_taps, taps->ahead);
	}
}

ZOUT_REALTIME
static void
convolve_load(double* const restrict voltage,
              double* const restrict current,
              const ZoutLoadTaps* const restrict taps,
              const double* const restrict driven,
              const float* const restrict single,
              const unsigned lanes,
              const unsigned n_values)
{
	if (lanes == 2) {
		convolve_load_lanes(voltage, current, taps, driven, single, 2, n_values);
	} else {
		convolve_load_lanes(voltage, current, taps, driven, single, 4, n_values);
	}
}

#endif // ZOUT_SIMD_LOAD_VECTOR_H
