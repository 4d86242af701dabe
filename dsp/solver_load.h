// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file solver_load.h
 * One chain's limits, together with the load whose current they depend on: how they are solved, and what limiting has
 * left in the load. [audio]
 */

#ifndef ZOUT_SOLVER_LOAD_H
#define ZOUT_SOLVER_LOAD_H

#include "attributes.h"
#include "relaxation.h"

enum {
	ZOUT_SOLVER_PAST_FRAMES = 7, ///< What the way down from the sixteenfold rate looks at; see solver.c
	ZOUT_SOLVER_PAST_VALUES = ZOUT_SOLVER_PAST_FRAMES * ZOUT_STEP_VALUES,
};

typedef struct {
	bool                reacts;     ///< The current matters for the limits
	bool                begins;     ///< To react: what was taken away until now is not in the past below
	bool                relaxes;    ///< It is solved frame by frame
	bool                has_limit;  ///< The current's limit can be reached
	double              reach;      ///< How much sooner than without current a limit may be reached
	double              per_ampere; ///< What a current adds to how near a limit is; 0 if it does not react
	double              most_ohm;   ///< Clip resistance that the method was chosen for
	float               last_ohm;   ///< Clip resistance, and limit of the current, with which it fades out
	float               last_limit;
	ZoutCircuit         circuit;
	ZoutCompanion       companion; ///< Made of it
	ZoutCompanionState  state;
	ZoutRelaxation      relaxation;
	ZoutRelaxationState relaxed;
	float               past[ZOUT_STEP_MOMENTS][ZOUT_SOLVER_PAST_VALUES]; ///< The newest solutions
} ZoutSolverLoad;

/** Forgets all audio. */
ZOUT_REALTIME
void
zout_solver_load_forget(ZoutSolverLoad* load);

/** Becomes another load, in which nothing was limited. zout_solver_load_limit() has to follow. */
ZOUT_REALTIME
void
zout_solver_load_take(ZoutSolverLoad* load, const ZoutCircuit* circuit, double rate_hz);

/**
 * Takes limits, and chooses how to solve them.
 *
 * @param rate_hz Sixteen times the sample rate.
 * @param clip_ohm The most clip resistance that there may be.
 * @param limit The least limit of the current, relative to the clip level over 1 ohm.
 */
ZOUT_REALTIME
void
zout_solver_load_limit(ZoutSolverLoad* load, double rate_hz, double clip_ohm, double limit);

/** Whether limiting has left something in the load. */
ZOUT_REALTIME
bool
zout_solver_load_remembers(const ZoutSolverLoad* load);

#endif // ZOUT_SOLVER_LOAD_H
