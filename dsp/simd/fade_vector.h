// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* From one stream to another, on vectors along time. Frames are counted in whole numbers, which are exact: wherever the
 * host cuts, a frame has the same weight. Included by kernels.c only. */

#ifndef ZOUT_SIMD_FADE_VECTOR_H
#define ZOUT_SIMD_FADE_VECTOR_H

#include "kernels.h"
#include "vector.h"

#include <stddef.h>

/// Values that are done at once: whole frames of as many lanes as there may be
enum { FADED_DOUBLES = 4, FADED_FLOATS = 8 };

ZOUT_REALTIME
static void
fade(double* const restrict to,
     const double* const restrict from,
     const unsigned left_frames,
     const double   share,
     const unsigned lanes,
     const unsigned n_values)
{
	double ahead[FADED_DOUBLES]; // frames
	for (unsigned k = 0; k < FADED_DOUBLES; ++k) {
		const unsigned frames = k / lanes;
		ahead[k]              = frames;
	}
	const unsigned step_frames = FADED_DOUBLES / lanes;
	double         to_go       = left_frames;
	for (size_t i = 0; i < n_values; i += FADED_DOUBLES) {
		for (size_t k = 0; k < FADED_DOUBLES; k += VEC_DOUBLES) {
			const VecD now    = load_d(to + i + k);
			const VecD weight = share * (to_go - load_d(ahead + k));
			store_d(to + i + k, now + weight * (load_d(from + i + k) - now));
		}
		to_go -= step_frames;
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
	float ahead[FADED_FLOATS]; // frames
	for (unsigned k = 0; k < FADED_FLOATS; ++k) {
		const unsigned frames = k / lanes;
		ahead[k]              = (float)frames;
	}
	const unsigned step_frames = FADED_FLOATS / lanes;
	float          to_go       = (float)left_frames;
	for (size_t i = 0; i < n_values; i += FADED_FLOATS) {
		for (size_t k = 0; k < FADED_FLOATS; k += VEC_FLOATS) {
			const VecF now    = load_f(to + i + k);
			const VecF weight = share * (to_go - load_f(ahead + k));
			store_f(to + i + k, now + weight * (load_f(from + i + k) - now));
		}
		to_go -= (float)step_frames;
	}
}

#endif // ZOUT_SIMD_FADE_VECTOR_H
