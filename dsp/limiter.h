// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file limiter.h
 * Limits of voltage and current, at sixteen times the sample rate and only where they are reached.
 *
 * Input and output are at twice the rate; three more half-band stages lead up from there and down again. The filters
 * are linear-phase and the input's future is at hand, so that the result is aligned with the input. Clipping by voltage
 * alone depends on nothing but the given window; limits that react to the current have their state in the solver.
 * [audio]
 */

#ifndef ZOUT_LIMITER_H
#define ZOUT_LIMITER_H

#include "lines.h"
#include "solver.h"

enum {
	ZOUT_LIMITER_STAGES = 3,
	ZOUT_LIMITER_TAPS   = 8,                                                ///< Room for the taps of a stage
	ZOUT_WINDOW_FRAMES  = 2 * (ZOUT_TILE_FRAMES + 2 * ZOUT_LIMITER_FRAMES), ///< At twice the rate
	ZOUT_GUARD_VALUES   = ZOUT_LIMITER_TAPS * ZOUT_CHAIN_LANES, ///< What filters read before the first frame
	ZOUT_GUARDED_VALUES = 2 * ZOUT_GUARD_VALUES + ZOUT_PAD_VALUES,
	ZOUT_MOMENT_VALUES  = 2 * ZOUT_WINDOW_FRAMES * ZOUT_CHAIN_LANES + ZOUT_GUARDED_VALUES, ///< One in each step
};

typedef struct {
	float    taps[ZOUT_LIMITER_STAGES][ZOUT_LIMITER_TAPS];
	unsigned n_taps[ZOUT_LIMITER_STAGES];
	float    safe_peak; ///< Below this magnitude at twice the rate no value at sixteen times the rate is clipped

	// Work space. A stream begins behind its guard; what filters make of the guards stays outside of the result.
	ZOUT_ALIGNED float limited[ZOUT_STEP_MOMENTS][ZOUT_MOMENT_VALUES];
	ZOUT_ALIGNED float wanted[ZOUT_STEP_MOMENTS][ZOUT_MOMENT_VALUES];
	ZOUT_ALIGNED float demand[ZOUT_STEP_MOMENTS][ZOUT_MOMENT_VALUES];
} ZoutLimiter;

/// What limits look at, for all chains: at the first frame; ZOUT_LIMITER_FRAMES before it and after the last one are
/// read too
typedef struct {
	ZoutPhases wanted; ///< Voltage relative to the clip level
	ZoutPhases demand; ///< Current that this drives, relative to the clip level over 1 ohm. For loads solved in steps
	ZoutPhases sunk;   ///< What is wanted, and the clip resistance times the demand. For loads solved frame by frame
} ZoutLimitsInput;

/** Designs the filters. [setup] */
void
zout_limiter_init(ZoutLimiter* limiter);

/**
 * Finds what the limits of one chain take away from `n_frames` frames.
 *
 * @param parting Whether with the load that fades out.
 * @param out Of all chains, [n_frames * lanes]; those of this one are written.
 * @return Whether they take away anything.
 */
ZOUT_REALTIME
bool
zout_limiter_run(ZoutLimiter*           limiter,
                 const ZoutKernels*     kernels,
                 ZoutSolver*            solver,
                 bool                   parting,
                 unsigned               chain,
                 const ZoutLimitsInput* in,
                 ZoutPhases             out,
                 unsigned               lanes,
                 unsigned               n_frames);

#endif // ZOUT_LIMITER_H
