// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* From one stream to another. The specification. Included by kernels.c only. */

#ifndef ZOUT_SIMD_FADE_SCALAR_H
#define ZOUT_SIMD_FADE_SCALAR_H

#include "kernels.h"

#include <stddef.h>

ZOUT_REALTIME
static void
fade(double* const restrict to,
     const double* const restrict from,
     const unsigned left_frames,
     const double   share,
     const unsigned lanes,
     const unsigned n_values)
{
	for (size_t i = 0; i < n_values; ++i) {
		const double to_go = (double)left_frames - (double)(i / lanes);
		to[i] += share * to_go * (from[i] - to[i]);
	}
}

ZOUT_REALTIME
static void
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
}

#endif // ZOUT_SIMD_FADE_SCALAR_H
