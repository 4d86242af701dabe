// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file control.h
 * A smoothed control of each chain, and its value in every frame of a tile. [audio]
 */

#ifndef ZOUT_CONTROL_H
#define ZOUT_CONTROL_H

#include "lines.h"
#include "ramp.h"

enum { ZOUT_MAX_CHAINS = 2 };

/// The value of each chain is its ramp, times a power of another control's value if it has one as factor
typedef struct {
	ZoutRamp           ramp[ZOUT_MAX_CHAINS];
	unsigned           pad_frames;     ///< As many more as frames in work are read of it, at most ZOUT_PAD_FRAMES
	bool               moved;          ///< Some of them were written for this run
	unsigned           first_frame;    ///< Of those that were
	unsigned           written_frames; ///< End of those that were
	unsigned           shown_frames;   ///< From the first on, are what they will stay
	ZOUT_ALIGNED float value[ZOUT_TILE_VALUES]; ///< [frame][lane]; pad_frames hold what comes next
} ZoutControl;

/** Takes a chain's new target, reached after `ramp_frames`. */
ZOUT_REALTIME
void
zout_control_set(ZoutControl* control, unsigned chain, double target, unsigned ramp_frames);

/** Whether the ramps of all chains are zero and stay so, without the factor. */
static inline bool
zout_control_is_zero(const ZoutControl* const control, const unsigned lanes)
{
	return zout_ramp_is_zero(&control->ramp[0]) && (lanes == ZOUT_INPUT_LANES || zout_ramp_is_zero(&control->ramp[1]));
}

/** Whether all values are what they will stay, but for the factor's. */
static inline bool
zout_control_is_settled(const ZoutControl* const control)
{
	return control->shown_frames == ZOUT_TILE_FRAMES + control->pad_frames;
}

/** What zout_control_fill() does while something moves. */
ZOUT_REALTIME
void
zout_control_write(ZoutControl*       control,
                   const ZoutKernels* kernels,
                   const ZoutControl* factor,
                   unsigned           power,
                   unsigned           lanes,
                   unsigned           n_frames);

/**
 * Writes the value for each of the next `n_frames` frames and pad_frames, then lets the frames pass. When nothing
 * moves any more the rest of the tile is written, too: once, and bit by bit, for no block is to cost more than others.
 *
 * @param factor Control whose value is multiplied in, filled for this run before; or NULL.
 * @param power How often it is multiplied in.
 */
static inline void
zout_control_fill(ZoutControl* const       control,
                  const ZoutKernels* const kernels,
                  const ZoutControl* const factor,
                  const unsigned           power,
                  const unsigned           lanes,
                  const unsigned           n_frames)
{
	// Zero stays zero, whatever becomes of the factor
	control->moved =
		!zout_control_is_settled(control) || (factor && factor->moved && !zout_control_is_zero(control, lanes));
	if (control->moved) {
		zout_control_write(control, kernels, factor, power, lanes, n_frames);
	}
}

/** Whether filling has nothing to do any more, until a target is set. */
static inline bool
zout_control_rests(const ZoutControl* const control)
{
	return zout_control_is_settled(control) && !control->moved;
}

/** Largest magnitude of a chain's ramp from now on, without the factor. */
static inline double
zout_control_most(const ZoutControl* const control, const unsigned chain)
{
	return zout_ramp_most(&control->ramp[chain]);
}

/** Whether a chain's ramp is on its way, without the factor. */
static inline bool
zout_control_moves(const ZoutControl* const control, const unsigned chain)
{
	return control->ramp[chain].left_frames > 0;
}

#endif // ZOUT_CONTROL_H
