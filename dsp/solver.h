// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file solver.h
 * Limits that depend on the load current, at sixteen times the sample rate. [audio]
 *
 * The clip level falls by `clip_resistance` per ampere, and beyond `max_current` the output turns into a source of
 * current. Both act on the current that really flows, so the circuit is solved: frame by frame where only the clip
 * level falls, and by little, step by step else. Every frame is solved once and in order, from the first one near a
 * limit until the load has forgotten the last one.
 */

#ifndef ZOUT_SOLVER_H
#define ZOUT_SOLVER_H

#include "control.h"
#include "drive.h"
#include "solver_load.h"

enum {
	ZOUT_LIMITER_BEFORE_STEPS = 18, ///< Of the limiter's window, before the first frame in work
};

typedef struct {
	double         rate_hz;                       ///< Sixteen times the sample rate
	bool           at_rest;                       ///< Neither of the controls below moves
	bool           awake;                         ///< Some chain's load may remember something
	bool           eases[ZOUT_MAX_CHAINS];        ///< The method may be more than the controls ask for, once they rest
	unsigned       forget_tiles;                  ///< Calm tiles after which a load has forgotten all
	bool           limited[ZOUT_MAX_CHAINS];      ///< Something was limited in this tile
	bool           just_limited[ZOUT_MAX_CHAINS]; ///< Likewise in the tile before
	unsigned       calm_tiles[ZOUT_MAX_CHAINS];   ///< Since something was limited or remembered
	ZoutControl    clip_ohm;
	ZoutControl    limit; ///< Of the current, relative to clip level over 1 ohm
	ZoutSolverLoad load[ZOUT_MAX_CHAINS];
	ZoutSolverLoad parting[ZOUT_MAX_CHAINS]; ///< The one before, while it fades out, with the limits that it had
	bool           parts[ZOUT_MAX_CHAINS];   ///< It does, and the limits hang on either's current
	double         nearer[ZOUT_MAX_CHAINS];  ///< Clip level of now over its own
} ZoutSolver;

/** Prepares for a sample rate. [setup] */
void
zout_solver_init(ZoutSolver* solver, double rate_hz);

/** Forgets all audio. */
ZOUT_REALTIME
void
zout_solver_reset(ZoutSolver* solver);

/**
 * Takes a chain's circuit and its limits, reached after `ramp_frames`; at once where they move away and nothing is
 * limited. Another circuit comes with its limits at once; the one before goes on to be solved, with those that it had,
 * until zout_solver_end_parting(), unless `ramp_frames` is 0.
 *
 * @param level Reciprocal of the clip level so far, per volt. If the chain `parts` now, the new one is to come at once.
 */
ZOUT_REALTIME
void
zout_solver_set(ZoutSolver* solver, unsigned chain, const ZoutDrive* drive, double level, unsigned ramp_frames);

/** Loads that faded out are gone. */
ZOUT_REALTIME
void
zout_solver_end_parting(ZoutSolver* solver);

/** Whether any load is on its way out whose current, or that of the one in its place, matters for the limits. */
static inline bool
zout_solver_parts(const ZoutSolver* const solver)
{
	return solver->parts[0] || solver->parts[1];
}

/** Set of the chains for whose limits the current matters, bit 0 for A. */
ZOUT_REALTIME
unsigned
zout_solver_reacting(const ZoutSolver* solver, unsigned lanes);

/** How much sooner than without current a chain may reach a limit, and what a current adds to how near one is. */
ZOUT_REALTIME
double
zout_solver_reach(const ZoutSolver* solver, unsigned chain);
ZOUT_REALTIME
double
zout_solver_per_ampere(const ZoutSolver* solver, unsigned chain);

/** Whether any such load is solved frame by frame, or step by step, of those that stay or of those that fade out. */
ZOUT_REALTIME
bool
zout_solver_solves(const ZoutSolver* solver, bool parting, bool frame_by_frame, unsigned lanes);

/** Takes to an easier method where controls have come to rest that ask for no more. To be called on the grid of tiles,
 * so that it does not depend on how they are cut, and before anybody asks how near a limit is. */
ZOUT_REALTIME
void
zout_solver_ease(ZoutSolver* solver);

/** Starts a tile on the grid of ZOUT_TILE_FRAMES, where the solver may fall asleep. */
ZOUT_REALTIME
void
zout_solver_start_tile(ZoutSolver* solver);

/** Fills the controls for the next frames; of no effect while they rest. */
ZOUT_REALTIME
void
zout_solver_fill(ZoutSolver* solver, const ZoutKernels* kernels, unsigned lanes, unsigned n_frames);

/**
 * Finds what limiting takes away from a chain that reacts to the current.
 *
 * @param out, wanted, demand The chain's lanes at sixteen times the rate, from ZOUT_LIMITER_BEFORE_STEPS
 *   before the frames in work on. Results reach from 3.5 frames before these to 3.5 behind
 *   them. For a chain solved frame by frame, wanted has the demand in it, times the clip resistance of the window's
 *   frames: the first value of `clip_ohm` is that of the window's first frame.
 *   For a load that begins to react, out has what a clip level takes away that does not fall.
 * @param parting Whether with the load that fades out.
 * @param taps Of the filter between moments: for such a chain those are filled along the way.
 * @param lanes Of all chains.
 */
ZOUT_REALTIME
void
zout_solver_run(ZoutSolver*        solver,
                const ZoutKernels* kernels,
                bool               parting,
                unsigned           chain,
                ZoutMoments        out,
                ZoutMoments        wanted,
                ZoutMoments        demand,
                const float*       taps,
                unsigned           lanes,
                unsigned           n_frames);

#endif // ZOUT_SOLVER_H
