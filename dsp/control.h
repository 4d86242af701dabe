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
	bool               settled;                 ///< Every ramp is at its target, and the values below show it
	bool               moved;                   ///< The values below were written for this tile
	ZOUT_ALIGNED float value[ZOUT_TILE_VALUES]; ///< [frame][lane]; padding holds what comes next
} ZoutControl;

/** Takes a chain's new target, reached after `ramp_frames`. */
void
zout_control_set(ZoutControl* control, unsigned chain, double target, unsigned ramp_frames);

/**
 * Writes the value for each frame of the tile, then lets `n_frames` frames pass.
 *
 * @param factor Control whose value is multiplied in, filled for this tile before; or NULL.
 * @param power How often it is multiplied in.
 */
void
zout_control_fill(ZoutControl* control, const ZoutControl* factor, unsigned power, unsigned lanes, unsigned n_frames);

/** Largest magnitude of a chain's ramp from now on, without the factor. */
double
zout_control_most(const ZoutControl* control, unsigned chain);

/** Whether a chain's ramp is on its way, without the factor. */
bool
zout_control_moves(const ZoutControl* control, unsigned chain);

#endif // ZOUT_CONTROL_H
