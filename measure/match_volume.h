// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file match_volume.h
 * The gain position that a level asks for, and where the volume control stands then.
 *
 * All functions are pure and may be called from any thread.
 */

#ifndef ZOUT_MEASURE_MATCH_VOLUME_H
#define ZOUT_MEASURE_MATCH_VOLUME_H

#include "dsp/zout.h"

enum { ZOUT_MATCH_MAX_POSITIONS = 8 };

/** Gain that is wanted beyond the needed one, for quiet recordings (head-fi.org, thread 668238), dB. */
#define ZOUT_MATCH_RESERVE_LOW_DB 3.0
#define ZOUT_MATCH_RESERVE_HIGH_DB 9.0

/** A gain position, and what the volume control does there. */
typedef struct {
	double gain_db;
	double volume_db;  ///< Where a full-scale signal has the level asked for; above 0 it cannot be reached
	double clock_h;    ///< The same as the hand of a clock, 7 = fully left, 12 = middle, 17 = fully right
	double balance_db; ///< Error between the channels there
} ZoutVolume;

/**
 * Rotation of a potentiometer at an attenuation, as the hand of a clock: 7 (fully left) to 17 (fully right).
 *
 * Audio taper "15A" as two straight lines that meet in the middle at 15 % of the voltage, -16.5 dB.
 * @param volume_db Attenuation, 0 or below; above 0 counts as 0.
 */
double
zout_match_clock_h(double volume_db);

/**
 * Error between the channels at an attenuation: tracking * (attenuation / 60 dB)^1.5.
 *
 * @param tracking_db Error at -60 dB.
 */
double
zout_match_balance_db(double tracking_db, double volume_db);

/** What the volume control does at a gain when a full-scale signal has to make `open_vrms` without a load. */
ZoutVolume
zout_match_volume(const ZoutSettings* settings, double gain_db, double open_vrms);

/**
 * The lowest gain position with a reserve of ZOUT_MATCH_RESERVE_LOW_DB; the highest one if none has it.
 *
 * @param positions_db [n_positions], in any order; at least one.
 */
double
zout_match_suggested_gain_db(const double* positions_db, unsigned n_positions, double needed_gain_db);

#endif // ZOUT_MEASURE_MATCH_VOLUME_H
