// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lines.h"

#include <string.h>

/// From here on harmonics need not be made at twice the rate: those of 20 kHz, 60 kHz at most, are below half the rate,
/// and only what lies above 50 kHz could make one that falls below 20 kHz.
static const double single_rate_hz = 170e3;

void
zout_timing_init(ZoutTiming* const timing, const double rate_hz)
{
	// The pass band must reach 20 kHz: at 44.1 kHz that takes a steeper filter than at 48 kHz and above.
	const unsigned taps = rate_hz < 46e3 ? 35U : 20U;

	timing->half_band_taps = taps;
	timing->up_taps        = rate_hz < 46e3 ? 32U : 18U;
	timing->down_taps      = rate_hz < 46e3 ? 28U : 16U;
	timing->doubled        = rate_hz < single_rate_hz;
	timing->wanted         = taps + ZOUT_SHELF_FRAMES;
	timing->shelved        = timing->doubled ? timing->wanted : timing->wanted - ZOUT_CURRENT_HALF_TAPS;
	timing->bent           = timing->doubled ? taps : timing->shelved - ZOUT_DERIVATIVE_TAPS;
	timing->limited        = timing->wanted + ZOUT_LIMITER_FRAMES;
	timing->residual       = timing->limited + taps - 1U;
	timing->output         = timing->residual + zout_load_residual_ahead(rate_hz);
}

static void
silence_floats(float* const line, const unsigned lanes)
{
	memset(line, 0, sizeof(float) * ZOUT_PAST_FRAMES * lanes);
}

static void
silence_doubles(double* const line, const unsigned lanes)
{
	memset(line, 0, sizeof(double) * ZOUT_PAST_FRAMES * lanes);
}

void
zout_lines_reset(ZoutLines* const lines, const unsigned lanes)
{
	// The past only: what comes is written before it is read, and all of it is more than the caches of a core hold.
	silence_floats(lines->dry, ZOUT_INPUT_LANES);
	silence_floats(lines->even, lanes);
	silence_doubles(lines->linear, lanes);
	silence_doubles(lines->driven, lanes);
	silence_floats(lines->current_even, lanes);
	silence_floats(lines->harmonics_even, lanes);
	silence_floats(lines->harmonics_odd, lanes);
	silence_floats(lines->residual_even, lanes);
	silence_floats(lines->residual_odd, lanes);
	silence_floats(lines->wanted_even, lanes);
	silence_floats(lines->wanted_odd, lanes);
	silence_floats(lines->over, lanes);
	silence_floats(lines->clipped_even, lanes);
	silence_floats(lines->clipped_odd, lanes);
	lines->at    = ZOUT_PAST_FRAMES;
	lines->lanes = lanes;
}

static void
rewind_floats(float* const line, const unsigned at, const unsigned lanes)
{
	memmove(line, line + (at - ZOUT_PAST_FRAMES) * lanes, sizeof(float) * ZOUT_PAST_FRAMES * lanes);
}

static void
rewind_doubles(double* const line, const unsigned at, const unsigned lanes)
{
	memmove(line, line + (at - ZOUT_PAST_FRAMES) * lanes, sizeof(double) * ZOUT_PAST_FRAMES * lanes);
}

void
zout_lines_advance(ZoutLines* const lines, const unsigned n_frames, const bool awake)
{
	lines->at += n_frames;
	if (lines->at + ZOUT_TILE_FRAMES <= ZOUT_LINE_FRAMES) {
		return;
	}
	const unsigned at    = lines->at;
	const unsigned lanes = lines->lanes;
	rewind_floats(lines->dry, at, ZOUT_INPUT_LANES);
	rewind_floats(lines->even, at, lanes);
	rewind_doubles(lines->linear, at, lanes);
	rewind_floats(lines->current_even, at, lanes);
	if (awake) {
		rewind_doubles(lines->driven, at, lanes);
		rewind_floats(lines->harmonics_even, at, lanes);
		rewind_floats(lines->harmonics_odd, at, lanes);
		rewind_floats(lines->residual_even, at, lanes);
		rewind_floats(lines->residual_odd, at, lanes);
		rewind_floats(lines->wanted_even, at, lanes);
		rewind_floats(lines->wanted_odd, at, lanes);
		rewind_floats(lines->over, at, lanes);
		rewind_floats(lines->clipped_even, at, lanes);
		rewind_floats(lines->clipped_odd, at, lanes);
	}
	lines->at = ZOUT_PAST_FRAMES;
}
