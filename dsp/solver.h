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
#include "relaxation.h"

enum {
	ZOUT_LIMITER_BEFORE_STEPS = 18, ///< Of the limiter's window, before the first frame in work
	ZOUT_SOLVER_PAST_FRAMES   = 7,  ///< What the way down from the sixteenfold rate looks at; see solver.c
	ZOUT_SOLVER_PAST_VALUES   = ZOUT_SOLVER_PAST_FRAMES * ZOUT_STEP_VALUES,
};

typedef struct {
	double              rate_hz;                       ///< Sixteen times the sample rate
	bool                reacts[ZOUT_MAX_CHAINS];       ///< The current matters for the chain's limits
	bool                relaxes[ZOUT_MAX_CHAINS];      ///< And is solved frame by frame
	bool                has_limit[ZOUT_MAX_CHAINS];    ///< The current's limit can be reached
	double              reach[ZOUT_MAX_CHAINS];        ///< How much sooner than without current a limit may be reached
	double              per_ampere[ZOUT_MAX_CHAINS];   ///< What a current adds to how near a limit is; 0 if none reacts
	bool                at_rest;                       ///< Neither of the controls below moves
	bool                awake;                         ///< Some chain's load may remember something
	unsigned            forget_tiles;                  ///< Calm tiles after which a load has forgotten all
	bool                limited[ZOUT_MAX_CHAINS];      ///< Something was limited in this tile
	bool                just_limited[ZOUT_MAX_CHAINS]; ///< Likewise in the tile before
	unsigned            calm_tiles[ZOUT_MAX_CHAINS];   ///< Since something was limited or remembered
	ZoutControl         clip_ohm;
	ZoutControl         limit;                     ///< Of the current, relative to clip level over 1 ohm
	ZoutCircuit         circuit[ZOUT_MAX_CHAINS];  ///< That the companion is made of
	double              most_ohm[ZOUT_MAX_CHAINS]; ///< Clip resistance that the method was chosen for
	ZoutCompanion       companion[ZOUT_MAX_CHAINS];
	ZoutCompanionState  state[ZOUT_MAX_CHAINS];
	ZoutRelaxation      relaxation[ZOUT_MAX_CHAINS];
	ZoutRelaxationState relaxed[ZOUT_MAX_CHAINS];
	float               past[ZOUT_MAX_CHAINS][ZOUT_STEP_MOMENTS][ZOUT_SOLVER_PAST_VALUES]; ///< The newest solutions
} ZoutSolver;

/** Prepares for a sample rate. [setup] */
void
zout_solver_init(ZoutSolver* solver, double rate_hz);

/** Forgets all audio. */
ZOUT_REALTIME
void
zout_solver_reset(ZoutSolver* solver);

/**
 * Takes a chain's circuit, at once, and its limits, reached after `ramp_frames`; at once where they move away and
 * nothing is limited.
 */
ZOUT_REALTIME
void
zout_solver_set(ZoutSolver* solver, unsigned chain, const ZoutDrive* drive, unsigned ramp_frames);

/** Whether the current matters for the limits of any chain. */
ZOUT_REALTIME
bool
zout_solver_reacts(const ZoutSolver* solver, unsigned lanes);

/** Whether any such chain is solved frame by frame, or step by step. */
ZOUT_REALTIME
bool
zout_solver_solves(const ZoutSolver* solver, bool frame_by_frame, unsigned lanes);

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
 * @param taps Of the filter between moments: for such a chain those are filled along the way.
 * @param lanes Of all chains.
 */
ZOUT_REALTIME
void
zout_solver_run(ZoutSolver*        solver,
                const ZoutKernels* kernels,
                unsigned           chain,
                ZoutMoments        out,
                ZoutMoments        wanted,
                ZoutMoments        demand,
                const float*       taps,
                unsigned           lanes,
                unsigned           n_frames);

#endif // ZOUT_SOLVER_H
