// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lines.h"

#include <string.h>

/// From here on harmonics need not be made at twice the rate: those of 20 kHz, 60 kHz at most, are below half the rate,
/// and only what lies above 50 kHz could make one that falls below 20 kHz.
static const double single_rate_hz = 170e3;

/// One side of the filter up to twice the rate, from 48 kHz on
enum { LEAST_UP_TAPS = 16 };

_Static_assert(ZOUT_DRAWN_TAPS + ZOUT_CURRENT_AHEAD <= LEAST_UP_TAPS + ZOUT_SHELF_FRAMES,
               "what a limited current is interpolated from is known when the limiter looks ahead");

void
zout_timing_init(ZoutTiming* const timing, const double rate_hz)
{
	// The pass band must reach 20 kHz: at 44.1 kHz that takes a steeper filter than at 48 kHz and above.
	timing->up_taps   = rate_hz < 46e3 ? 32U : LEAST_UP_TAPS;
	timing->down_taps = rate_hz < 46e3 ? 32U : 16U;
	timing->doubled   = rate_hz < single_rate_hz;
	timing->between   = timing->up_taps;
	timing->wanted    = timing->between + ZOUT_SHELF_FRAMES;
	timing->shelved   = timing->doubled ? timing->wanted : timing->wanted - ZOUT_CURRENT_UP_TAPS;
	timing->bent      = timing->doubled ? timing->between : timing->shelved - ZOUT_DERIVATIVE_TAPS;
	timing->limited   = timing->wanted + ZOUT_LIMITER_FRAMES;
	// From 48 kHz on some frames later than it has to be: in short blocks the way down would wait for what was stored a
	// moment before. At 44.1 kHz the load's filter has more use for them.
	timing->residual = rate_hz < 46e3 ? 72U : 48U;
	timing->output   = timing->residual + zout_load_residual_ahead(rate_hz);
}

unsigned
zout_timing_past_frames(const ZoutTiming* const timing)
{
	// The way down from the doubled rate reads the oldest ones, but for the load's filter where it is the longer one.
	const unsigned taps = timing->down_taps;
	return timing->residual + (taps > ZOUT_MAX_LOAD_TAPS ? taps : ZOUT_MAX_LOAD_TAPS);
}

/// Values of a frame
static unsigned
lanes_of(const ZoutLines* const lines, const unsigned single)
{
	return single == ZOUT_LINE_DRY ? ZOUT_INPUT_LANES : lines->lanes;
}

/// Frames by which a line is beyond the start of its store when turns begin, as in any other round
static size_t
frames_gone(const unsigned line)
{
	return (size_t)(ZOUT_N_TURNS - 1U - line % ZOUT_N_TURNS) * ZOUT_TURN_FRAMES;
}

void
zout_lines_reset(ZoutLines* const lines, const ZoutTiming* const timing, const unsigned lanes)
{
	lines->at          = ZOUT_PAST_FRAMES;
	lines->lanes       = lanes;
	lines->past_frames = zout_timing_past_frames(timing);
	lines->turn        = 0;
	lines->turn_left   = ZOUT_TURN_FRAMES / 2U; // not where a tile ends, which is when meters are worked out

	// The past only: what comes is written before it is read, and all of it is more than the caches of a core hold.
	for (unsigned i = 0; i < ZOUT_SINGLE_LINES; ++i) {
		const size_t n        = lanes_of(lines, i);
		lines->single_line[i] = lines->single_store[i] + frames_gone(i) * n;
		memset(lines->single_line[i], 0, sizeof(float) * ZOUT_PAST_FRAMES * n);
	}
	for (unsigned i = 0; i < ZOUT_DOUBLE_LINES; ++i) {
		lines->double_line[i] = lines->double_store[i] + frames_gone(i) * lanes;
		memset(lines->double_line[i], 0, sizeof(double) * ZOUT_PAST_FRAMES * lanes);
	}
}

static void
move_single(ZoutLines* const lines, const unsigned i, const bool has_past)
{
	float* const to = lines->single_store[i];
	if (has_past) {
		const size_t n    = lanes_of(lines, i);
		const size_t skip = (ZOUT_PAST_FRAMES - lines->past_frames) * n;
		memcpy(to + skip, lines->single_line[i] + skip, sizeof(float) * lines->past_frames * n);
	}
	lines->single_line[i] = to;
}

static void
move_double(ZoutLines* const lines, const unsigned i, const bool has_past)
{
	double* const to = lines->double_store[i];
	if (has_past) {
		const size_t skip = (size_t)(ZOUT_PAST_FRAMES - lines->past_frames) * lines->lanes;
		memcpy(to + skip, lines->double_line[i] + skip, sizeof(double) * lines->past_frames * lines->lanes);
	}
	lines->double_line[i] = to;
}

void
zout_lines_take_turns(ZoutLines* const lines, const unsigned n_turns, const unsigned n_single)
{
	const unsigned n_double = n_single > ZOUT_SINGLE_INPUTS ? ZOUT_DOUBLE_LINES : ZOUT_DOUBLE_INPUTS;
	const size_t   gone     = (size_t)(lines->at - ZOUT_PAST_FRAMES) * lines->lanes;
	lines->dry += (size_t)(lines->at - ZOUT_PAST_FRAMES) * ZOUT_INPUT_LANES;
	for (unsigned i = ZOUT_LINE_DRY + 1U; i < ZOUT_SINGLE_LINES; ++i) {
		lines->single_line[i] += gone;
	}
	for (unsigned i = 0; i < ZOUT_DOUBLE_LINES; ++i) {
		lines->double_line[i] += gone;
	}
	lines->at = ZOUT_PAST_FRAMES;

	// A turn comes up to a tile late, and back after ZOUT_N_TURNS at most: the store has room for both. Since two turns
	// of a line are further apart than the past is long, the two places never overlap.
	for (unsigned k = 0; k < n_turns; ++k) {
		for (unsigned i = lines->turn; i < ZOUT_SINGLE_LINES; i += ZOUT_N_TURNS) {
			move_single(lines, i, i < n_single);
		}
		for (unsigned i = lines->turn; i < ZOUT_DOUBLE_LINES; i += ZOUT_N_TURNS) {
			move_double(lines, i, i < n_double);
		}
		lines->turn = lines->turn + 1U < ZOUT_N_TURNS ? lines->turn + 1U : 0U;
	}
}
