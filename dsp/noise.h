// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file noise.h
 * Noise and hum of the amplifier, added to its open-circuit voltage. [audio]
 *
 * Noise is white, nearly Gaussian and independent left and right. A sample is a hash of the frame's number since the
 * reset and the side: nothing is remembered, so it does not depend on blocks, and two renders are alike.
 *
 * Hum is the same in both channels: the mains frequency and its multiples up to the twelfth, as a rectifier makes them,
 * all with their crests together. Levels below the fundamental, whose rms is the setting: the second 6 dB, and each
 * further even multiple 4.5 dB below the one before it; the odd multiples 20 dB below the even ones before them.
 */

#ifndef ZOUT_NOISE_H
#define ZOUT_NOISE_H

#include "control.h"
#include "drive.h"

enum { ZOUT_N_MAINS = 2 };

typedef struct {
	double             volts_per_volt_a;         ///< From A-weighted volts to the factor on the hash that gives them
	double             mains_step[ZOUT_N_MAINS]; ///< Turns per frame at 50 and at 60 Hz
	uint64_t           frame;                    ///< Since the reset, of the next frame
	unsigned           tile_frame;               ///< The same within the tile of ZOUT_TILE_FRAMES
	ZoutControl        noise;                    ///< Factor on the hash, in millionths of full scale
	ZoutControl        hum;                      ///< Peak of the fundamental, likewise
	unsigned           mains[ZOUT_MAX_CHAINS];   ///< 0 for 50 Hz, 1 for 60 Hz
	float              turn_cos[ZOUT_N_MAINS][ZOUT_TILE_FRAMES]; ///< Turn of the mains since a tile's start
	float              turn_sin[ZOUT_N_MAINS][ZOUT_TILE_FRAMES];
	float              start_cos[ZOUT_MAX_CHAINS]; ///< The mains at the tile's start
	float              start_sin[ZOUT_MAX_CHAINS];
	uint64_t           start_frame[ZOUT_MAX_CHAINS]; ///< Frame and mains that they were worked out for
	unsigned           start_mains[ZOUT_MAX_CHAINS];
	unsigned           waved[ZOUT_MAX_CHAINS]; ///< Frames of the tile up to which the hum is worked out below
	ZOUT_ALIGNED float wave[ZOUT_MAX_CHAINS][ZOUT_TILE_FRAMES]; ///< Hum whose fundamental has a peak of 1
} ZoutNoise;

/** Prepares for a sample rate. [setup] */
void
zout_noise_init(ZoutNoise* noise, double rate_hz);

/** Starts both anew. */
ZOUT_REALTIME
void
zout_noise_reset(ZoutNoise* noise);

/** Takes a chain's levels, reached after `ramp_frames`. */
ZOUT_REALTIME
void
zout_noise_set(ZoutNoise* noise, unsigned chain, const ZoutDrive* drive, unsigned ramp_frames);

/** Adds noise and hum to `n_frames` frames of the linear signal. */
ZOUT_REALTIME
void
zout_noise_run(ZoutNoise* noise, const ZoutKernels* kernels, ZoutLines* lines, unsigned n_frames);

#endif // ZOUT_NOISE_H
