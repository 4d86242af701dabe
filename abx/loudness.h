// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file loudness.h
 * Programme loudness of a stereo pair while it plays, after ITU-R BS.1770: K-weighting, mean square over blocks of
 * 400 ms that overlap by three quarters, an absolute gate at -70 LUFS and a relative gate 10 LU below the mean of what
 * passes it.
 *
 * A programme has no end here, and memory has: blocks are not kept but counted in a histogram, with the sum of their
 * energies beside the count. The mean of what is far from a gate stays exact; a block that lies within half a bin
 * (0.05 LU) of the relative gate may fall on its other side. Bins are summed up in groups as they fill: what all of
 * them hold is then known after a short walk, and no block of audio costs much more than its neighbours.
 *
 * Any sample rate: the two filters are the bilinear transforms whose values at 48 kHz the Recommendation tabulates.
 * Nothing here allocates or blocks. Functions marked [audio] are safe in the audio thread; one thread at a time.
 */

#ifndef ZOUT_ABX_LOUDNESS_H
#define ZOUT_ABX_LOUDNESS_H

#include "dsp/attributes.h"

#include <stdint.h>

enum {
	ZOUT_LOUDNESS_GROUPS     = 30,
	ZOUT_LOUDNESS_GROUP_BINS = 40,                                              ///< Bins of a group
	ZOUT_LOUDNESS_BINS       = ZOUT_LOUDNESS_GROUPS * ZOUT_LOUDNESS_GROUP_BINS, ///< 0.1 LU each, from -70 to +50 LUFS
	ZOUT_LOUDNESS_PARTS      = 4,                                               ///< Steps of 100 ms that make a block
};

/// A second-order section, a0 = 1
typedef struct {
	double b[3];
	double a[3];
} ZoutKSection;

/// What some blocks come to
typedef struct {
	double energy; ///< Sum of their mean squares
	double blocks; ///< How many they are
} ZoutLoudnessSum;

/** A meter. The fields are private; about 20 kB. */
typedef struct {
	ZoutKSection section[2];
	double       state[2][2][2];            ///< [channel][section][delay], transposed direct form II
	uint32_t     step_frames;               ///< Of 100 ms
	uint32_t     step_left;                 ///< Frames until the step is full
	double       step_sum[2];               ///< Of squares in this step, by channel
	double       part[ZOUT_LOUDNESS_PARTS]; ///< Sums of the last steps, oldest overwritten
	uint32_t     part_next;
	uint32_t     parts_full; ///< Up to ZOUT_LOUDNESS_PARTS
	uint32_t     blocks;     ///< Past the absolute gate; stops at its largest value

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
 * @param left [frames], full scale.
 * @param right [frames], full scale.
 */
ZOUT_REALTIME
void
zout_loudness_process(ZoutLoudness* self, const float* left, const float* right, uint32_t frames);

/**
 * Loudness of all that was heard since the start, LUFS; -HUGE_VAL as long as no block passed the gates. [audio]
 *
 * Walks through the groups twice and through the bins of one of them: a fraction of a microsecond.
 */
ZOUT_REALTIME
double
zout_loudness_lufs(const ZoutLoudness* self);

/** Number of blocks that passed the absolute gate: after the first one, ten make a second. [audio] */
ZOUT_REALTIME
uint32_t
zout_loudness_blocks(const ZoutLoudness* self);

#endif // ZOUT_ABX_LOUDNESS_H
