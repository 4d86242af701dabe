// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file loudness.h
 * Programme loudness of two chains while they play, after ITU-R BS.1770: K-weighting, mean square over blocks of 400 ms
 * that overlap by three quarters, an absolute gate at -70 LUFS and a relative gate 10 LU below the mean of what passes
 * it.
 *
 * Both chains are compared on the same blocks. A block counts if the programme passes the absolute gate in front of the
 * chains, where neither volume nor sensitivity has a part in it, and if what both chains together make of it passes the
 * relative gate. Gates of its own for each chain would let a soft passage count in one chain alone: their means would
 * then be those of different music.
 *
 * A programme has no end here, and memory has: blocks are not kept but counted in a histogram of what both chains
 * together make of them, with the sums of their energies beside the count. The mean of what is far from a gate stays
 * exact; a block that lies within half a bin (0.05 LU) of the relative gate may fall on its other side, in both chains.
 * Bins are summed up in groups as they fill: what all of them hold is then known after a short walk, and no block of
 * audio costs much more than its neighbours.
 *
 * Any sample rate: the two filters are the bilinear transforms whose values at 48 kHz the Recommendation tabulates.
 * Nothing here allocates or blocks. Functions marked [audio] are safe in the audio thread; one thread at a time.
 */

#ifndef ZOUT_ABX_LOUDNESS_H
#define ZOUT_ABX_LOUDNESS_H

#include "dsp/attributes.h"

#include <stdint.h>

enum {
	ZOUT_LOUDNESS_GROUPS     = 50,
	ZOUT_LOUDNESS_GROUP_BINS = 40,                                              ///< Bins of a group
	ZOUT_LOUDNESS_BINS       = ZOUT_LOUDNESS_GROUPS * ZOUT_LOUDNESS_GROUP_BINS, ///< 0.1 LU each, -150 to +50 LUFS
	ZOUT_LOUDNESS_PARTS      = 4,                                               ///< Steps of 100 ms that make a block
	ZOUT_LOUDNESS_HEARD      = 4, ///< Left and right of A, then those of B
	ZOUT_LOUDNESS_LANES      = 6, ///< And those of the programme in front of them
};

/// A second-order section, a0 = 1
typedef struct {
	double b[3];
	double a[3];
} ZoutKSection;

/// What some blocks come to
typedef struct {
	double energy[ZOUT_LOUDNESS_HEARD]; ///< Sums of their mean squares
	double blocks;                      ///< How many they are
} ZoutLoudnessSum;

/** Loudness of both chains over the same blocks, LUFS; -HUGE_VAL for silence. */
typedef struct {
	double chain_lufs[2];
	double side_lufs[2][2]; ///< [chain][side], of one side alone
} ZoutLoudnessLevels;

/** A meter. The fields are private; about 80 kB. */
typedef struct {
	ZoutKSection section[2];
	double       state[ZOUT_LOUDNESS_LANES][2][2];               ///< [lane][section][delay], transposed direct form II
	uint32_t     step_frames;                                    ///< Of 100 ms
	uint32_t     step_left;                                      ///< Frames until the step is full
	double       step_sum[ZOUT_LOUDNESS_LANES];                  ///< Of squares in this step
	double       part[ZOUT_LOUDNESS_PARTS][ZOUT_LOUDNESS_LANES]; ///< Sums of the last steps, oldest overwritten
	uint32_t     part_next;
	uint32_t     parts_full; ///< Up to ZOUT_LOUDNESS_PARTS
	uint32_t     blocks;     ///< Past the absolute gate; stops at its largest value

	ZoutLoudnessSum all;
	ZoutLoudnessSum bin[ZOUT_LOUDNESS_BINS];
	ZoutLoudnessSum group[ZOUT_LOUDNESS_GROUPS]; ///< Of neighbouring bins
} ZoutLoudness;

/**
 * Prepares for a sample rate and forgets everything. [setup, audio]
 *
 * @param rate_hz Sample rate, 4000 Hz or more: the shelf's corner has to lie below half of it.
 */
void
zout_loudness_init(ZoutLoudness* self, double rate_hz);

/** Forgets everything but the sample rate. [audio] */
ZOUT_REALTIME
void
zout_loudness_reset(ZoutLoudness* self);

/**
 * Listens to `frames` frames. [audio]
 *
 * Results do not depend on how frames are grouped into calls. Samples that are not finite count as silence.
 *
 * @param in Left and right of the programme, each [frames], full scale.
 * @param chains Left and right of what A makes of it, then those of B, each [frames]. That they come later by the
 *   latency of the chains, a few milliseconds, moves no block of 400 ms by much.
 */
ZOUT_REALTIME
void
zout_loudness_process(ZoutLoudness*      self,
                      const float* const in[2],
                      const float* const chains[ZOUT_LOUDNESS_HEARD],
                      uint32_t           frames);

/**
 * Loudness of all that was heard since the start; silence as long as no block passed the gates. [audio]
 *
 * Walks through the groups and through the bins of one of them: a fraction of a microsecond.
 */
ZOUT_REALTIME
ZoutLoudnessLevels
zout_loudness_levels(const ZoutLoudness* self);

/** Number of blocks that passed the absolute gate: after the first one, ten make a second. [audio] */
ZOUT_REALTIME
uint32_t
zout_loudness_blocks(const ZoutLoudness* self);

#endif // ZOUT_ABX_LOUDNESS_H
