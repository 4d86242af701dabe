// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file sprt.h
 * Where Wald's sequential test ends, and how likely: exact, by following every score from trial to trial.
 */

#ifndef ZOUT_ABX_SPRT_H
#define ZOUT_ABX_SPRT_H

#include "abx/plan.h"
#include "abx/stats.h"

/** Probabilities of all ends of a sequential session. */
typedef struct {
	double upper[ZOUT_ABX_MAX_TRIALS + 1]; ///< By trial: crosses the upper bound
	double lower[ZOUT_ABX_MAX_TRIALS + 1]; ///< By trial: crosses the lower bound
	double last[ZOUT_ABX_MAX_TRIALS + 1];  ///< By score: undecided after the last trial
} ZoutAbxWalk;

/** Follows a listener who answers right with probability `p`. [audio] */
ZOUT_REALTIME
void
zout_abx_walk(const ZoutAbxPlan* plan, double p, ZoutAbxWalk* walk);

/** P(outcome or one more in favour of a difference), in stage-wise order: upper bound, the earlier the
 * more; scores at the last trial; lower bound, the later the more. [audio] */
ZOUT_REALTIME
double
zout_abx_walk_up(const ZoutAbxPlan* plan, const ZoutAbxWalk* walk, const ZoutAbxOutcome* outcome);

/** P(outcome or one less in favour of a difference), likewise. [audio] */
ZOUT_REALTIME
double
zout_abx_walk_down(const ZoutAbxPlan* plan, const ZoutAbxWalk* walk, const ZoutAbxOutcome* outcome);

#endif // ZOUT_ABX_SPRT_H
