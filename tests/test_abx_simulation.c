// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Whole sessions of simulated listeners, by the thousand: who guesses passes no oftener than alpha, who hears passes as
 * often as stated. */

#include "abx/session.h"
#include "abx/stats.h"
#include "abx_listener.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h> // after the headers that it needs

enum { N_GUESSERS = 100000, N_LISTENERS = 3000 };

/// A right share of simulations lies within so many standard deviations; all checks together: 1 in 500 beyond
static const double sigmas = 4.0;

typedef struct {
	ZoutAbxProtocol protocol;
	ZoutAbxStop     stop;
	unsigned        trials;
	double          alpha;
	const char*     name;
} Rule;

static const Rule rules[] = {
	{ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED, 16, 0.05, "ABX, 16 trials"},
	{ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED, 30, 0.05, "ABX, 30 trials"},
	{ZOUT_ABX_PROTOCOL_PREFERENCE, ZOUT_ABX_STOP_FIXED, 16, 0.05, "preference, 16 trials"},
	{ZOUT_ABX_PROTOCOL_TRIANGLE, ZOUT_ABX_STOP_FIXED, 16, 0.05, "triangle, 16 trials"},
	{ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_SPRT, 40, 0.05, "ABX, SPRT up to 40"},
	{ZOUT_ABX_PROTOCOL_TRIANGLE, ZOUT_ABX_STOP_SPRT, 40, 0.05, "triangle, SPRT up to 40"},
};

enum { N_RULES = sizeof(rules) / sizeof(rules[0]) };

static ZoutAbxPlan
plan_of(const Rule* const rule)
{
	ZoutAbxPlan plan;
	zout_abx_plan_init(&plan);
	plan.protocol = rule->protocol;
	plan.stop     = rule->stop;
	plan.trials   = rule->trials;
	plan.alpha    = rule->alpha;
	return plan;
}

/// Share of sessions that end with "shown"; their mean length
static double
simulate(const ZoutAbxPlan* const plan, const double p, const unsigned n_sessions, double* const mean_trials)
{
	static const uint8_t  master[ZOUT_ABX_HASH_BYTES] = {20, 26};
	uint64_t              random                      = 3141592653589793238U;
	unsigned              shown                       = 0;
	uint64_t              trials                      = 0;
	ZoutAbxSession* const session                     = zout_abx_session_new(master);
	ZoutAbxContext        context;
	ZoutAbxView           view;
	zout_abx_context_init(&context);
	for (unsigned i = 0; i < n_sessions; ++i) {
		zout_abx_start(session, plan, &context, NULL, 0);
		do {
			zout_abx_answer(session, listener_answer(session, plan->protocol, p, &random));
			zout_abx_confirm(session, 0);
			zout_abx_view(session, &view);
		} while (view.state == ZOUT_ABX_RUNNING);
		shown += view.shown ? 1U : 0U;
		trials += view.answered;
	}
	zout_abx_session_free(session);
	*mean_trials = (double)trials / (double)n_sessions;
	return (double)shown / (double)n_sessions;
}

static double
sigma_of(const double share, const unsigned n)
{
	return sqrt(share * (1.0 - share) / (double)n);
}

static void
test_guessers_pass_at_most_at_alpha(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < N_RULES; ++i) {
		const ZoutAbxPlan plan   = plan_of(&rules[i]);
		const double      chance = zout_abx_chance(plan.protocol);
		const double      stated = zout_abx_power(&plan, chance);
		double            trials = 0.0;
		const double      found  = simulate(&plan, chance, N_GUESSERS, &trials);
		print_message("# %s: %.2f %% of %d guessers pass (stated %.2f %%, alpha %.0f %%), %.1f trials each\n",
		              rules[i].name,
		              100.0 * found,
		              (int)N_GUESSERS,
		              100.0 * stated,
		              100.0 * plan.alpha,
		              trials);
		assert_true(stated <= plan.alpha);
		assert_true(found <= plan.alpha);
		assert_true(fabs(found - stated) <= sigmas * sigma_of(stated, N_GUESSERS));
		assert_true(fabs(trials - zout_abx_expected_trials(&plan, chance)) <= 0.02 * (double)plan.trials);
	}
}

static void
test_listeners_are_found_as_often_as_stated(void** const state)
{
	(void)state;
	static const double shares[] = {0.6, 0.7, 0.8, 0.9};
	for (unsigned i = 0; i < N_RULES; ++i) {
		const ZoutAbxPlan plan = plan_of(&rules[i]);
		for (unsigned k = 0; k < 4; ++k) {
			double       trials = 0.0;
			const double stated = zout_abx_power(&plan, shares[k]);
			const double found  = simulate(&plan, shares[k], N_LISTENERS, &trials);
			print_message("# %s: %.0f %% listener found in %.1f %% of sessions (stated %.1f %%), %.1f trials each\n",
			              rules[i].name,
			              100.0 * shares[k],
			              100.0 * found,
			              100.0 * stated,
			              trials);
			assert_true(fabs(found - stated) <= sigmas * sigma_of(stated, N_LISTENERS) + 1e-12);
		}
	}
}

/// What peeking would do: the same guesser, looking at p after each trial from the fifth on, stopping when it is small
static void
test_peeking_would_have_cheated(void** const state)
{
	(void)state;
	static const unsigned limits[] = {16, 20, 50, 100};
	static const double   known[]  = {0.088, 0.099, 0.158, 0.202}; // published false-pass rates
	uint64_t              random   = 271828;
	for (unsigned i = 0; i < 4; ++i) {
		const unsigned needed_from = ZOUT_ABX_MIN_TRIALS;
		unsigned       needed[101] = {0};
		unsigned       passes      = 0;
		for (unsigned n = needed_from; n <= limits[i]; ++n) {
			ZoutAbxPlan plan;
			zout_abx_plan_init(&plan);
			plan.trials = n;
			needed[n]   = zout_abx_needed(&plan);
		}
		for (unsigned session = 0; session < N_GUESSERS; ++session) {
			unsigned score  = 0;
			bool     passed = false;
			for (unsigned n = 1; n <= limits[i] && !passed; ++n) {
				score += listener_uniform(&random) < 0.5 ? 1U : 0U;
				passed = n >= needed_from && score >= needed[n];
			}
			passes += passed ? 1U : 0U;
		}
		const double found = (double)passes / N_GUESSERS;
		assert_true(fabs(found - known[i]) <= sigmas * sigma_of(known[i], N_GUESSERS) + 0.0005);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guessers_pass_at_most_at_alpha),
		cmocka_unit_test(test_listeners_are_found_as_often_as_stated),
		cmocka_unit_test(test_peeking_would_have_cheated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
