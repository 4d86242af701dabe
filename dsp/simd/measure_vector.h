// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Sums for the meters, on vectors along time. Included by kernels.c only. */

#ifndef ZOUT_SIMD_MEASURE_VECTOR_H
#define ZOUT_SIMD_MEASURE_VECTOR_H

#include "frame_vector.h"
#include "kernels.h"

#include <stddef.h>

/// Adds running sums, whose places repeat the lanes, to the lanes
static ALWAYS_INLINE void
add_to_lanes(double lane_sum[ZOUT_MAX_LANES], const VecD running[VECS_IN_4], const unsigned lanes)
{
	if (lanes == 2) {
		store_pair(lane_sum, load_pair(lane_sum) + (low_pair(running) + high_pair(running)));
	} else {
		store_pair(lane_sum, load_pair(lane_sum) + low_pair(running));
		store_pair(lane_sum + 2, load_pair(lane_sum + 2) + high_pair(running));
	}
}

/// Running sums; places repeat the lanes
typedef struct {
	VecD volts[VECS_IN_4];
	VecD amps[VECS_IN_4];
	VecD power[VECS_IN_4];
} LoadMeans;

/// Adds the values of one place
static ALWAYS_INLINE void
add_to_means(LoadMeans* const means, const size_t place, const VecD volts, const VecD amps)
{
	means->volts[place] += volts * volts;
	means->amps[place] += amps * amps;
	means->power[place] += volts * amps;
}

/// Adds what another set has of every place
static ALWAYS_INLINE void
join_means(LoadMeans* const means, const LoadMeans* const other)
{
	for (size_t k = 0; k < VECS_IN_4; ++k) {
		means->volts[k] += other->volts[k];
		means->amps[k] += other->amps[k];
		means->power[k] += other->power[k];
	}
}

static ALWAYS_INLINE void
add_means(double sum[][ZOUT_MAX_LANES], const LoadMeans* const means, const unsigned lanes)
{
	add_to_lanes(sum[0], means->volts, lanes);
	add_to_lanes(sum[1], means->amps, lanes);
	add_to_lanes(sum[2], means->power, lanes);
}

/// Adds the values of some frames
ZOUT_REALTIME
static void
measure(double              sum[3][ZOUT_MAX_LANES],
        const double* const voltage,
        const double* const current,
        const unsigned      lanes,
        const unsigned      n_frames)
{
	const size_t n        = (size_t)n_frames * lanes;
	LoadMeans    means[2] = {{{{0.0}}, {{0.0}}, {{0.0}}}}; // two hide the latency of the additions
	size_t       i        = 0;
	for (; i + 8 <= n; i += 8) {
		for (size_t k = 0; k < 2 * VECS_IN_4; ++k) {
			const VecD volts = load_d(voltage + i + k * VEC_DOUBLES);
			const VecD amps  = load_d(current + i + k * VEC_DOUBLES);
			add_to_means(&means[k / VECS_IN_4], k % VECS_IN_4, volts, amps);
		}
	}
	join_means(&means[0], &means[1]);
	add_means(sum, &means[0], lanes);
	for (; i < n; ++i) {
		sum[0][i % lanes] += voltage[i] * voltage[i];
		sum[1][i % lanes] += current[i] * current[i];
		sum[2][i % lanes] += voltage[i] * current[i];
	}
}

#endif // ZOUT_SIMD_MEASURE_VECTOR_H
