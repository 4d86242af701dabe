// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file ramp.h
 * A control value on its way to a target, in a straight line over a fixed number of frames.
 *
 * Values depend on the frame alone, not on how frames are grouped into blocks. [audio]
 */

#ifndef ZOUT_RAMP_H
#define ZOUT_RAMP_H

#include <stdbool.h>

typedef struct {
	double   target;
	double   step;        ///< Per frame
	unsigned left_frames; ///< Until the target is reached; 0 = there
} ZoutRamp;

/** The value `ahead` frames from now, at most left_frames. */
static inline double
zout_ramp_at(const ZoutRamp* const ramp, const unsigned ahead)
{
	return ahead < ramp->left_frames ? ramp->target - ramp->step * (double)(ramp->left_frames - ahead) : ramp->target;
}

/** Takes a new target; 0 frames jumps there. The same target once more changes nothing: the ramp goes on. */
static inline void
zout_ramp_set(ZoutRamp* const ramp, const double target, const unsigned frames)
{
	if (frames && target == ramp->target) {
		return;
	}
	const double now  = zout_ramp_at(ramp, 0);
	ramp->target      = target;
	ramp->left_frames = now != target ? frames : 0U;
	ramp->step        = frames ? (target - now) / (double)frames : 0.0;
}

/** Lets frames pass. */
static inline void
zout_ramp_advance(ZoutRamp* const ramp, const unsigned frames)
{
	ramp->left_frames -= frames < ramp->left_frames ? frames : ramp->left_frames;
}

/** Whether the value is 0 and stays so. */
static inline bool
zout_ramp_is_zero(const ZoutRamp* const ramp)
{
	return !ramp->left_frames && ramp->target == 0.0;
}

#endif // ZOUT_RAMP_H
