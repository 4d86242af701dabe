// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* From an old load to a new one, on vectors along time. Frames are counted in whole numbers, which are exact: wherever
 * the host cuts, a frame has the same weight. Included by kernels.c only. */

#ifndef ZOUT_SIMD_FADE_VECTOR_H
#define ZOUT_SIMD_FADE_VECTOR_H

#include "kernels.h"
#include "measure_vector.h"
#include "peak_vector.h"
#include "vector.h"

#include <stddef.h>

/// Values that are done at once: whole frames of as many lanes as there may be
enum { FADED_DOUBLES = 8, FADED_FLOATS = 8 };

/// One vector of a stream on its way from another
static ALWAYS_INLINE VecD
faded(const double* const to, const double* const from, const VecD weight)
{
	const VecD now = load_d(to);
	return now + weight * (load_d(from) - now);
}

static ALWAYS_INLINE void
fade_lanes(double sum[3][ZOUT_MAX_LANES],
           double* const restrict voltage,
           double* const restrict current,
           const double* const restrict old_voltage,
           const double* const restrict old_current,
           const unsigned left_frames,
           const double   share,
           const unsigned lanes,
           const size_t   n_values)
{
	double ahead[FADED_DOUBLES]; // frames
	for (unsigned k = 0; k < FADED_DOUBLES; ++k) {
		const unsigned frames = k / lanes;
		ahead[k]              = frames;
	}
	const unsigned step_frames = FADED_DOUBLES / lanes;
	const size_t   whole       = n_values - n_values % FADED_DOUBLES;
	double         to_go       = left_frames;
	LoadMeans      means[2]    = {{{{0.0}}, {{0.0}}, {{0.0}}}}; // two hide the latency of the additions
	for (size_t i = 0; i < n_values; i += FADED_DOUBLES) {
		for (size_t k = 0; k < 2 * VECS_IN_4; ++k) {
			const size_t at     = i + k * VEC_DOUBLES;
			const VecD   weight = share * (to_go - load_d(ahead + k * VEC_DOUBLES));
			const VecD   volts  = faded(voltage + at, old_voltage + at, weight);
			const VecD   amps   = faded(current + at, old_current + at, weight);
			store_d(voltage + at, volts);
			if (i < whole) {
				add_to_means(&means[k / VECS_IN_4], k % VECS_IN_4, volts, amps);
			} else {
				store_d(current + at, amps);
			}
		}
		to_go -= step_frames;
	}
	join_means(&means[0], &means[1]);
	add_means(sum, &means[0], lanes);
	if (whole < n_values) {
		measure(sum, voltage + whole, current + whole, lanes, (unsigned)(n_values - whole) / lanes);
	}
}

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
	if (lanes == 2) {
		fade_lanes(sum, voltage, current, old_voltage, old_current, left_frames, share, 2, 2U * (size_t)n_frames);
	} else {
		fade_lanes(sum, voltage, current, old_voltage, old_current, left_frames, share, 4, 4U * (size_t)n_frames);
	}
}

static ALWAYS_INLINE void
fade_single_lanes(float* const restrict to,
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

ZOUT_REALTIME
static float
fade_single(float* const restrict to,
            const float* const restrict from,
            const unsigned left_frames,
            const float    share,
            const unsigned lanes,
            const unsigned n_values)
{
	if (lanes == 2) {
		fade_single_lanes(to, from, left_frames, share, 2, n_values);
	} else {
		fade_single_lanes(to, from, left_frames, share, 4, n_values);
	}
	return peak(to, n_values);
}

#endif // ZOUT_SIMD_FADE_VECTOR_H
