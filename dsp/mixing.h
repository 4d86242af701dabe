// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file mixing.h
 * What a chain does to the balance of its input: the potentiometer's tracking error, then crosstalk. [audio] Mixing
 * itself is a part of reading the input, see ZoutIntake.
 *
 *     L' = L - c g R,   R' = g R - c L
 *
 * with the gain g of the right channel's track and the crosstalk c. The common ground lifts the other channel's
 * reference by its share of the current, hence the minus. With g = 1 and c = 0 nothing is computed at all: the channels
 * are then equal to the bit. The factors have the gain of volume and balance in them, which comes first.
 */

#ifndef ZOUT_MIXING_H
#define ZOUT_MIXING_H

#include "control.h"

typedef struct {
	ZoutRamp            right[ZOUT_MAX_CHAINS];  ///< Gain of the right channel's track
	ZoutRamp            cross[ZOUT_MAX_CHAINS];  ///< Share of the other channel
	unsigned            shown_frames;            ///< So many of the values below stay; 0 while a ramp moves
	bool                active;                  ///< Some chain mixes
	ZOUT_ALIGNED double own[ZOUT_TILE_VALUES];   ///< Factor of a channel on itself, [frame][lane]
	ZOUT_ALIGNED double other[ZOUT_TILE_VALUES]; ///< Factor of the other channel
} ZoutMixing;

/** Both channels alike, no crosstalk. [setup] */
void
zout_mixing_init(ZoutMixing* mixing);

/** Takes a chain's targets, reached after `ramp_frames`. */
ZOUT_REALTIME
void
zout_mixing_set(ZoutMixing* mixing, unsigned chain, double right_gain_lin, double crosstalk_lin, unsigned ramp_frames);

/** What zout_mixing_fill() does where they are not there already. */
ZOUT_REALTIME
void
zout_mixing_write(ZoutMixing*        mixing,
                  const ZoutKernels* kernels,
                  const double*      volume,
                  unsigned           lanes,
                  unsigned           n_frames);

/**
 * Writes the factors for each of the frames that come next. Without some chain that mixes they are of no use.
 *
 * @param volume Gain of volume and balance, [frame][channel].
 * @param volume_moved Whether it is other than it was, from the first frame on.
 */
static inline void
zout_mixing_fill(ZoutMixing* const        mixing,
                 const ZoutKernels* const kernels,
                 const double* const      volume,
                 const bool               volume_moved,
                 const unsigned           lanes,
                 const unsigned           n_frames)
{
	if (mixing->shown_frames < n_frames || (volume_moved && mixing->active)) {
		zout_mixing_write(mixing, kernels, volume, lanes, n_frames);
	}
}

/** What zout_mixing_advance() does while a ramp moves. */
ZOUT_REALTIME
void
zout_mixing_go_on(ZoutMixing* mixing, unsigned n_frames);

/** Lets the frames pass that were filled last. */
static inline void
zout_mixing_advance(ZoutMixing* const mixing, const unsigned n_frames)
{
	if (!mixing->shown_frames) {
		zout_mixing_go_on(mixing, n_frames);
	}
}

#endif // ZOUT_MIXING_H
