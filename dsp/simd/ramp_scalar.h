// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Controls on their way, frame by frame. The specification. Included by kernels.c only. */

#ifndef ZOUT_SIMD_RAMP_SCALAR_H
#define ZOUT_SIMD_RAMP_SCALAR_H

#include "kernels.h"

#include <stddef.h>

ZOUT_REALTIME
static void
write_ramp(double* const to, const ZoutRamp* const ramp, const unsigned n_frames)
{
	for (unsigned i = 0; i < n_frames; ++i) {
		to[i] = zout_ramp_at(ramp, i);
	}
}

ZOUT_REALTIME
static void
weave(double* const restrict to,
      const double* const restrict left,
      const double* const restrict right,
      const unsigned n_frames)
{
	for (size_t i = 0; i < n_frames; ++i) {
		to[2 * i]     = left[i];
		to[2 * i + 1] = right[i];
	}
}

ZOUT_REALTIME
static void
fill_mix(double* const restrict own,
         double* const restrict other,
         const double* const restrict volume,
         const double* const restrict gain,
         const double* const restrict share,
         const unsigned lanes,
         const unsigned n_frames)
{
	for (size_t i = 0; i < n_frames; ++i) {
		const double left    = volume[2 * i];
		const double right   = gain[i] * volume[2 * i + 1];
		own[i * lanes]       = left;
		own[i * lanes + 1]   = right;
		other[i * lanes]     = -share[i] * right;
		other[i * lanes + 1] = -share[i] * left;
	}
}

ZOUT_REALTIME
static void
spread(float* const restrict to,
       const double* const value[],
       const float* const restrict factor,
       const unsigned power,
       const unsigned lanes,
       const unsigned n_frames)
{
	for (size_t i = 0; i < (size_t)n_frames * lanes; ++i) {
		to[i] = (float)value[i % lanes / ZOUT_CHAIN_LANES][i / lanes];
		for (unsigned k = 0; k < power; ++k) {
			to[i] *= factor[i];
		}
	}
}

ZOUT_REALTIME
static void
spread_ramp(float* const restrict to,
            const ZoutRamp* const ramp,
            const float* const restrict factor,
            const unsigned power,
            const unsigned n_frames)
{
	for (unsigned i = 0; i < n_frames; ++i) {
		const double  value    = zout_ramp_at(ramp, i);
		const double* values[] = {&value};
		const size_t  at       = (size_t)i * ZOUT_CHAIN_LANES;
		spread(to + at, values, power ? factor + at : NULL, power, ZOUT_CHAIN_LANES, 1);
	}
}

ZOUT_REALTIME
static void
scale(float* const restrict to,
      const float first,
      const float second,
      const float* const restrict factor,
      const unsigned power,
      const unsigned lanes,
      const unsigned n_frames)
{
	for (size_t i = 0; i < (size_t)n_frames * lanes; ++i) {
		to[i] = i % lanes < ZOUT_CHAIN_LANES ? first : second;
		for (unsigned k = 0; k < power; ++k) {
			to[i] *= factor[i];
		}
	}
}

#endif // ZOUT_SIMD_RAMP_SCALAR_H
