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

ZOUT_REALTIME
static void
measure(double              sum[3][ZOUT_MAX_LANES],
        const double* const voltage,
        const double* const current,
        const unsigned      lanes,
        const unsigned      n_frames)
{
	const size_t n               = (size_t)n_frames * lanes;
	VecD         v[2][VECS_IN_4] = {{{0.0}}};
	VecD         c[2][VECS_IN_4] = {{{0.0}}};
	VecD         p[2][VECS_IN_4] = {{{0.0}}};
	size_t       i               = 0;
	for (; i + 8 <= n; i += 8) {
		for (size_t half = 0; half < 2; ++half) { // two sums each hide the latency of the additions
			for (size_t k = 0; k < VECS_IN_4; ++k) {
				const VecD volts = load_d(voltage + i + 4 * half + k * VEC_DOUBLES);
				const VecD amps  = load_d(current + i + 4 * half + k * VEC_DOUBLES);
				v[half][k] += volts * volts;
				c[half][k] += amps * amps;
				p[half][k] += volts * amps;
			}
		}
	}
	for (size_t k = 0; k < VECS_IN_4; ++k) {
		v[0][k] += v[1][k];
		c[0][k] += c[1][k];
		p[0][k] += p[1][k];
	}
	add_to_lanes(sum[0], v[0], lanes);
	add_to_lanes(sum[1], c[0], lanes);
	add_to_lanes(sum[2], p[0], lanes);
	for (; i < n; ++i) {
		sum[0][i % lanes] += voltage[i] * voltage[i];
		sum[1][i % lanes] += current[i] * current[i];
		sum[2][i % lanes] += voltage[i] * current[i];
	}
}

#endif // ZOUT_SIMD_MEASURE_VECTOR_H
