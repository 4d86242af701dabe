// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file stats.h
 * What a score means. Exact, but for zout_abx_bias_p() with three possible answers, which is Pearson's chi-square.
 *
 * Pure functions: no state, no allocation. Those tagged [audio] are bounded by some 50 microseconds.
 */

#ifndef ZOUT_ABX_STATS_H
#define ZOUT_ABX_STATS_H

#include "abx/plan.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where a session ended. */
typedef struct {
	unsigned trials; ///< Answered, at most those planned
	unsigned score;  ///< Right answers; in a preference test, how often A was preferred
} ZoutAbxOutcome;

/** P(at least k right of n), each with probability `p`: the exact binomial upper tail. [audio] */
ZOUT_REALTIME
double
zout_abx_at_least(unsigned n, unsigned k, double p);

/** P(at most k right of n), each with probability `p`. [audio] */
ZOUT_REALTIME
double
zout_abx_at_most(unsigned n, unsigned k, double p);

/**
 * Exact p-value of an outcome under guessing. [audio]
 *
 * ABX and triangle: one-sided, P(score or better). Preference: two-sided, twice the smaller tail, at most 1. SPRT:
 * P(outcome or one that says more) in stage-wise order: an earlier crossing of the upper bound says more than a later
 * one, then come the scores of those that reach the last trial; at the lower bound, which decides for guessing, 1. An
 * outcome of fewer trials than a plan has (aborted) is judged as if that number had been planned.
 */
ZOUT_REALTIME
double
zout_abx_p_value(const ZoutAbxPlan* plan, const ZoutAbxOutcome* outcome);

/**
 * Score from which a fixed plan says "shown": the smallest whose p-value is at most alpha; `trials` + 1 if there is
 * none. In a preference test the smaller of both scores counts likewise from the other end. For SPRT 0. [audio]
 */
ZOUT_REALTIME
unsigned
zout_abx_needed(const ZoutAbxPlan* plan);

/** What SPRT says after so many trials. */
typedef enum { ZOUT_ABX_GO_ON, ZOUT_ABX_UPPER, ZOUT_ABX_LOWER } ZoutAbxDecision;

/**
 * Wald's decision: +ln(target/chance) per hit, +ln((1-target)/(1-chance)) per miss, against ln((1-beta)/alpha) above
 * and ln(beta/(1-alpha)) below. [audio]
 */
ZOUT_REALTIME
ZoutAbxDecision
zout_abx_sprt(const ZoutAbxPlan* plan, const ZoutAbxOutcome* outcome);

/** True if the session is over with this outcome: last trial, or decided. [audio] */
ZOUT_REALTIME
bool
zout_abx_is_over(const ZoutAbxPlan* plan, const ZoutAbxOutcome* outcome);

/** True if a p-value is at most alpha. [audio] */
ZOUT_REALTIME
bool
zout_abx_is_significant(const ZoutAbxPlan* plan, double p_value);

/**
 * P("shown") for a listener who answers right with probability `p` in each trial; for `p` at chance the size of the
 * test. In a preference test `p` is the probability of preferring A.
 */
double
zout_abx_power(const ZoutAbxPlan* plan, double p);

/**
 * P-value of `n` independent ones taken together, by Fisher: the probability of a product that is so small or smaller,
 * in closed form.
 *
 * @param log_product Sum of their natural logarithms, 0 or less.
 * @param n How many; of none the answer is 1.
 */
double
zout_abx_combined_p(double log_product, unsigned n);

/** Expected number of trials for a listener who answers right with probability `p`. */
double
zout_abx_expected_trials(const ZoutAbxPlan* plan, double p);

/**
 * Two-sided exact interval of the share of right answers (or of preferring A).
 *
 * With a fixed number of trials that of Clopper and Pearson; for SPRT the same construction on the stage-wise order, in
 * which late crossings of the lower bound come before early ones.
 *
 * @param confidence As 0.95.
 */
void
zout_abx_interval(const ZoutAbxPlan* plan, const ZoutAbxOutcome* outcome, double confidence, double* low, double* high);

/** How the listener of d' is thought to decide. */
typedef enum {
	ZOUT_ABX_DIFFERENCING, ///< Compares X with A and X with B (roving); in a triangle the three distances
	ZOUT_ABX_INDEPENDENT,  ///< Judges which of A and B is which, then X, each by itself (ABX only)
} ZoutAbxObserver;

/** Share of right answers of an unbiased listener of sensitivity `d`, d >= 0 (Macmillan and Creelman, chapter 9). */
double
zout_abx_share_of_d(ZoutAbxProtocol protocol, ZoutAbxObserver observer, double d);

/**
 * Sensitivity d' of an outcome: 0 at or below chance; a perfect score counts as half an error.
 *
 * Preference: the sign says the direction, positive for A.
 */
double
zout_abx_d_prime(ZoutAbxProtocol protocol, ZoutAbxObserver observer, const ZoutAbxOutcome* outcome);

/**
 * P-value of answers so unevenly spread if each was as likely as the others: with two possible answers the two-sided
 * exact binomial, with three Pearson's chi-square of two degrees of freedom, exp(-chi2 / 2).
 */
double
zout_abx_bias_p(unsigned n_answers, const unsigned counts[ZOUT_ABX_MAX_SOURCES]);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_STATS_H
