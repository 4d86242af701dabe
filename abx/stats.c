// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/stats.h"

#include "abx/sprt.h"

#include <math.h>

/// A p-value that is alpha itself counts as reached whatever the last bits say
static bool
is_at_most(const double p, const double alpha)
{
	return p <= alpha * (1.0 + 1e-12);
}

double
zout_abx_p_value(const ZoutAbxPlan* const plan, const ZoutAbxOutcome* const outcome)
{
	const unsigned n      = outcome->trials;
	const unsigned k      = outcome->score;
	const double   chance = zout_abx_chance(plan->protocol);
	if (plan->stop == ZOUT_ABX_STOP_SPRT) {
		ZoutAbxPlan           shortened = *plan;
		const ZoutAbxDecision decision  = zout_abx_sprt(plan, outcome);
		if (!n || decision == ZOUT_ABX_LOWER) {
			return 1.0;
		}
		if (decision == ZOUT_ABX_GO_ON) {
			shortened.trials = n; // undecided: aborted here, or at the last trial, which changes nothing
		}
		ZoutAbxWalk walk;
		zout_abx_walk(&shortened, chance, &walk);
		return zout_abx_walk_up(&shortened, &walk, outcome);
	}
	if (plan->protocol == ZOUT_ABX_PROTOCOL_PREFERENCE) {
		return fmin(1.0, 2.0 * zout_abx_at_least(n, k > n - k ? k : n - k, chance));
	}
	return zout_abx_at_least(n, k, chance);
}

unsigned
zout_abx_needed(const ZoutAbxPlan* const plan)
{
	if (plan->stop == ZOUT_ABX_STOP_SPRT) {
		return 0;
	}

	// Down from a perfect score, as long as the tail is small enough
	const bool     preference = plan->protocol == ZOUT_ABX_PROTOCOL_PREFERENCE;
	const double   chance     = zout_abx_chance(plan->protocol);
	const double   log_odds   = log(chance) - log1p(-chance);
	const unsigned n          = plan->trials;
	double         log_term   = (double)n * log(chance);
	double         tail       = 0.0;
	unsigned       needed     = n + 1U;
	for (unsigned k = n; k > 0; --k) {
		tail += exp(log_term);
		if (!is_at_most(preference ? 2.0 * tail : tail, plan->alpha)) {
			break;
		}
		needed = k;
		log_term += log((double)k / (double)(n - k + 1U)) - log_odds;
	}
	return needed;
}

bool
zout_abx_is_over(const ZoutAbxPlan* const plan, const ZoutAbxOutcome* const outcome)
{
	return outcome->trials >= plan->trials ||
	       (plan->stop == ZOUT_ABX_STOP_SPRT && zout_abx_sprt(plan, outcome) != ZOUT_ABX_GO_ON);
}

bool
zout_abx_is_significant(const ZoutAbxPlan* const plan, const double p_value)
{
	return is_at_most(p_value, plan->alpha);
}

/// Adds up all ends of a sequential session that are "shown" under guessing
static double
sequential_power(const ZoutAbxPlan* const plan, const double p)
{
	ZoutAbxWalk guess;
	ZoutAbxWalk listener;
	zout_abx_walk(plan, zout_abx_chance(plan->protocol), &guess);
	zout_abx_walk(plan, p, &listener);
	double tail  = 0.0;
	double power = 0.0;
	for (unsigned n = 1; n <= plan->trials; ++n) {
		tail += guess.upper[n];
		power += is_at_most(tail, plan->alpha) ? listener.upper[n] : 0.0;
	}
	for (unsigned score = plan->trials + 1U; score-- > 0;) {
		tail += guess.last[score];
		power += is_at_most(tail, plan->alpha) ? listener.last[score] : 0.0;
	}
	return power;
}

double
zout_abx_power(const ZoutAbxPlan* const plan, const double p)
{
	if (plan->stop == ZOUT_ABX_STOP_SPRT) {
		return sequential_power(plan, p);
	}
	const unsigned n      = plan->trials;
	const unsigned needed = zout_abx_needed(plan);
	double         power  = zout_abx_at_least(n, needed, p);
	if (plan->protocol == ZOUT_ABX_PROTOCOL_PREFERENCE && needed <= n) {
		power += zout_abx_at_most(n, n - needed, p);
	}
	return power;
}

