// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/recording.h"

#include <math.h>
#include <stdbool.h>

/// How far the curve comes away from its samples `first` to `last` in so many samples before and after them
static double
fall(const double* const x, const size_t n_frames, const size_t first, const size_t last, const size_t within)
{
	const double sign   = copysign(1.0, x[first]);
	double       lowest = sign * x[first];
	for (size_t d = 1; d <= within; ++d) {
		lowest = d <= first ? fmin(lowest, sign * x[first - d]) : lowest;
		lowest = last + d < n_frames ? fmin(lowest, sign * x[last + d]) : lowest;
	}
	return sign * x[first] - lowest;
}

/* A low tone stays at full scale of its own accord, 20 Hz for six samples at 48 kHz, but leaves it as gently as it
 * came: a parabola that is a step below its top at the end of a run is at most nine steps below it half a run further
 * on (of three samples; of many it is four). What was cut off comes down on a slope. 33 steps leave room for rounding,
 * dither and a little noise, and miss at most 0.02 dB that were cut off. */
static bool
is_clipped(const double* const x, const size_t n_frames, const double full_scale)
{
	enum { CLIPPED_FRAMES = 3, FALL_STEPS = 33 };
	const double step    = full_scale / 32768.0; // of 16 bits
	const double limit   = full_scale - step;
	bool         clipped = false;
	size_t       start   = 0; // of samples that are on one side: at the positive limit, the negative one, or neither
	int          side    = 0;
	for (size_t i = 0; i <= n_frames && full_scale > 0.0; ++i) {
		const int now = i < n_frames ? (x[i] >= limit) - (x[i] <= -limit) : 0;
		if (now != side) {
			const size_t run = i - start;
			clipped          = clipped || (side && run >= CLIPPED_FRAMES &&
                                  fall(x, n_frames, start, i - 1U, (run + 1U) / 2U) > FALL_STEPS * step);
			start            = i;
			side             = now;
		}
	}
	return clipped;
}

ZoutMeasureStatus
zout_recording_check(const double* const x, const size_t n_frames, const size_t least_frames, const double full_scale)
{
	if (!n_frames || n_frames < least_frames) {
		return ZOUT_MEASURE_TOO_SHORT;
	}

	bool silent  = true;
	bool only_dc = true;
	for (size_t i = 0; i < n_frames; ++i) {
		if (!isfinite(x[i])) {
			return ZOUT_MEASURE_NOT_FINITE;
		}
		silent  = silent && !(fabs(x[i]) > 0.0);
		only_dc = only_dc && !(fabs(x[i] - x[0]) > 0.0);
	}
	return silent                                ? ZOUT_MEASURE_SILENT
	       : only_dc                             ? ZOUT_MEASURE_ONLY_DC
	       : is_clipped(x, n_frames, full_scale) ? ZOUT_MEASURE_CLIPPED
	                                             : ZOUT_MEASURE_SUCCESS;
}
