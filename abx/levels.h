// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file levels.h
 * How much louder one chain is than the other at the headphone, measured while audio runs.
 *
 * Two answers, of which a session takes one:
 * - At 1 kHz: a second model gets the same settings, without noise and hum, and a sine of -20 dBFS; what each chain
 *   and channel makes of it is taken by a Fourier sum over 100 cycles. Nothing is assumed about what is inside of an
 *   amplifier. It takes 0.25 s of frames after the last change of a setting, and no time at all from then on.
 * - On the programme: the loudness of both chains after ITU-R BS.1770 since the last change, over the same blocks
 *   (loudness.h).
 *
 * Functions marked [audio] neither allocate nor block; one thread at a time.
 */

#ifndef ZOUT_ABX_LEVELS_H
#define ZOUT_ABX_LEVELS_H

#include "abx/context.h"
#include "dsp/zout.h"

#include <stdbool.h>
#include <stdint.h>

/** Opaque. */
typedef struct ZoutLevelsImpl ZoutLevels;

/** A comparison of chain B with chain A. */
typedef struct {
	bool   known;       ///< False while it is still measured, or if there is nothing to be measured
	double b_over_a_db; ///< Of both channels together
	double side_db[2]; ///< Left and right; on the programme, with one loudness, they lie around it as far apart as at 1
	                   ///< kHz
} ZoutLevelsDifference;

/** Gains that make A and B equally loud by attenuating the louder one. */
typedef struct {
	float  gain_lin[2];    ///< Of A and B, at most 1
	double b_gain_db;      ///< Gain of B over that of A
	double residual_db[2]; ///< Level of B over A that is left, left and right; NAN if unknown
} ZoutLevelsMatch;

/** Amplitude of a sine in both channels together, of what it is in each: the root of their mean power. [audio] */
ZOUT_REALTIME
double
zout_levels_together_lin(const double side_lin[2]);

/**
 * Allocates a comparison for a sample rate. [setup]
 *
 * @return As zout_model_new(). The caller frees it with zout_levels_free().
 */
ZoutStatus
zout_levels_new(double rate_hz, ZoutLevels** levels);

/** Safe on NULL. [setup] */
void
zout_levels_free(ZoutLevels* levels);

/** Takes new settings, of A and B, in force from the next frame on: everything is measured anew. [audio] */
ZOUT_REALTIME
void
zout_levels_set(ZoutLevels* levels, const ZoutSettings settings[2]);

/** Takes new settings likewise, and measures 1 kHz anew; the programme goes on. [audio] */
ZOUT_REALTIME
void
zout_levels_restart_tone(ZoutLevels* levels, const ZoutSettings settings[2]);

/** Measures the programme anew from the next frame on; the 1 kHz sine is not touched. [audio] */
ZOUT_REALTIME
void
zout_levels_restart_programme(ZoutLevels* levels);

/**
 * Lets frames pass, and listens to what the chains made of them. [audio]
 *
 * @param in Left and right of the programme in front of the chains, each [frames].
 * @param chains Left and right of A, then those of B, without matching gains, each [frames].
 */
ZOUT_REALTIME
void
zout_levels_process(ZoutLevels* levels, const float* const in[2], const float* const chains[4], uint32_t frames);

/** Frames until the measurement at 1 kHz is over, 0 if it is. [audio] */
ZOUT_REALTIME
uint32_t
zout_levels_frames_to_tone(const ZoutLevels* levels);

/**
 * What is known by now. [audio]
 *
 * The programme is known after 3 s above the absolute gate, and not before 1 kHz is. With ZOUT_ABX_MATCH_OFF the
 * answer is that at 1 kHz.
 */
ZOUT_REALTIME
ZoutLevelsDifference
zout_levels_difference(const ZoutLevels* levels, ZoutAbxMatch match);

/**
 * Gains that match a difference, and what is left then. [audio]
 *
 * Without matching both gains are 1. Gains are at least -40 dB: what is further apart stays apart.
 */
ZOUT_REALTIME
ZoutLevelsMatch
zout_levels_match(ZoutAbxMatch match, const ZoutLevelsDifference* difference);

/** Largest residual of both channels, dB; -1 if unknown. [audio] */
ZOUT_REALTIME
double
zout_levels_error_db(const ZoutLevelsMatch* match);

#endif // ZOUT_ABX_LEVELS_H
