// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file lines.h
 * Signals with their recent past, side by side.
 *
 * All lines share one time axis: index `at` is the first frame of the tile in work, smaller indices are the past. When
 * the end is reached, the last ZOUT_PAST_FRAMES of every line move to the front. [audio]
 */

#ifndef ZOUT_LINES_H
#define ZOUT_LINES_H

#include "simd/kernels.h"

#include <stdbool.h>

enum {
	ZOUT_TILE_FRAMES  = 256, ///< Most frames processed at once; work is cut at multiples of it
	ZOUT_PAST_FRAMES  = 128, ///< As far back as any stage looks; see ZoutTiming
	ZOUT_LINE_FRAMES  = 1152,
	ZOUT_PAD_FRAMES   = ZOUT_PAD_VALUES / 2, ///< What padded kernels may write past the tile
	ZOUT_TILE_VALUES  = (ZOUT_TILE_FRAMES + ZOUT_PAD_FRAMES) * ZOUT_MAX_LANES,
	ZOUT_INPUT_LANES  = 2,
	ZOUT_LINE_STRIDE  = ZOUT_LINE_FRAMES + ZOUT_PAD_FRAMES,
	ZOUT_INPUT_VALUES = ZOUT_LINE_STRIDE * ZOUT_INPUT_LANES,
	ZOUT_LANE_VALUES  = ZOUT_LINE_STRIDE * ZOUT_MAX_LANES,
};

/// Where the stages stand on the common time axis, in frames behind the newest input
typedef struct {
	unsigned half_band_taps; ///< One side of the filter that resamples what is limited
	unsigned up_taps;        ///< Of that in front of the harmonics
	unsigned down_taps;      ///< Of that behind them
	bool     doubled;        ///< Harmonics are made at twice the rate; else at the rate itself
	unsigned bent;           ///< Newest frame of the harmonics
	unsigned shelved;        ///< The same behind the distortion corner
	unsigned wanted;         ///< Newest frame of what the amplifier tries to put out
	unsigned limited;        ///< Newest frame of the residual after limiting
	unsigned residual;       ///< Newest frame of the residual at the base rate
	unsigned output;         ///< Frame that goes out: the latency
} ZoutTiming;

enum {
	ZOUT_SHELF_FRAMES      = 2, ///< Look-ahead of the distortion corner's derivative
	ZOUT_LIMITER_FRAMES    = 7, ///< Look-ahead of the limiter's resampling, also its look-back
	ZOUT_CURRENT_HALF_TAPS = 8, ///< One side of what brings the current to twice the rate, and harmonics if need be
};

typedef struct {
	unsigned           at;
	unsigned           lanes;
	ZOUT_ALIGNED float dry[ZOUT_INPUT_VALUES]; ///< Input, healed
	ZOUT_ALIGNED float
		even[ZOUT_LANE_VALUES]; ///< Input behind volume, balance and mixing; even phase of the doubled rate
	ZOUT_ALIGNED double linear[ZOUT_LANE_VALUES];       ///< The same input in double precision, with noise and hum
	ZOUT_ALIGNED double driven[ZOUT_LANE_VALUES];       ///< Linear plus residual: what drives the load
	ZOUT_ALIGNED float  current_even[ZOUT_LANE_VALUES]; ///< What the load would draw from the input, siemens
	ZOUT_ALIGNED float  harmonics_even[ZOUT_LANE_VALUES];
	ZOUT_ALIGNED float  harmonics_odd[ZOUT_LANE_VALUES];
	ZOUT_ALIGNED float  residual_even[ZOUT_LANE_VALUES];
	ZOUT_ALIGNED float  residual_odd[ZOUT_LANE_VALUES];
	ZOUT_ALIGNED float
		wanted_even[ZOUT_LANE_VALUES]; ///< What the amplifier tries to put out, relative to its clip level
	ZOUT_ALIGNED float wanted_odd[ZOUT_LANE_VALUES];
	ZOUT_ALIGNED float over[ZOUT_LANE_VALUES];         ///< What wanted was scaled by: full scale over clip level
	ZOUT_ALIGNED float clipped_even[ZOUT_LANE_VALUES]; ///< What limits take away
	ZOUT_ALIGNED float clipped_odd[ZOUT_LANE_VALUES];
} ZoutLines;

/** Places the stages for a sample rate. */
ZOUT_REALTIME
void
zout_timing_init(ZoutTiming* timing, double rate_hz);

/** Silences all lines. */
ZOUT_REALTIME
void
zout_lines_reset(ZoutLines* lines, unsigned lanes);

/**
 * Steps past `n_frames` frames.
 *
 * @param awake Whether the residual is. While it sleeps only its inputs have a past; waking up makes the rest anew.
 */
ZOUT_REALTIME
void
zout_lines_advance(ZoutLines* lines, unsigned n_frames, bool awake);

#endif // ZOUT_LINES_H
