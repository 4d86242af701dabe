// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file equal_volts.h
 * One voltage at the headphone for two amplifiers, as somebody makes it who compares them on a table: the volume of the
 * one that has more of it is turned down.
 *
 * What lies behind a volume control hangs on it: harmonics, limits, the distance to noise and hum, sound pressure. A
 * factor behind the model (levels.h) makes two outputs equally loud and leaves all that as far apart as it was.
 */

#ifndef ZOUT_ABX_EQUAL_VOLTS_H
#define ZOUT_ABX_EQUAL_VOLTS_H

#include "dsp/zout.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What was done to two chains. */
typedef struct {
	double turned_down_db[2]; ///< What the gains of A and B lost, 0 or more; one of them is 0
	double left_db;           ///< Voltage of B over that of A that is left
} ZoutEqualVolts;

/**
 * Lowers the gain of the chain that gives the headphone more volts, to those of the other one, and raises nothing.
 *
 * The volts are those of a 1 kHz sine behind gain, bandwidth and the divider with the headphone, of an amplifier that
 * is linear. Volume, output mode and output level play no part. A gain is not turned below its lowest value; if a
 * chain is bypassed nothing is turned at all.
 *
 * @param settings Of A and B, clamped. What both share is chain A's.
 */
ZOUT_REALTIME
ZoutEqualVolts
zout_equal_volts(ZoutSettings settings[2]);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_EQUAL_VOLTS_H
