// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file meters.h
 * True rms voltage and current, mean power, peaks and clipping of one or two chains. [audio]
 */

#ifndef ZOUT_METERS_H
#define ZOUT_METERS_H

#include "lines.h"
#include "residual.h"

/// Mean squares of one lane, in units of full scale
typedef struct {
	double voltage;
	double current;
	double power;
} ZoutMeans;

typedef struct {
	double    keep;      ///< Share of a mean that a tile leaves, for a time constant of 300 ms
	double    peak_fall; ///< Factor on peaks per tile, for 20 dB per second
	unsigned  hold_tiles;
	unsigned  clip_left[ZOUT_MAX_CHAINS]; ///< Tiles for which clipping is still shown
	ZoutMeans sum[ZOUT_MAX_LANES];        ///< Of the tile in work
	ZoutMeans mean[ZOUT_MAX_LANES];
	double    peak[ZOUT_MAX_LANES];
} ZoutMeters;

/** Prepares for a sample rate. [setup] */
void
zout_meters_init(ZoutMeters* meters, double rate_hz);

/** Forgets all audio. */
void
zout_meters_reset(ZoutMeters* meters);

/** Adds frames of voltage and current at the headphone, [frame][lane]. */
void
zout_meters_add(ZoutMeters* meters, const double* voltage, const double* current, unsigned lanes, unsigned n_frames);

/** Adds frames of one output channel. */
void
zout_meters_add_output(ZoutMeters* meters, unsigned lane, const float* out, unsigned n_frames);

/** Ends a tile of ZOUT_TILE_FRAMES. */
void
zout_meters_end_tile(ZoutMeters* meters, unsigned lanes);

/**
 * Reads a chain's meters.
 *
 * @param volts_per_fs Volts at the headphone per unit of the metered voltage.
 * @param amps_per_fs Amperes per unit of the metered current.
 * @param sensitivity_db Sound pressure level at 1 Vrms.
 */
void
zout_meters_read(const ZoutMeters* meters,
                 unsigned          chain,
                 double            volts_per_fs,
                 double            amps_per_fs,
                 double            sensitivity_db,
                 float             values[ZOUT_N_METERS]);

#endif // ZOUT_METERS_H
