// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file ramp.h
 * A control value on its way to a target over a fixed number of frames, in a straight line or in equal ratios.
 *
 * Values depend on the frame alone, not on how frames are grouped into blocks. [audio]
 */

#ifndef ZOUT_RAMP_H
#define ZOUT_RAMP_H

#include <math.h>
#include <stdbool.h>

/** Frames of a geometric ramp, counted from its start, that share an exponential. */
enum { ZOUT_RATIO_FRAMES = 32 };

typedef struct {
	bool     geometric; ///< Equal ratios in equal times, for what spans decades; values from 0 up
	double   target;
	double   step;        ///< Per frame; of the logarithm if geometric
	unsigned wait_frames; ///< Until the ramp sets out
	unsigned left_frames; ///< From then on until the target is reached; 0 = there

	// Of a geometric ramp on its way, so that no frame needs an exponential
	double   group;       ///< First value of the ZOUT_RATIO_FRAMES that the present frame is one of
	double   group_ratio; ///< Of those to the ones before
	double   frame_ratio; ///< Of a frame's value to the one before
	unsigned into_group;  ///< Frames since the first of them
} ZoutRamp;

/** From where a geometric ramp goes to 0, and comes from there, at once, as to and from all that lies below: gains of
 * less than -100 dB, at the lower end of the volume with the balance at one of its own, among them. */
static const double zout_ramp_least = 1e-5;

/** The value `ahead` frames from now. Kernels write many at once, which is cheaper and equal but for rounding. */
static inline double
zout_ramp_at(const ZoutRamp* const ramp, const unsigned ahead)
{
	const unsigned gone = ahead > ramp->wait_frames ? ahead - ramp->wait_frames : 0U;
	if (gone >= ramp->left_frames) {
		return ramp->target;
	}
	const double to_go = ramp->step * (double)(ramp->left_frames - gone);
	return ramp->geometric ? fmax(ramp->target, zout_ramp_least) * exp(-to_go) : ramp->target - to_go;
}

/**
 * Takes a new target. The same target once more changes nothing: the ramp goes on.
 *
 * @param wait_frames How long the present value stays.
 * @param frames Length of the ramp; 0 jumps to the target at once.
 * @return Whether any value to come is another than before.
 */
static inline bool
zout_ramp_set(ZoutRamp* const ramp, const double target, const unsigned wait_frames, const unsigned frames)
{
	if (target == ramp->target && (frames || !ramp->left_frames)) {
		return false;
	}
	const double now  = zout_ramp_at(ramp, 0);
	ramp->target      = target;
	ramp->left_frames = now != target ? frames : 0U;
	ramp->wait_frames = ramp->left_frames ? wait_frames : 0U;
	if (ramp->left_frames) {
		const double way =
			ramp->geometric ? log(fmax(target, zout_ramp_least) / fmax(now, zout_ramp_least)) : target - now;
		ramp->step = way / (double)frames;
	}
	if (ramp->left_frames && ramp->geometric) {
		ramp->group       = fmax(now, zout_ramp_least);
		ramp->group_ratio = exp(ramp->step * (double)ZOUT_RATIO_FRAMES);
		ramp->frame_ratio = exp(ramp->step);
		ramp->into_group  = 0;
	}
	return true;
}

/** What zout_ramp_advance() does for a ramp on its way. */
static inline void
zout_ramp_go_on(ZoutRamp* const ramp, const unsigned frames)
{
	const unsigned waited = frames < ramp->wait_frames ? frames : ramp->wait_frames;
	const unsigned gone   = frames - waited;
	ramp->wait_frames -= waited;
	ramp->left_frames -= gone < ramp->left_frames ? gone : ramp->left_frames;
	if (ramp->geometric && ramp->left_frames) {
		ramp->into_group += gone;
		for (; ramp->into_group >= ZOUT_RATIO_FRAMES; ramp->into_group -= ZOUT_RATIO_FRAMES) {
			ramp->group *= ramp->group_ratio;
		}
	}
}

/** Lets frames pass. */
static inline void
zout_ramp_advance(ZoutRamp* const ramp, const unsigned frames)
{
	if (ramp->left_frames) { // as few are, most of the time
		zout_ramp_go_on(ramp, frames);
	}
}

/** Largest magnitude from now on, or a little more: any ramp is largest at an end. */
static inline double
zout_ramp_most(const ZoutRamp* const ramp)
{
	if (!ramp->left_frames) {
		return fabs(ramp->target);
	}
	const double now = ramp->geometric ? ramp->group : fabs(zout_ramp_at(ramp, 0));
	return now > fabs(ramp->target) ? now : fabs(ramp->target);
}

/** Whether the value is 0 and stays so. */
static inline bool
zout_ramp_is_zero(const ZoutRamp* const ramp)
{
	return !ramp->left_frames && ramp->target == 0.0;
}

#endif // ZOUT_RAMP_H
