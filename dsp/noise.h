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

enum {
	ZOUT_N_MAINS   = 2,
	ZOUT_HUM_LINES = 12,
	ZOUT_HUM_ROOM  = 16384, ///< Frames of hum at most: one period of 50 Hz at 768 kHz
};

/** Levels of the mains frequency and its multiples, dB relative to the first. */
extern const double zout_hum_line_db[ZOUT_HUM_LINES];

/// Hum whose fundamental has a peak of 1: a whole number of periods, and the start once more for who reads over the end
typedef struct {
	unsigned n_frames;
	float    wave[ZOUT_HUM_ROOM + ZOUT_TILE_FRAMES];
} ZoutHum;

typedef struct {
	double          volts_per_volt_a;       ///< From A-weighted volts to the factor on the hash that gives them
	uint64_t        frame;                  ///< Since the reset, of the next frame
	bool            at_rest;                ///< Neither of both moves
	bool            is_there;               ///< One of them is, somewhere in this part of the tile
	ZoutControl     noise;                  ///< Factor on the hash, in millionths of full scale
	ZoutControl     hum;                    ///< Peak of the fundamental, likewise
	unsigned        mains[ZOUT_MAX_CHAINS]; ///< 0 for 50 Hz, 1 for 60 Hz
	unsigned        place[ZOUT_N_MAINS];    ///< In what follows, of the next frame
	ZoutHum         wave[ZOUT_N_MAINS];
	ZoutDisturbance next; ///< What is added, but for the place in time
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
