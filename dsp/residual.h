// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file residual.h
 * What the amplifier adds to a perfect one: harmonics and clipping, as differences from linear.
 *
 * Only this difference is ever resampled. It is exactly zero when nothing is wrong, and then it costs nothing: the
 * stage sleeps until a harmonic is asked for or the level comes near the clip level. [audio]
 */

#ifndef ZOUT_RESIDUAL_H
#define ZOUT_RESIDUAL_H

#include "control.h"
#include "drive.h"
#include "limiter.h"

/// Frames before the first one awake for which the limiter's window needs the doubled rate
enum {
	ZOUT_WAKE_FRAMES  = 2 * ZOUT_LIMITER_FRAMES + ZOUT_SHELF_FRAMES,
	ZOUT_HALF_TAPS    = 64, ///< Room for those of a half-band filter
	ZOUT_DRAWN_VALUES = (ZOUT_TILE_FRAMES + 2 * ZOUT_LIMITER_FRAMES + ZOUT_PAD_FRAMES) * ZOUT_MAX_LANES,
};

/// While loads fade out: work space for what hangs on their current
typedef struct {
	unsigned           frames;                        ///< That it takes
	unsigned           left;                          ///< Of those, that are still to come
	ZOUT_ALIGNED float demand_odd[ZOUT_DRAWN_VALUES]; ///< The current between frames
	ZOUT_ALIGNED float clip_ohm[ZOUT_DRAWN_VALUES];   ///< The limits that they fade out with, and what is wanted
	ZOUT_ALIGNED float over[ZOUT_DRAWN_VALUES];
	ZOUT_ALIGNED float wanted_even[ZOUT_DRAWN_VALUES];
	ZOUT_ALIGNED float wanted_odd[ZOUT_DRAWN_VALUES];
	ZOUT_ALIGNED float taken_even[ZOUT_TILE_VALUES]; ///< What those limits take away
	ZOUT_ALIGNED float taken_odd[ZOUT_TILE_VALUES];
	ZOUT_ALIGNED float current_even[ZOUT_TILE_VALUES]; ///< That of both loads, which harmonics go by
	ZOUT_ALIGNED float current_odd[ZOUT_TILE_VALUES];
} ZoutParting;

typedef struct {
	float               up_band[ZOUT_HALF_TAPS];   ///< To twice the rate, [up_taps of the timing]
	float               down_band[ZOUT_HALF_TAPS]; ///< And back, [down_taps of the timing]
	float               current_up_band[ZOUT_CURRENT_UP_TAPS];
	float               drawn_band[ZOUT_DRAWN_TAPS]; ///< For the current where it is limited itself
	float               derivative[ZOUT_DERIVATIVE_TAPS];
	double              up_gain;            ///< Largest amplification of a single value on the way up, in either phase
	double              current_up_gain;    ///< Likewise of the current
	double              derivative_gain;    ///< Likewise by the derivative
	double              safe_input;         ///< Input up to this peak comes nowhere near a limit; below 0 if any may
	double              safe_current;       ///< Nor does current up to this one, siemens
	double              bent_rate_hz;       ///< At which harmonics are made
	double              dc_step;            ///< Of the one-pole that follows the residual's DC
	float*              newest_odd;         ///< Odd phase of the input, from the tile's newest known frame on
	float*              newest_current_odd; ///< Likewise of the current
	bool                awake;
	unsigned            drawing;       ///< Set of the chains whose current is known, bit 0 for A
	bool                at_rest;       ///< No control moves: what hangs on them alone is as it was
	unsigned            squares;       ///< Set of the chains whose current makes harmonics in this part of the tile
	bool                has_harmonics; ///< It or the voltage does
	unsigned            loud_tiles;    ///< Tiles, with this one, in which the input may still come near the clip level
	unsigned            hot_frames;    ///< For which the limiter still has to look, within those
	bool                looked;        ///< For limits, in the last run: what that reads of the past is there
	bool                current_odd_known; ///< So is the current's odd phase
	unsigned            clipped_left;      ///< Frames for which the way down still sees what was clipped
	bool                quiet;             ///< Nothing so far in this tile that could make a residual
	unsigned            quiet_tiles;       ///< Whole tiles since the last one that was not
	ZoutControl         volts; ///< Per full scale: what the other controls have in common, so that they move as one
	ZoutControl         h2;    ///< Per full scale
	ZoutControl         h3;    ///< Per full scale squared
	ZoutControl         current_h2;             ///< Full scale per siemens² of demand
	ZoutControl         rise;                   ///< Of the distortion corner, in frames of the doubled rate
	ZoutControl         over;                   ///< Full scale over clip level: a sample of 1 / over is at the limit
	ZOUT_ALIGNED float  most[ZOUT_TILE_VALUES]; ///< What harmonics may add at most
	double              dc[ZOUT_MAX_LANES];
	ZoutCoupling        coupling;
	ZOUT_ALIGNED float  odd[ZOUT_TILE_VALUES];               ///< Odd phase of the input while nothing is loud
	ZOUT_ALIGNED float  current_odd[ZOUT_TILE_VALUES];       ///< Likewise of the current
	ZOUT_ALIGNED float  harmonics_between[ZOUT_TILE_VALUES]; ///< Odd phase of those made at the rate itself
	ZOUT_ALIGNED double joined[ZOUT_TILE_VALUES];            ///< The residual at the base rate
	ZoutSolver          solver;
	ZOUT_ALIGNED float  drawn_even[ZOUT_DRAWN_VALUES]; ///< Demand relative to the clip level
	ZOUT_ALIGNED float  drawn_odd[ZOUT_DRAWN_VALUES];
	ZOUT_ALIGNED float  sunk_even[ZOUT_DRAWN_VALUES]; ///< Wanted, and what that demand takes off the clip level
	ZOUT_ALIGNED float  sunk_odd[ZOUT_DRAWN_VALUES];
	ZOUT_ALIGNED float  taken_even[ZOUT_TILE_VALUES]; ///< What limits take away, relative to the clip level
	ZOUT_ALIGNED float  taken_odd[ZOUT_TILE_VALUES];
	ZoutParting         parting;
	unsigned            clipped; ///< Set of the chains that clipped in the last run, bit 0 for A
	ZoutLimiter         limiter;
} ZoutResidual;

