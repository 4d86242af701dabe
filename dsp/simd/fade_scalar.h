// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* From an old load to a new one. The specification. Included by kernels.c only. */

#ifndef ZOUT_SIMD_FADE_SCALAR_H
#define ZOUT_SIMD_FADE_SCALAR_H

#include "kernels.h"
#include "load_scalar.h"
#include "peak_scalar.h"

#include <stddef.h>

ZOUT_REALTIME
static void
fade(double sum[3][ZOUT_MAX_LANES],
     double* const restrict voltage,
     double* const restrict current,
     const double* const restrict old_voltage,
     const double* const restrict old_current,
     const unsigned left_frames,
     const double   share,
     const unsigned lanes,
     const unsigned n_frames)
{
	for (size_t i = 0; i < (size_t)n_frames * lanes; ++i) {
		const double weight = share * ((double)left_frames - (double)(i / lanes));
		const double amps   = current[i] + weight * (old_current[i] - current[i]);
		voltage[i] += weight * (old_voltage[i] - voltage[i]);
		measure_value(sum, i % lanes, voltage[i], amps);
	}
}

ZOUT_REALTIME
static float
fade_single(float* const restrict to,
            const float* const restrict from,
            const unsigned left_frames,
            const float    share,
            const unsigned lanes,
            const unsigned n_values)
{
	for (size_t i = 0; i < n_values; ++i) {
		const float to_go = (float)left_frames - (float)(i / lanes);
		to[i] += share * to_go * (from[i] - to[i]);
	}
	return peak(to, n_values);
}

#endif // ZOUT_SIMD_FADE_SCALAR_H
