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

typedef struct {
	ZoutRamp           ramp[ZOUT_MAX_CHAINS];
	bool               settled;                 ///< Every value below is the target
	ZOUT_ALIGNED float value[ZOUT_TILE_VALUES]; ///< [frame][lane]; padding holds what comes next
} ZoutControl;

/** Takes a chain's new target, reached after `ramp_frames`. */
void
zout_control_set(ZoutControl* control, unsigned chain, double target, unsigned ramp_frames);

/** Writes the value for each frame of the tile, then lets `n_frames` frames pass. */
void
zout_control_fill(ZoutControl* control, unsigned lanes, unsigned n_frames);

/** Largest magnitude from now on. */
double
zout_control_most(const ZoutControl* control, unsigned chain);

#endif // ZOUT_CONTROL_H
