// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The load's FIRs and sums for the meters in plain C: the specification. Included by kernels.c only. */

#ifndef ZOUT_SIMD_LOAD_SCALAR_H
#define ZOUT_SIMD_LOAD_SCALAR_H

#include "kernels.h"

#include <stddef.h>

/// Adds to the sums for the meters
static inline void
measure_value(double sum[3][ZOUT_MAX_LANES], const size_t lane, const double volts, const double amps)
{
	sum[0][lane] += volts * volts;
	sum[1][lane] += amps * amps;
	sum[2][lane] += volts * amps;
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
	for (unsigned i = 0; i < n_values; ++i) {
		const unsigned     place = i % 4U;
		const float* const volts = single + i + taps->ahead * lanes;
		float              fir   = 0.0F;
		for (unsigned k = 0; k < taps->n_taps; ++k) {
			fir += taps->voltage[ZOUT_TAP_PLACES * k + place] * *(volts - k * lanes);
		}
		voltage[i] = voltage[i] + (double)fir + taps->direct[place] * driven[i];

		const float* const amps = single + i + ZOUT_CURRENT_AHEAD * lanes;
		fir                     = 0.0F;
		for (unsigned k = 0; k < ZOUT_CURRENT_TAPS; ++k) {
			fir += taps->current[ZOUT_TAP_PLACES * k + place] * *(amps - k * lanes);
		}
		current[i] = taps->amps_per_volt[place] * current[i] + (double)fir;
		if (sum) {
			measure_value(sum, i % lanes, voltage[i], current[i]);
		}
	}
}

#endif // ZOUT_SIMD_LOAD_SCALAR_H
