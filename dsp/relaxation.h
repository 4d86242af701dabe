// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file relaxation.h
 * How the load answers, frame by frame, to what a falling clip level takes away.
 *
 * A frame has ZOUT_FRAME_STEPS steps of some moments each. The current that limiting adds is known where a step ends
 * and goes in a straight line from there to the end of the next one. It is the sum of what the past left and of what
 * the steps so far have answered, and moves the clip level by little. So the frame need not be solved moment by moment:
 * limiting with the current of the last sweep, then the current that this makes, comes closer each time by what the
 * loop amplifies, and is exact after as many sweeps as there are steps. The last sweep moves the current by so little
 * that a tangent to the clipper does. See Lelarasmee, Ruehli, Sangiovanni-Vincentelli, "The waveform relaxation method
 * for time-domain analysis of large scale integrated circuits", 1982.
 *
 * What drives the load in a step is the mean of what is added at its moments, which lies before the step's end, and so
 * much of its growth since the step before as brings it there.
 *
 * One frame of one chain, of steps s, j with moments m, as simd/relax.h does it. T(x) = x - clip(x) is what a clipper
 * at 1 takes away; V at a moment lies on the line from V[s-1] to V[s], and likewise moved. V[-1] is Rc times the last
 * current of the frame before, and moved[-1] is 0.
 *
 *     lost[s] = Σ 2 T(mean of two moments of u)                             the coarse sweep: guess_frame()
 *     V[s] = Rc (left[s] + Σ_j answer[j][s] lost[j])
 *     n_sweeps - 1 times:                                                   relax_frame()
 *         lost[s] = Σ_m T(u[s,m] + V at s,m)
 *         i[s] = left[s] + Σ_j answer[j][s] lost[j]
 *         V[s] = Rc i[s], but the last time: moved[s] = Rc i[s] - V[s]
 *     out[s,m] = -T(u[s,m] + V at s,m) - T'(the same) (moved at s,m)        the last sweep: store_along()
 *     left of the next frame[s] = Σ_k past[k][s] x[k] + Σ_j answer_later[j][s] lost[j]
 *     x[k] = what is kept of x[k] and of its fellow + Σ_j gain[j][k] (i[j], of pole and servo lost[j])
 *
 * The coarse sweep of a frame is made beside the frame before, that of the first one before all (relax()). The x that
 * left sums up are those from before the frame, which is in answer_later.
 *
 *     here    in the code               quantity                                                      unit
 *     u       input                     what is wanted, and Rc times the current that this draws      clip level
 *     T, -T'  taken, slope              taken away at a moment; how much its negative grows per u     clip level, 1
 *     lost    lost                      sum of what is taken away at the moments of a step            clip level
 *     i       current, better           current that limiting adds, at a step's end                   clip level / ohm
 *     left    left (of Past)            part of i that stems from frames before                       clip level / ohm
 *     answer  answer, answer_later      i in a frame, and in the next one, of what is lost in it      1 / ohm
 *     Rc      clip_ohm                  clip resistance, one for the frame                            ohm
 *     V       volts                     by what i sinks the clip level, at a step's end               clip level
 *     moved   moved, moves              by what the last sweep moves V                                clip level
 *     out     out                       what limiting adds at a moment                                clip level
 *     x       element, pole, lost       s and d of each element; what the pole still lets through     clip level
 *                                       and the servo's DC; lost in the last step of the frame before
 *     past    left, pole_left,          i in the next frame of each x                                 1 / ohm
 *             before_left
 *     gain    gain, pole_gain,          what i or lost adds to an x until the frame is over           ohm, 1
 *             before_gain
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
};

/// The load, in frames. Coefficients stand twice, once for each channel.
typedef struct {
	unsigned n_elements;
	unsigned n_sweeps; ///< That the clip resistance needs; 0: go step by step, for its sake or the load's

	/// Current in each step, and in each of the next frame, of what is added in a step, at all of its moments together
	ZOUT_ALIGNED float answer[ZOUT_FRAME_STEPS][ZOUT_STEP_VALUES];
	ZOUT_ALIGNED float answer_later[ZOUT_FRAME_STEPS][ZOUT_STEP_VALUES];
	/// Current in each step of the next frame of s and d of each element, of what the bandwidth pole lets through and
	/// the DC that the servo takes away, and of what was added in the last step of the frame before
	ZOUT_ALIGNED float left[ZOUT_RELAX_STATES][ZOUT_STEP_VALUES];
	ZOUT_ALIGNED float pole_left[2][ZOUT_STEP_VALUES];
	ZOUT_ALIGNED float before_left[ZOUT_STEP_VALUES];
	/// What the current of a step adds to s and d of each element until the frame is over
	ZOUT_ALIGNED float gain[ZOUT_FRAME_STEPS][ZOUT_RELAX_GAINS];
	/// What that which is added in a step, or was in the last one of the frame before, adds to what the pole lets
	/// through, and to the DC; in a whole vector
	ZOUT_ALIGNED float pole_gain[ZOUT_FRAME_STEPS][8];
	ZOUT_ALIGNED float before_gain[8];
	/// How much each s and d grows in a frame of its own accord, and for the other of the two
	ZOUT_ALIGNED float grow[ZOUT_RELAX_GAINS];
	ZOUT_ALIGNED float grow_by_other[ZOUT_RELAX_GAINS];
	/// After a frame, of what the pole lets through and the DC: pole_keep[0] of what they were, pole_keep[1] of what
	/// the other was
	ZOUT_ALIGNED double pole_keep[2][2][2];
} ZoutRelaxation;

/// What one chain's load remembers, for both channels
typedef struct {
	ZOUT_ALIGNED float  element[ZOUT_RELAX_GAINS]; ///< s and d of each, both channels'; see relaxation.c
	ZOUT_ALIGNED double pole[2][2]; ///< What the pole still lets through of what it got before, and the servo's DC
	/// Of the newest frame's steps: current, and what was added. Of those of the next: the current that all this leaves
	ZOUT_ALIGNED float current[ZOUT_STEP_VALUES];
	ZOUT_ALIGNED float lost[ZOUT_STEP_VALUES];
	ZOUT_ALIGNED float left[ZOUT_STEP_VALUES];
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
