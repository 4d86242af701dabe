// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/sprt.h"

#include <math.h>
#include <string.h>

/// Steps and bounds of the logarithm of the likelihood ratio
typedef struct {
	double hit;
	double miss;
	double upper;
	double lower;
} Ratio;

/// Decisions must not hang on the last bit of a logarithm
static const double tolerance = 1e-9;

static Ratio
ratio_of(const ZoutAbxPlan* const plan)
{
	const double chance = zout_abx_chance(plan->protocol);
	const Ratio  ratio  = {
		  log(plan->target / chance),
		  log((1.0 - plan->target) / (1.0 - chance)),
		  log((1.0 - plan->beta) / plan->alpha),
		  log(plan->beta / (1.0 - plan->alpha)),
    };
	return ratio;
}

static ZoutAbxDecision
decide(const Ratio* const ratio, const unsigned trials, const unsigned score)
{
	const double sum = (double)score * ratio->hit + (double)(trials - score) * ratio->miss;
	return sum >= ratio->upper - tolerance   ? ZOUT_ABX_UPPER
	       : sum <= ratio->lower + tolerance ? ZOUT_ABX_LOWER
	                                         : ZOUT_ABX_GO_ON;
}

ZoutAbxDecision
zout_abx_sprt(const ZoutAbxPlan* const plan, const ZoutAbxOutcome* const outcome)
{
	const Ratio ratio = ratio_of(plan);
	return decide(&ratio, outcome->trials, outcome->score);
}

void
zout_abx_walk(const ZoutAbxPlan* const plan, const double p, ZoutAbxWalk* const walk)
{
	const Ratio ratio = ratio_of(plan);
	memset(walk, 0, sizeof(*walk));
	double* const alive = walk->last; // by score, zero outside of first to last
	unsigned      first = 0;
	unsigned      last  = 0;
	alive[0]            = 1.0;
	for (unsigned n = 1; n <= plan->trials && first <= last; ++n) {
		++last;
		for (unsigned score = last + 1U; score-- > first;) {
			alive[score] = alive[score] * (1.0 - p) + (score ? alive[score - 1U] * p : 0.0);
		}
		for (; first <= last && decide(&ratio, n, first) == ZOUT_ABX_LOWER; ++first) {
			walk->lower[n] += alive[first];
			alive[first] = 0.0;
		}
		for (; first <= last && decide(&ratio, n, last) == ZOUT_ABX_UPPER; --last) {
			walk->upper[n] += alive[last];
			alive[last] = 0.0;
		}
	}
}

static double
sum(const double* const values, const unsigned from, const unsigned to)
{
	double total = 0.0;
	for (unsigned i = from; i <= to; ++i) {
		total += values[i];
	}
	return total;
}

double
zout_abx_walk_up(const ZoutAbxPlan* const plan, const ZoutAbxWalk* const walk, const ZoutAbxOutcome* const outcome)
{
	const unsigned        n        = plan->trials;
	const ZoutAbxDecision decision = zout_abx_sprt(plan, outcome);
	double                p        = 0.0;
	if (decision == ZOUT_ABX_UPPER) {
		p = sum(walk->upper, 1, outcome->trials);
	} else if (decision == ZOUT_ABX_GO_ON) {
		p = sum(walk->upper, 1, n) + sum(walk->last, outcome->score, n);
	} else {
		p = sum(walk->upper, 1, n) + sum(walk->last, 0, n) + sum(walk->lower, outcome->trials, n);
	}
	return fmin(p, 1.0);
}

double
zout_abx_walk_down(const ZoutAbxPlan* const plan, const ZoutAbxWalk* const walk, const ZoutAbxOutcome* const outcome)
{
	const unsigned        n        = plan->trials;
	const ZoutAbxDecision decision = zout_abx_sprt(plan, outcome);
	double                p        = 0.0;
	if (decision == ZOUT_ABX_LOWER) {
		p = sum(walk->lower, 1, outcome->trials);
	} else if (decision == ZOUT_ABX_GO_ON) {
		p = sum(walk->lower, 1, n) + sum(walk->last, 0, outcome->score);
	} else {
		p = sum(walk->lower, 1, n) + sum(walk->last, 0, n) + sum(walk->upper, outcome->trials, n);
	}
	return fmin(p, 1.0);
}
