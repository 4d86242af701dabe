// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ramp.h"

#include <stddef.h>

/// Frames that share one exponential. Counted from the ramp's end, so that calls may be cut anywhere.
enum { GROUP_FRAMES = 16 };

static void
write_line(const ZoutRamp* const ramp, double* const to, const unsigned n_frames)
{
	const int left_frames = (int)ramp->left_frames;
	for (int i = 0; i < (int)n_frames; ++i) {
		to[i] = ramp->target - ramp->step * (double)(left_frames - i);
	}
}

static inline void
scale(double* const restrict to, const double* const restrict from, const double factor, const size_t n_values)
{
	for (size_t i = 0; i < n_values; ++i) {
		to[i] = factor * from[i];
	}
}

static void
write_ratios(const ZoutRamp* const ramp, double* const to, const unsigned n_frames)
{
	double power[GROUP_FRAMES]; // of the ratio of one frame to the one before, as they come up
	power[GROUP_FRAMES - 1]  = 1.0;
	const double older_ratio = exp(-ramp->step);
	for (unsigned k = GROUP_FRAMES - 1; k-- > 0;) {
		power[k] = power[k + 1U] * older_ratio;
	}
	const double target = fmax(ramp->target, zout_ramp_least);
	for (unsigned i = 0; i < n_frames;) {
		const unsigned      to_go = ramp->left_frames - i;
		const unsigned      newer = to_go % GROUP_FRAMES; // than the frame whose exponential this is
		const double        last  = target * exp(-ramp->step * (double)(to_go - newer));
		const double* const from  = power + GROUP_FRAMES - 1U - newer;
		const unsigned      left  = n_frames - i;
		const unsigned      n     = left < newer + 1U ? left : newer + 1U;
		if (n == GROUP_FRAMES) { // known to the compiler, a few vectors
			scale(to + i, from, last, GROUP_FRAMES);
		} else {
			scale(to + i, from, last, n);
		}
		i += n;
	}
}

void
zout_ramp_write(const ZoutRamp* const ramp, double* const to, const unsigned n_frames)
{
	unsigned       i      = 0;
	const double   now    = ramp->wait_frames ? zout_ramp_at(ramp, 0) : 0.0;
	const unsigned waited = ramp->wait_frames < n_frames ? ramp->wait_frames : n_frames;
	for (; i < waited; ++i) {
		to[i] = now;
	}
	const unsigned moving = ramp->left_frames < n_frames - waited ? ramp->left_frames : n_frames - waited;
	if (moving && ramp->geometric) {
		write_ratios(ramp, to + i, moving);
	} else {
		write_line(ramp, to + i, moving);
	}
	for (i += moving; i < n_frames; ++i) {
		to[i] = ramp->target;
	}
}
