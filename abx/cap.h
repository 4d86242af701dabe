// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file cap.h
 * The cap on what a session lets be heard: one gain for both chains, which does not tell the chain that is heard.
 *
 * Of both chains, whichever is heard, neither side gets louder than the cap, averaged over 300 ms (exponentially), and
 * no sample of theirs above full scale. There is no delay, so nobody knows what comes: of what is louder than the cap
 * as much is let through as the average has room for, then its level over 10 ms is held at the cap. The gain has no
 * steps: it falls as fast as the level rises, and rises by 1 dB a second, too slowly to be heard as pumping.
 */

#ifndef ZOUT_ABX_CAP_H
#define ZOUT_ABX_CAP_H

#include "dsp/attributes.h"

#include <stdint.h>

enum { ZOUT_CAP_LANES = 4 }; ///< A left, A right, B left, B right

/** A cap. The fields are private. Powers are relative to the cap. */
typedef struct {
	double square_lin; ///< Square of the gain now, 1 or less
	double release;    ///< Factor on it in a frame
	double take_mean;  ///< Share of a mean that one frame is
	double take_brief;
	double mean[ZOUT_CAP_LANES];  ///< Power as it is heard, over 300 ms
	double brief[ZOUT_CAP_LANES]; ///< Power before the cap, over 10 ms
} ZoutCap;

/** Prepares for a sample rate. [setup] */
void
zout_cap_init(ZoutCap* cap, double rate_hz);

/**
 * Caps `frames` frames. [audio]
 *
 * @param chains A left, A right, B left, B right, each [frames].
 * @param gain_lin Of A and B: with these they would be heard.
 * @param power Of A and B: mean square of samples, with these gains, times this is power relative to the cap.
 * @param out Left and right of what is heard, each [frames].
 * @return The lowest gain on the way, dB, 0 or less.
 */
ZOUT_REALTIME
double
zout_cap_process(ZoutCap*           cap,
                 const float* const chains[ZOUT_CAP_LANES],
                 const float        gain_lin[2],
                 const double       power[2],
                 float* const       out[2],
                 uint32_t           frames);

/**
 * Listens to a lane without capping it, and tells how loud it is by the measure at which the cap begins to act. One
 * that listens does not cap.
 *
 * @param in Samples of the lane. [frames]
 * @param power As above, relative to anything.
 * @return The largest power on the way: as long as it is below the cap, zout_cap_process() leaves alone what is within
 *   full scale.
 */
double
zout_cap_reach(ZoutCap* cap, unsigned lane, const float* in, double power, uint32_t frames);

/** Has each lane of one that listens come from what was louder: from where it is, or from where `other` is. */
void
zout_cap_raise(ZoutCap* cap, const ZoutCap* other);

#endif // ZOUT_ABX_CAP_H
