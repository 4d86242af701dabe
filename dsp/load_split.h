// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load_split.h
 * Sharing a load filter's taps between the linear signal and the residual, where the filter looks further ahead than
 * the residual is known.
 */

#ifndef ZOUT_LOAD_SPLIT_H
#define ZOUT_LOAD_SPLIT_H

#include "load_design.h"

enum { ZOUT_SPLIT_TAPS = 4 }; ///< Taps that make up to the residual for those that it misses

/** Fills `linear_tap` and `driven_tap` from `tap`. Uses the designer's work space. Bounded time, no allocation. */
ZOUT_REALTIME
void
zout_load_split(ZoutLoadDesigner* designer, ZoutLoadDesign* design);

#endif // ZOUT_LOAD_SPLIT_H
