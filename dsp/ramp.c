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

static void
write_ratios(const ZoutRamp* const ramp, double* const to, const unsigned n_frames)
{
	double power[GROUP_FRAMES] = {1.0}; // of the ratio of one frame to the one before, falling
	power[1]                   = exp(-ramp->step);
	for (unsigned k = 2; k < GROUP_FRAMES; ++k) {
		power[k] = power[k - 1U] * power[1];
	}
	const double target = fmax(ramp->target, zout_ramp_least);
	for (unsigned i = 0; i < n_frames;) {
		const unsigned to_go = ramp->left_frames - i;
		const unsigned newer = to_go % GROUP_FRAMES; // than the frame whose exponential this is
		const double   last  = target * exp(-ramp->step * (double)(to_go - newer));
		const unsigned left  = n_frames - i;
		const unsigned n     = left < newer + 1U ? left : newer + 1U;
		for (size_t k = 0; k < n; ++k) {
			to[i + k] = last * power[newer - k];
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
