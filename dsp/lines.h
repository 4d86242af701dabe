// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file lines.h
 * Signals with their recent past, side by side.
 *
 * All lines share one time axis: index `at` is the first frame of the tile in work, smaller indices are the past. Every
 * line is a window that wanders through a store of its own. From the end of the store the past moves back to its start,
 * and the lines take turns at that, one to three in 64 frames: no block of audio costs more than its neighbours.
 * [audio]
 */

#ifndef ZOUT_LINES_H
#define ZOUT_LINES_H

#include "simd/kernels.h"

#include <stdbool.h>

/// The lines, by the type of their values. Single ones come into use in their order
enum {
	ZOUT_LINE_DRY      = 0, ///< It has two lanes always
	ZOUT_SINGLE_INPUTS = 5, ///< The first ones: those that have a past even while the residual sleeps
	ZOUT_SINGLE_AWAKE  = 9, ///< With those that have one while it is awake, but nothing is near a limit
	ZOUT_SINGLE_LINES  = 16,
	ZOUT_DOUBLE_INPUTS = 1,
	ZOUT_DOUBLE_LINES  = 2,
};

enum {
	ZOUT_TILE_FRAMES = 256, ///< Most frames processed at once; work is cut at multiples of it
	ZOUT_PAST_FRAMES = 128, ///< As far back as any stage looks; see ZoutTiming
	ZOUT_TURN_FRAMES = 64,  ///< From one line's turn to move back to the next one's
	ZOUT_N_TURNS     = 12,  ///< If there are more lines, some share one
	ZOUT_LINE_FRAMES = ZOUT_PAST_FRAMES + ZOUT_N_TURNS * ZOUT_TURN_FRAMES + ZOUT_TILE_FRAMES,
	ZOUT_PAD_FRAMES  = ZOUT_PAD_VALUES / 2,                    ///< What padded kernels may write past the tile
	ZOUT_RAMP_FRAMES = ZOUT_TILE_FRAMES + 2 * ZOUT_PAD_FRAMES, ///< Room for a ramp of a tile, padded twice
	ZOUT_TILE_VALUES = (ZOUT_TILE_FRAMES + ZOUT_PAD_FRAMES) * ZOUT_MAX_LANES,
	ZOUT_INPUT_LANES = 2,
	ZOUT_LINE_STRIDE = ZOUT_LINE_FRAMES + ZOUT_PAD_FRAMES,
	ZOUT_LANE_VALUES = ZOUT_LINE_STRIDE * ZOUT_MAX_LANES,
};

/**
 * Where the stages stand on the common time axis, in frames behind the newest input, here at 48 kHz:
 *
 *     input
 *     |               between, bent
 *     |               | wanted, shelved
 *     |               | |      limited                residual
 *     |               | |      |                      |       output
 *     0               16 18    25                     48      56
 *     |--- up_taps ---|S|limit.|-- down_taps - 1, 8 --| ahead |
 *
 * S is ZOUT_SHELF_FRAMES, limit. ZOUT_LIMITER_FRAMES, and ahead zout_load_residual_ahead(). The way down needs
 * down_taps - 1 frames and has 8 more. At 44.1 kHz the marks are 32, 34, 41, 72 and 80, and it has none more. From
 * 88.2 kHz on the output is at 52, and where harmonics are not doubled, bent is at 9 and shelved at 12.
 */
typedef struct {
	unsigned up_taps;   ///< One side of the filter up to twice the rate
	unsigned down_taps; ///< Of that down again
	bool     doubled;   ///< Harmonics are made at twice the rate; else at the rate itself
	unsigned between;   ///< Newest frame of the odd phases
	unsigned bent;      ///< Newest frame of the harmonics
	unsigned shelved;   ///< The same behind the distortion corner
	unsigned wanted;    ///< Newest frame of what the amplifier tries to put out
	unsigned limited;   ///< Newest frame of the residual after limiting
	unsigned residual;  ///< Newest frame of the residual at the base rate
	unsigned output;    ///< Frame that goes out: the latency
} ZoutTiming;