/** Designs the filters. [setup] */
void
zout_residual_init(ZoutResidual* residual, const ZoutTiming* timing, double rate_hz);

/** Forgets all audio. */
ZOUT_REALTIME
void
zout_residual_reset(ZoutResidual* residual);

/** Takes a chain's drive, reached after `ramp_frames`. */
ZOUT_REALTIME
void
zout_residual_set(ZoutResidual* residual, unsigned chain, const ZoutDrive* drive, unsigned ramp_frames);

/** Loads begin to fade out, for so many frames: between zout_residual_set() and the next run. */
ZOUT_REALTIME
void
zout_residual_part(ZoutResidual* residual, const ZoutTiming* timing, ZoutLines* lines, unsigned frames);

/**
 * Finds whose residual hangs on the load current: while there are such chains, `drawing`, the lines of the current must
 * be filled. One ends at the start of a tile only, so that it does not depend on how frames are grouped.
 *
 * @return The set of those that begin with it: zout_demand_start() has to follow. Each does so by itself, though the
 *   lines may be filled for the other one already: what it hears must not hang on that.
 */
ZOUT_REALTIME
unsigned
zout_residual_needs_current(ZoutResidual* residual, unsigned lanes, bool tile_starts);

/**
 * Works out `safe_input`: to be called with new settings, and at the start of tiles while controls move.
 *
 * Between these times it stays as it is, so that it does not depend on how frames are grouped.
 */
ZOUT_REALTIME
void
zout_residual_look(ZoutResidual* residual, unsigned lanes);

/** A tile starts: forgets loud input after a time, and takes to easier ways where controls have come to rest. */
ZOUT_REALTIME
static inline void
zout_residual_start_tile(ZoutResidual* const residual)
{
	residual->loud_tiles -= residual->loud_tiles ? 1U : 0U;
	zout_solver_ease(&residual->solver);
}

/** The next frame of input is louder than `safe_input`, or of current than `safe_current`. */
ZOUT_REALTIME
static inline void
zout_residual_hear_loud(ZoutResidual* const residual)
{
	residual->loud_tiles = 2; // Then it has left the last filter
}

/** How many of the single lines hold what the next frames need; see zout_lines_advance(). */
ZOUT_REALTIME
static inline unsigned
zout_residual_lines(const ZoutResidual* const residual)
{
	const bool all = residual->looked || residual->clipped_left;
	return all ? ZOUT_SINGLE_LINES : residual->awake ? ZOUT_SINGLE_AWAKE : ZOUT_SINGLE_INPUTS;
}

/**
 * Completes the lines up to the decimated residual of `n_frames` frames.
 *
 * @param amps Largest magnitude of the current's newest frames, as zout_demand_add_taps() returns it.
 * @param tile_starts Whether the tile starts on the grid of ZOUT_TILE_FRAMES, where the stage may fall asleep.
 * @return How the residual is to join the linear signal, valid until the next call; NULL while the stage sleeps.
 */
ZOUT_REALTIME
const ZoutCoupling*
zout_residual_run(ZoutResidual*      residual,
                  const ZoutKernels* kernels,
                  const ZoutTiming*  timing,
                  ZoutLines*         lines,
                  float              amps,
                  unsigned           n_frames,
                  bool               tile_starts);

#endif // ZOUT_RESIDUAL_H
