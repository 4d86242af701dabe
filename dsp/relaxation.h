// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file relaxation.h
 * How the load answers, frame by frame, to what a falling clip level takes away.
 *
 * A frame has ZOUT_SOLVER_PHASES steps. The current that limiting adds in each of them is the sum of what the past left
 * and of what the steps so far have answered; it moves the clip level by little. So the frame need not be solved step
 * by step: limiting with the current of the last sweep, then the current that this makes, comes closer each time by
 * what the loop amplifies, and is exact after as many sweeps as there are steps. The last sweep moves the current by so
 * little that a tangent to the clipper does. See Lelarasmee, Ruehli,
 * Sangiovanni-Vincentelli, "The waveform relaxation method for time-domain analysis of large scale integrated
 * circuits", 1982.
 */

#ifndef ZOUT_RELAXATION_H
#define ZOUT_RELAXATION_H

#include "attributes.h"
#include "companion.h"
#include "simd/layout.h"

enum {
	ZOUT_MOST_SWEEPS  = 16,                                  ///< With more, going step by step costs less
	ZOUT_RELAX_STATES = 2 * ZOUT_MAX_ELEMENTS,               ///< Two of each element
	ZOUT_RELAX_GAINS  = (2 * ZOUT_RELAX_STATES + 7) / 8 * 8, ///< Both channels' in whole vectors
	ZOUT_STEP_VALUES  = 2 * ZOUT_SOLVER_PHASES,              ///< Both channels' of a frame
};

/// The load, in frames. Coefficients stand twice, once for each channel.
typedef struct {
	unsigned n_elements;
	unsigned n_sweeps; ///< That the clip resistance needs; 0: go step by step

	/// Current in step k of what is added at each moment of step j: answer[2 (ZOUT_SOLVER_PHASES + k - j)]; zeros
	/// before
	ZOUT_ALIGNED float answer[2 * ZOUT_STEP_VALUES];
	/// Current in each step for s and d of each element
	ZOUT_ALIGNED float left[ZOUT_RELAX_STATES][ZOUT_STEP_VALUES];
	/// Current in each step for what the bandwidth pole lets through, and for the DC that the servo takes away
	ZOUT_ALIGNED float pole_left[ZOUT_STEP_VALUES];
	ZOUT_ALIGNED float dc_left[ZOUT_STEP_VALUES];
	/// What the current of a step adds to s and d of each element until the frame is over
	ZOUT_ALIGNED float gain[ZOUT_SOLVER_PHASES][ZOUT_RELAX_GAINS];
	/// What that which is added at each moment of a step adds to what the pole lets through after the frame
	ZOUT_ALIGNED float pole_gain[ZOUT_STEP_VALUES];
	/// s and d after a frame: keep[k][0] of what they were before it, keep[k][1] of what the other was
	ZOUT_ALIGNED double keep[ZOUT_MAX_ELEMENTS][2][2][2];
	double              pole_keep;
	double              pole_dc;    ///< What the DC adds to what the pole lets through after a frame
	double              servo_step; ///< Of a moment
} ZoutRelaxation;

/// What one chain's load remembers, for both channels
typedef struct {
	ZOUT_ALIGNED double element[ZOUT_RELAX_STATES][2]; ///< s and d of each; see relaxation.c
	double              passing[2];                    ///< What the pole still lets through of what it got before
	double              dc[2];                         ///< What the servo has found
} ZoutRelaxationState;

/**
 * From a load in steps. Bounded time, any thread.
 *
 * @param clip_ohm The most clip resistance that there may be.
 * @param siemens The most current that the load may draw per volt.
 */
ZOUT_REALTIME
void
zout_relaxation_init(ZoutRelaxation* relaxation, const ZoutCompanion* companion, double clip_ohm, double siemens);

/** Goes on from where going step by step was; `from` is its load and `to` the same in frames' steps. */
ZOUT_REALTIME
void
zout_relaxation_take_over(ZoutRelaxationState*      state,
                          const ZoutCompanion*      to,
                          const ZoutCompanionState* steps,
                          const ZoutCompanion*      from);

/** The other way round. */
ZOUT_REALTIME
void
zout_relaxation_hand_over(const ZoutRelaxationState* state,
                          const ZoutCompanion*       from,
                          ZoutCompanionState*        steps,
                          const ZoutCompanion*       to);

#endif // ZOUT_RELAXATION_H
