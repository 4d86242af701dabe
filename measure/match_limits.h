// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file match_limits.h
 * What the limits of voltage and current make of a sine.
 *
 * All functions are pure and may be called from any thread.
 */

#ifndef ZOUT_MEASURE_MATCH_LIMITS_H
#define ZOUT_MEASURE_MATCH_LIMITS_H

#include "dsp/zout.h"
#include "measure/match_reach.h"

/**
 * Finds the harmonics that the limits add to the current of a sine, all together, relative to its fundamental.
 *
 * The load, output impedance included, counts as the resistance that draws the sine's current: exact where it is one.
 *
 * @return 0 below the knees.
 */
double
zout_match_limited_lin(const ZoutSettings* settings, const ZoutSine* sine);

#endif // ZOUT_MEASURE_MATCH_LIMITS_H
