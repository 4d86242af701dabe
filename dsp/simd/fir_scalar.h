// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* FIR kernels in plain C: the specification. Included by kernels.c only. */

#ifndef ZOUT_SIMD_FIR_SCALAR_H
#define ZOUT_SIMD_FIR_SCALAR_H

#include "layout.h"

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
		float sum = 0.0F;
		for (unsigned p = 0; p < n_taps; ++p) {
			sum += taps[p] * (*(in + i - p * lanes) + in[i + (1U + p) * lanes]);
		}
		out[i] = sum;
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
static void
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
	for (unsigned i = 0; i < n_values; ++i) {
		const unsigned     place = i % 4U;
		const float* const volts = single + i + taps->ahead * lanes;
		float              sum   = 0.0F;
		for (unsigned k = 0; k < taps->n_taps; ++k) {
			sum += k == taps->ahead ? 0.0F : taps->voltage[ZOUT_TAP_PLACES * k + place] * *(volts - k * lanes);
		}
		voltage[i] = voltage[i] + (double)sum + taps->direct[place] * driven[i];

		const float* const amps = single + i + ZOUT_CURRENT_AHEAD * lanes;
		sum                     = 0.0F;
		for (unsigned k = 0; k < ZOUT_CURRENT_TAPS; ++k) {
			sum += taps->current[ZOUT_TAP_PLACES * k + place] * *(amps - k * lanes);
		}
		current[i] += (double)sum;
	}
}

#endif // ZOUT_SIMD_FIR_SCALAR_H
