// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file meters.h
 * True rms voltage and current, mean power, peaks and clipping of one or two chains. [audio]
 */

#ifndef ZOUT_METERS_H
#define ZOUT_METERS_H

#include "lines.h"
#include "residual.h"

/// What is averaged, in units of full scale: squares of voltage and current, and their product
enum { ZOUT_MEAN_VOLTAGE, ZOUT_MEAN_CURRENT, ZOUT_MEAN_POWER, ZOUT_N_MEANS };

typedef struct {
	double   keep;      ///< Share of a mean that a tile leaves, for a time constant of 300 ms
	double   peak_fall; ///< Factor on peaks per tile, for 20 dB per second
	unsigned hold_tiles;
	double   least[ZOUT_N_METERS]; ///< Ends of what is shown
	double   most[ZOUT_N_METERS];
	double   volts_per_fs[ZOUT_MAX_CHAINS];
	double   amps_per_fs[ZOUT_MAX_CHAINS];
	unsigned clip_left[ZOUT_MAX_CHAINS];        ///< Tiles for which clipping is still shown
	double   sum[ZOUT_N_MEANS][ZOUT_MAX_LANES]; ///< Of the tile in work
	double   mean[ZOUT_N_MEANS][ZOUT_MAX_LANES];
	float    peak[ZOUT_MAX_LANES]; ///< Of the output, as it falls
} ZoutMeters;

/** Prepares for a sample rate. [setup] */
void
zout_meters_init(ZoutMeters* meters, double rate_hz);

/** Forgets all audio. */
ZOUT_REALTIME
void
zout_meters_reset(ZoutMeters* meters);

/** Starts a tile of ZOUT_TILE_FRAMES: peaks fall before it, so that its own are shown as they are. */
ZOUT_REALTIME
void
zout_meters_start_tile(ZoutMeters* meters, unsigned lanes);

/** Ends a tile. */
ZOUT_REALTIME
void
zout_meters_end_tile(ZoutMeters* meters, unsigned lanes);

/**
 * Takes a chain's units, which what was measured so far is brought to: a control that says how to read the output
 * changes nothing at the headphone.
 *
 * @param volts_per_fs Volts at the headphone per unit of the metered voltage.
 * @param amps_per_fs Amperes per unit of the metered current.
 */
ZOUT_REALTIME
void
zout_meters_scale(ZoutMeters* meters, unsigned chain, double volts_per_fs, double amps_per_fs);

/**
 * Reads a chain's meters.
 *
 * @param sensitivity_db Sound pressure level at 1 Vrms.
 */
ZOUT_REALTIME
void
zout_meters_read(const ZoutMeters* meters, unsigned chain, double sensitivity_db, float values[ZOUT_N_METERS]);

#endif // ZOUT_METERS_H