double
zout_abx_expected_trials(const ZoutAbxPlan* const plan, const double p)
{
	if (plan->stop != ZOUT_ABX_STOP_SPRT) {
		return (double)plan->trials;
	}
	ZoutAbxWalk walk;
	zout_abx_walk(plan, p, &walk);
	double expected = 0.0;
	for (unsigned n = 1; n <= plan->trials; ++n) {
		expected += (double)n * (walk.upper[n] + walk.lower[n]);
	}
	for (unsigned score = 0; score <= plan->trials; ++score) {
		expected += (double)plan->trials * walk.last[score];
	}
	return expected;
}

/// P(outcome or more) or P(outcome or less) for a listener who answers right with probability `p`
static double
tail_at(const ZoutAbxPlan* const plan, const ZoutAbxOutcome* const outcome, const double p, const bool up)
{
	if (plan->stop == ZOUT_ABX_STOP_SPRT) {
		ZoutAbxWalk walk;
		zout_abx_walk(plan, p, &walk);
		return up ? zout_abx_walk_up(plan, &walk, outcome) : zout_abx_walk_down(plan, &walk, outcome);
	}
	return up ? zout_abx_at_least(outcome->trials, outcome->score, p)
	          : zout_abx_at_most(outcome->trials, outcome->score, p);
}

/// The share at which a tail has the wanted probability; upper tails grow with the share, lower ones fall
static double
share_at(const ZoutAbxPlan* const plan, const ZoutAbxOutcome* const outcome, const double wanted, const bool up)
{
	double low  = 0.0;
	double high = 1.0;
	for (unsigned i = 0; i < 48; ++i) { // halves the range to 4e-15
		const double middle = 0.5 * (low + high);
		if ((tail_at(plan, outcome, middle, up) < wanted) == up) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return 0.5 * (low + high);
}

void
zout_abx_interval(const ZoutAbxPlan* const    plan,
                  const ZoutAbxOutcome* const outcome,
                  const double                confidence,
                  double* const               low,
                  double* const               high)
{
	const double wanted    = 0.5 * (1.0 - confidence);
	ZoutAbxPlan  shortened = *plan;
	if (!zout_abx_is_over(plan, outcome)) {
		shortened.trials = outcome->trials;
	}
	*low  = outcome->score ? share_at(&shortened, outcome, wanted, true) : 0.0;
	*high = outcome->score < outcome->trials ? share_at(&shortened, outcome, wanted, false) : 1.0;
}

// Chi-square of -2 log_product with 2n degrees of freedom: n terms of a Poisson distribution of this mean. As
// logarithms, because the first ones underflow from a mean of 745 on
double
zout_abx_combined_p(const double log_product, const unsigned n)
{
	const double mean     = -log_product;
	double       log_term = -mean;
	double       sum      = 0.0;
	if (!n || mean <= 0.0) {
		return 1.0;
	}
	for (unsigned i = 0; i < n; ++i) {
		sum += exp(log_term);
		log_term += log(mean / (double)(i + 1U));
	}
	return fmin(sum, 1.0);
}

double
zout_abx_bias_p(const unsigned n_answers, const unsigned counts[ZOUT_ABX_MAX_SOURCES])
{
	if (n_answers == 2U) {
		const unsigned n = counts[0] + counts[1];
		const unsigned k = counts[0] > counts[1] ? counts[0] : counts[1];
		return fmin(1.0, 2.0 * zout_abx_at_least(n, k, 0.5));
	}
	const double expected = (double)(counts[0] + counts[1] + counts[2]) / 3.0;
	double       chi2     = 0.0;
	for (unsigned i = 0; i < 3U && expected > 0.0; ++i) {
		const double difference = (double)counts[i] - expected;
		chi2 += difference * difference / expected;
	}
	return exp(-0.5 * chi2);
}
