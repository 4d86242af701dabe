// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The test that may end early: every sequence of answers, and what it risks. */

#include "abx/stats.h"
#include "probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

static ZoutAbxPlan
plan_of(const ZoutAbxProtocol protocol, const unsigned trials, const double alpha)
{
	ZoutAbxPlan plan;
	zout_abx_plan_init(&plan);
	plan.protocol = protocol;
	plan.trials   = trials;
	plan.alpha    = alpha;
	return plan;
}

static void
test_sprt_steps_and_bounds_are_walds(void** const state)
{
	(void)state;
	ZoutAbxPlan plan = plan_of(ZOUT_ABX_PROTOCOL_ABX, 40, 0.05);
	plan.stop        = ZOUT_ABX_STOP_SPRT;
	// +0.4700 per hit, -0.9163 per miss, bounds 2.944: 7 hits in a row are 3.29, 6 are 2.82; 4 misses -3.67, 3 -2.75
	for (unsigned n = 1; n <= 7; ++n) {
		const ZoutAbxOutcome hits = {n, n};
		assert_int_equal(n < 7 ? ZOUT_ABX_GO_ON : ZOUT_ABX_UPPER, zout_abx_sprt(&plan, &hits));
	}
	for (unsigned n = 1; n <= 4; ++n) {
		const ZoutAbxOutcome misses = {n, 0};
		assert_int_equal(n < 4 ? ZOUT_ABX_GO_ON : ZOUT_ABX_LOWER, zout_abx_sprt(&plan, &misses));
	}
	// One miss among them takes two hits more: 9 of 10 are 3.31, 8 of 9 2.84
	const ZoutAbxOutcome eight = {9, 8};
	const ZoutAbxOutcome nine  = {10, 9};
	assert_int_equal(ZOUT_ABX_GO_ON, zout_abx_sprt(&plan, &eight));
	assert_int_equal(ZOUT_ABX_UPPER, zout_abx_sprt(&plan, &nine));
	const ZoutAbxOutcome seven = {7, 7};
	assert_true(fabs(zout_abx_p_value(&plan, &seven) - 1.0 / 128.0) < 1e-15); // the earliest way up
}

/// Follows every sequence of right and wrong answers: 2^n of them
static void
enumerate(const ZoutAbxPlan* const plan,
          const ZoutAbxOutcome     at,
          const double             probability,
          const double             p,
          double                   ends[2],
          double* const            trials)
{
	if (at.trials && zout_abx_is_over(plan, &at)) {
		ends[zout_abx_is_significant(plan, zout_abx_p_value(plan, &at))] += probability;
		*trials += probability * (double)at.trials;
		return;
	}
	const ZoutAbxOutcome hit  = {at.trials + 1U, at.score + 1U};
	const ZoutAbxOutcome miss = {at.trials + 1U, at.score};
	enumerate(plan, hit, probability * p, p, ends, trials);
	enumerate(plan, miss, probability * (1.0 - p), p, ends, trials);
}

static void
test_sequential_power_is_that_of_all_sequences(void** const state)
{
	(void)state;
	static const double shares[] = {1.0 / 3.0, 0.5, 0.7, 0.8, 0.9};
	for (unsigned i = 0; i < 10; ++i) {
		ZoutAbxPlan plan             = plan_of(i < 5 ? ZOUT_ABX_PROTOCOL_ABX : ZOUT_ABX_PROTOCOL_TRIANGLE, 16, 0.05);
		plan.stop                    = ZOUT_ABX_STOP_SPRT;
		const ZoutAbxOutcome start   = {0, 0};
		double               ends[2] = {0.0, 0.0};
		double               trials  = 0.0;
		enumerate(&plan, start, 1.0, shares[i % 5], ends, &trials);
		assert_true(fabs(ends[0] + ends[1] - 1.0) < 1e-12);
		assert_true(fabs(zout_abx_power(&plan, shares[i % 5]) - ends[1]) < 1e-12);
		assert_true(fabs(zout_abx_expected_trials(&plan, shares[i % 5]) - trials) < 1e-10);
	}
}

static void
test_no_plan_risks_more_than_alpha(void** const state)
{
	(void)state;
	static const double alphas[]  = {0.01, 0.05, 0.1};
	static const double targets[] = {0.6, 0.7, 0.8, 0.9};
	double              worst     = 0.0;
	for (unsigned i = 0; i < 3; ++i) {
		for (unsigned n = ZOUT_ABX_MIN_TRIALS; n <= ZOUT_ABX_MAX_TRIALS; ++n) {
			for (unsigned protocol = 0; protocol < 3; ++protocol) {
				ZoutAbxPlan  plan   = plan_of((ZoutAbxProtocol)protocol, n, alphas[i]);
				const double chance = zout_abx_chance(plan.protocol);
				probe_at_most(&worst, zout_abx_power(&plan, chance) / alphas[i], 1.0 + 1e-12);
				for (unsigned k = 0; k < 4 && protocol != ZOUT_ABX_PROTOCOL_PREFERENCE && n % 5U == 0; ++k) {
					plan.stop   = ZOUT_ABX_STOP_SPRT;
					plan.target = targets[k];
					probe_at_most(&worst, zout_abx_power(&plan, chance) / alphas[i], 1.0 + 1e-12);
				}
			}
		}
	}
	probe_report("risk of a guesser's pass over alpha, worst of all plans", worst, "");
}

static void
test_sequential_p_and_interval_agree(void** const state)
{
	(void)state;
	// The lower limit of a one-sided 95 % interval lies above one half exactly when p is below 5 %
	ZoutAbxPlan plan = plan_of(ZOUT_ABX_PROTOCOL_ABX, 30, 0.05);
	plan.stop        = ZOUT_ABX_STOP_SPRT;
	for (unsigned n = 1; n <= 30; ++n) {
		for (unsigned k = 0; k <= n; ++k) {
			const ZoutAbxOutcome outcome = {n, k};
			if (!zout_abx_is_over(&plan, &outcome)) {
				continue;
			}
			double low  = 0.0;
			double high = 0.0;
			zout_abx_interval(&plan, &outcome, 0.9, &low, &high);
			assert_true(low <= high);
			if (zout_abx_sprt(&plan, &outcome) == ZOUT_ABX_LOWER) { // decided for guessing, whatever came before
				assert_false(zout_abx_is_significant(&plan, zout_abx_p_value(&plan, &outcome)));
			} else {
				assert_true((low > 0.5) == zout_abx_is_significant(&plan, zout_abx_p_value(&plan, &outcome)));
			}
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sprt_steps_and_bounds_are_walds),
		cmocka_unit_test(test_sequential_power_is_that_of_all_sequences),
		cmocka_unit_test(test_no_plan_risks_more_than_alpha),
		cmocka_unit_test(test_sequential_p_and_interval_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
