// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file match.h
 * How an amplifier and a headphone go together: all figures of the advice, from the settings alone.
 *
 * All functions are pure and may be called from any thread.
 */

#ifndef ZOUT_MEASURE_MATCH_H
#define ZOUT_MEASURE_MATCH_H

#include "dsp/zout.h"
#include "measure/match_colour.h"
#include "measure/match_reach.h"
#include "measure/match_volume.h"

#include <stdbool.h>

/** Level of the loudest sine that is wanted unless told otherwise, dB SPL: the middle of 105, 110 and 115. */
#define ZOUT_MATCH_TARGET_DB 110.0

/** Noise and hum that are heard in a quiet room, dB SPL(A); below ZOUT_DIFFERENCE_HISS's number hiss is silent. */
#define ZOUT_MATCH_QUIET_ROOM_DB 20.0

/** What is known beyond the settings. */
typedef struct {
	double   target_db;                              ///< Wanted level of a full-scale sine, dB SPL
	double   positions_db[ZOUT_MATCH_MAX_POSITIONS]; ///< Positions of the gain switch, [n_positions]
	unsigned n_positions;                            ///< 0: the gain of the settings is the only one
	bool     planar;                                 ///< The headphone is planar magnetic
	bool     load_assumed;                           ///< The impedance of the headphone is not known, but typical
} ZoutMatchAsked;

/** What is to be heard of an amplifier beside a perfect one. */
typedef enum {
	ZOUT_DIFFERENCE_RESPONSE,   ///< Largest change of the response, dB
	ZOUT_DIFFERENCE_HISS,       ///< dB SPL(A)
	ZOUT_DIFFERENCE_HUM,        ///< dB SPL
	ZOUT_DIFFERENCE_DISTORTION, ///< Total harmonic distortion at the level that is heard, dB
	ZOUT_DIFFERENCE_BALANCE,    ///< Error between the channels, dB
	ZOUT_N_DIFFERENCES
} ZoutDifferenceId;

/** A difference beside the number from which on it may be audible. */
typedef struct {
	double value;     ///< In its unit; -INFINITY for a level of nothing
	double audible;   ///< In the same unit
	double margin_db; ///< How far beyond audible: the difference of levels, or 20 log10 of the ratio of changes
} ZoutDifference;

/** The figures of one amplifier with one headphone. */
typedef struct {
	ZoutMatchAsked asked;
	double         source_vrms;

	ZoutReach     reach;   ///< At 1 kHz
	ZoutReach     weakest; ///< Where clipping or current allow the least
	ZoutLoadRange load;
	double        sensitivity_db;        ///< dB SPL at 1 V
	double        sensitivity_per_mw_db; ///< The same as dB SPL at 1 mW into the impedance at 1 kHz

	ZoutSine needed;             ///< For the target, at 1 kHz
	double   needed_at_lowest_a; ///< Current of the same voltage where the impedance is lowest
	double   needed_gain_db;     ///< From the source to the open-circuit voltage of the target
	double   headroom_db;        ///< Reach beyond the target
	ZoutSine heard;              ///< The target, or the reach where that is less

	ZoutVolume present;   ///< At the gain of the settings
	ZoutVolume suggested; ///< At the suggested position

	ZoutResponse   response;
	ZoutSilence    silence;
	double         snr_db;     ///< Largest sine to noise and hum, dB(A); INFINITY without both
	ZoutDistortion distortion; ///< Of what is heard

	double programme_db; ///< Average of music whose full scale is what is heard

	ZoutDifference   differences[ZOUT_N_DIFFERENCES];
	ZoutDifferenceId largest; ///< Difference of the largest margin
} ZoutMatch;

/**
 * Computes all figures.
 *
 * @param settings Amplifier, headphone and source level, within their ranges. Volume and balance do not count.
 */
void
zout_match(const ZoutSettings* settings, const ZoutMatchAsked* asked, ZoutMatch* match);

/** Sensitivity at 1 V of one at 1 mW: 10 log10(1000 ohm / Z) more. */
double
zout_match_per_volt_db(double per_mw_db, double load_ohm);

/** Sensitivity at 1 mW of one at 1 V. */
double
zout_match_per_mw_db(double per_volt_db, double load_ohm);

#endif // ZOUT_MEASURE_MATCH_H
