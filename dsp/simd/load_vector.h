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
#include "measure_vector.h"
#include "registers.h"

#include <stddef.h>

enum {
	LOAD_OUTPUTS = 4, ///< Output vectors at once
	LOAD_STEP    = LOAD_OUTPUTS * VEC_FLOATS,
};

_Static_assert(ZOUT_PAD_VALUES % LOAD_STEP == 0, "padding covers a step");
_Static_assert(ZOUT_TAP_PLACES % VEC_FLOATS == 0, "repeated taps are whole vectors");

/// Sums of all taps. With a length that is a constant the direct one, which is zero, is left out.
static ALWAYS_INLINE void
sum_taps(VecF           sum[LOAD_OUTPUTS],
         const float*   from,
         const float*   taps,
         const unsigned n_taps,
         const unsigned direct,
         const unsigned lanes)
{
	const unsigned first = direct ? 0 : 1;
	KEEP_IN_MEMORY(taps); // and what they take too: loading and multiplying is one instruction
#pragma GCC unroll 16
	for (unsigned t = 0; t < n_taps; ++t) {
		if (t == direct) {
			continue;
		}
		KEEP_IN_MEMORY(from);
		const VecF tap = load_f(taps + (size_t)t * ZOUT_TAP_PLACES);
		for (unsigned k = 0; k < LOAD_OUTPUTS; ++k) {
			const VecF in = load_f(from + (size_t)k * VEC_FLOATS - (size_t)t * lanes);
			if (t == first) {
				sum[k] = tap * in;
			} else {
				sum[k] += tap * in;
			}
		}
	}
}

static ALWAYS_INLINE void
sum_taps_of_any_length(VecF               sum[LOAD_OUTPUTS],
                       const float*       from,
                       const float* const taps,
                       const unsigned     n_taps,
                       const unsigned     lanes)
{
	for (unsigned k = 0; k < LOAD_OUTPUTS; ++k) {
		sum[k] = splat_f(0.0F);
	}
	for (unsigned t = 0; t < n_taps; ++t) {
		const VecF tap = load_f(taps + (size_t)t * ZOUT_TAP_PLACES);
		for (unsigned k = 0; k < LOAD_OUTPUTS; ++k) {
			sum[k] += tap * load_f(from + (size_t)k * VEC_FLOATS);
		}
		from -= lanes;
	}
}

/// One step: `n_taps` is 0 or a constant. What is measured needs no current in memory.
static ALWAYS_INLINE void
convolve_load_step(double* const             voltage,
                   double* const             current,
                   const ZoutLoadTaps* const taps,
                   const double* const       driven,
                   const float* const        single,
                   LoadMeans* const          means,
                   const unsigned            lanes,
                   const unsigned            n_taps,
                   const unsigned            ahead)
{
	enum { NONE = ZOUT_CURRENT_TAPS };
	VecF sum[2][LOAD_OUTPUTS];
	sum_taps(sum[1], single + (size_t)ZOUT_CURRENT_AHEAD * lanes, taps->current, ZOUT_CURRENT_TAPS, NONE, lanes);
	if (n_taps) {
		sum_taps(sum[0], single + (size_t)ahead * lanes, taps->voltage, n_taps, ahead, lanes);
	} else {
		const float* const first = single + (size_t)taps->ahead * lanes;
		sum_taps_of_any_length(sum[0], first, taps->voltage, taps->n_taps, lanes);
	}
#pragma GCC unroll 16
	for (size_t k = 0; k < 2 * LOAD_OUTPUTS; ++k) {
		const VecD   half[2][2] = {{widen_low(sum[0][k / 2]), widen_high(sum[0][k / 2])},
		                           {widen_low(sum[1][k / 2]), widen_high(sum[1][k / 2])}};
		const size_t at         = k * VEC_DOUBLES;
		const size_t place      = k % VECS_IN_4;
		const VecD   direct     = load_d(taps->direct + place * VEC_DOUBLES) * load_d(driven + at);
		const VecD   volts      = (load_d(voltage + at) + half[0][k % 2]) + direct;
		const VecD   factor     = load_d(taps->amps_per_volt + place * VEC_DOUBLES);
		const VecD   amps       = factor * load_d(current + at) + half[1][k % 2];
		store_d(voltage + at, volts);
		if (means) {
			add_to_means(means, place, volts, amps);
		} else {
			store_d(current + at, amps);
		}
	}
}

static ALWAYS_INLINE void
convolve_load_taps(double* const restrict voltage,
                   double* const restrict current,
                   const ZoutLoadTaps* const restrict taps,
                   const double* const restrict driven,
                   const float* const restrict single,
                   double         sum[][ZOUT_MAX_LANES],
                   const unsigned lanes,
                   const unsigned n_values,
                   const unsigned n_taps,
                   const unsigned ahead)
{
	size_t i = 0;
	if (sum) {
		LoadMeans means = {{{0.0}}, {{0.0}}, {{0.0}}};
		for (; i + LOAD_STEP <= n_values; i += LOAD_STEP) {
			convolve_load_step(voltage + i, current + i, taps, driven + i, single + i, &means, lanes, n_taps, ahead);
		}
		add_means(sum, &means, lanes);
	}
	const size_t rest = i;
	for (; i < n_values; i += LOAD_STEP) {
		convolve_load_step(voltage + i, current + i, taps, driven + i, single + i, NULL, lanes, n_taps, ahead);
	}
	if (sum && rest < n_values) {
		measure(sum, voltage + rest, current + rest, lanes, (unsigned)(n_values - rest) / lanes);
	}
}

static ALWAYS_INLINE void
convolve_load_lanes(double* const             voltage,
                    double* const             current,
                    const ZoutLoadTaps* const taps,
                    const double* const       driven,
                    const float* const        single,
                    double                    sum[][ZOUT_MAX_LANES],
                    const unsigned            lanes,
                    const unsigned            n_values)
{
	if (taps->n_taps == 12 && taps->ahead == 8) { // 48 kHz
		convolve_load_taps(voltage, current, taps, driven, single, sum, lanes, n_values, 12, 8);
	} else if (taps->n_taps == 8 && taps->ahead == 4) { // 88.2 kHz and above
		convolve_load_taps(voltage, current, taps, driven, single, sum, lanes, n_values, 8, 4);
	} else if (taps->n_taps == 7 && taps->ahead == 2) { // 44.1 kHz
		convolve_load_taps(voltage, current, taps, driven, single, sum, lanes, n_values, 7, 2);
	} else {
		convolve_load_taps(voltage, current, taps, driven, single, sum, lanes, n_values, 0, 0);
	}
}

ZOUT_REALTIME
static void
convolve_load(double* const restrict voltage,
              double* const restrict current,
              const ZoutLoadTaps* const restrict taps,
              const double* const restrict driven,
              const float* const restrict single,
              double         sum[][ZOUT_MAX_LANES],
              const unsigned lanes,
              const unsigned n_values)
{
	if (lanes == 2) {
		convolve_load_lanes(voltage, current, taps, driven, single, sum, 2, n_values);
	} else {
		convolve_load_lanes(voltage, current, taps, driven, single, sum, 4, n_values);
	}
}

#endif // ZOUT_SIMD_LOAD_VECTOR_H
