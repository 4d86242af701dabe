// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kernels that find a largest magnitude, or that there is none, in plain C: the specification. Included by kernels.c
 * only. */

#ifndef ZOUT_SIMD_PEAK_SCALAR_H
#define ZOUT_SIMD_PEAK_SCALAR_H

#include "../attributes.h"
#include "kernels.h"

#include <math.h>

ZOUT_REALTIME
static float
peak(const float* const in, const unsigned n_values)
{
	float largest = 0.0F;
	for (unsigned i = 0; i < n_values; ++i) {
		largest = fabsf(in[i]) > largest ? fabsf(in[i]) : largest;
	}
	return largest;
}

ZOUT_REALTIME
static float
want(float* const restrict out,
     const float* const restrict x,
     const float* const restrict residual,
     const float* const restrict over,
     const unsigned n_values)
{
	for (unsigned i = 0; i < n_values; ++i) {
		out[i] = (x[i] + residual[i]) * over[i];
	}
	return peak(out, n_values);
}

ZOUT_REALTIME
static bool
rest(float* const restrict out_l,
     float* const restrict out_r,
     const float* const left,
     const float* const right,
     const unsigned     n_frames)
{
	bool quiet = true;
	for (unsigned i = 0; i < n_frames; ++i) {
		quiet    = quiet && left[i] == 0.0F && right[i] == 0.0F;
		out_l[i] = 0.0F;
		out_r[i] = 0.0F;
	}
	return quiet;
}

#endif // ZOUT_SIMD_PEAK_SCALAR_H
