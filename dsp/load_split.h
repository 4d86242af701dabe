// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load_split.h
 * Sharing a load filter's taps between the linear signal and the residual, where the filter looks further ahead than
 * the residual is known. In steps, like load_fit.h. [audio]
 */

#ifndef ZOUT_LOAD_SPLIT_H
#define ZOUT_LOAD_SPLIT_H

#include "load_design.h"

enum { ZOUT_SPLIT_TAPS = 4 }; ///< Taps that make up to the residual for those that it misses

/** Fills `driven_tap` with what `tap` leaves to it; if that is not all of `tap`, prepares the fit of the rest. */
ZOUT_REALTIME
bool
zout_load_split_aim(ZoutLoadDesigner* designer);

/** Fits the rest and shares it between `linear_tap` and `driven_tap`. */
ZOUT_REALTIME
bool
zout_load_split_solve(ZoutLoadDesigner* designer);

#endif // ZOUT_LOAD_SPLIT_H