enum {
	ZOUT_SHELF_FRAMES    = 2,  ///< Look-ahead of the distortion corner's derivative
	ZOUT_LIMITER_FRAMES  = 7,  ///< Look-ahead of the limiter's resampling, also its look-back
	ZOUT_CURRENT_UP_TAPS = 6,  ///< One side of what brings the current to twice the rate, and harmonics if need be
	ZOUT_DRAWN_TAPS      = 16, ///< The same for a current that is limited itself: its aliases are heard in full
};

typedef struct {
	unsigned at;          ///< First frame in work, of every line
	unsigned lanes;       ///< Of all lines but `dry`
	unsigned past_frames; ///< That are kept
	unsigned turn;        ///< Whose lines move back next
	unsigned turn_left;   ///< Frames until then
	union {
		struct {
			float* dry;            ///< Input, healed
			float* even;           ///< Input behind volume, balance and mixing; even phase of the doubled rate
			float* current_even;   ///< What the load would draw from the input, siemens
			float* parting_even;   ///< Likewise from a load that fades out, while it does
			float* single;         ///< What drives the load, rounded
			float* harmonics_even; ///< What harmonics add; in two phases of the doubled rate, as all that follows
			float* harmonics_odd;
			float* residual_even; ///< The same behind the distortion corner
			float* residual_odd;
			float* odd; ///< Odd phase of the input
			float* current_odd;
			float* wanted_even; ///< What the amplifier tries to put out, relative to its clip level
			float* wanted_odd;
			float* over;         ///< What wanted was scaled by: full scale over clip level
			float* clipped_even; ///< What limits take away, with the harmonics that go down beside it
			float* clipped_odd;
		};
		float* single_line[ZOUT_SINGLE_LINES];
	};
	union {
		struct {
			double* linear; ///< The same input in double precision, with noise and hum
			double* driven; ///< Linear plus residual: what drives the load
		};
		double* double_line[ZOUT_DOUBLE_LINES];
	};
	ZOUT_ALIGNED float  single_store[ZOUT_SINGLE_LINES][ZOUT_LANE_VALUES];
	ZOUT_ALIGNED double double_store[ZOUT_DOUBLE_LINES][ZOUT_LANE_VALUES];
} ZoutLines;

/** Places the stages for a sample rate. */
ZOUT_REALTIME
void
zout_timing_init(ZoutTiming* timing, double rate_hz);

/** Frames before the newest input that any stage reads. */
ZOUT_REALTIME
unsigned
zout_timing_past_frames(const ZoutTiming* timing);

/** Silences all lines. */
ZOUT_REALTIME
void
zout_lines_reset(ZoutLines* lines, const ZoutTiming* timing, unsigned lanes);

/** What zout_lines_advance() does when `n_turns` turns are due. */
ZOUT_REALTIME
void
zout_lines_take_turns(ZoutLines* lines, unsigned n_turns, unsigned n_single);

/**
 * Steps past `n_frames` frames, at most a tile.
 *
 * @param n_single So many single lines, the first ones, have a past: ZOUT_SINGLE_INPUTS, in which case `driven` has
 *   none either, ZOUT_SINGLE_AWAKE or ZOUT_SINGLE_LINES. Who needs another makes it anew.
 */
static inline void
zout_lines_advance(ZoutLines* const lines, const unsigned n_frames, const unsigned n_single)
{
	lines->at += n_frames;
	if (n_frames < lines->turn_left) {
		lines->turn_left -= n_frames;
		return;
	}
	const unsigned late = n_frames - lines->turn_left;
	lines->turn_left    = ZOUT_TURN_FRAMES - late % ZOUT_TURN_FRAMES;
	zout_lines_take_turns(lines, 1U + late / ZOUT_TURN_FRAMES, n_single);
}

#endif // ZOUT_LINES_H
