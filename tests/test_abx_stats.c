// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a score means, against published tables and closed forms. */

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

/// Pass marks at 5 and 1 % with their p, and the power of the first at 60, 70, 80 and 90 %, as textbooks print them
typedef struct {
	unsigned trials;
	unsigned mark[2];
	double   p[2];
	double   power[4];
} Row;

static const Row rows[] = {
	{8, {7, 8}, {0.0352, 0.0039}, {0.11, 0.26, 0.50, 0.81}},
	{10, {9, 10}, {0.0107, 0.0010}, {0.05, 0.15, 0.38, 0.74}},
	{12, {10, 11}, {0.0193, 0.0032}, {0.08, 0.25, 0.56, 0.89}},
	{16, {12, 14}, {0.0384, 0.0021}, {0.17, 0.45, 0.80, 0.98}},
	{20, {15, 16}, {0.0207, 0.0059}, {0.13, 0.42, 0.80, 0.99}},
	{25, {18, 19}, {0.0216, 0.0073}, {0.15, 0.51, 0.89, 1.00}},
	{30, {20, 22}, {0.0494, 0.0081}, {0.29, 0.73, 0.97, 1.00}},
	{50, {32, 34}, {0.0325, 0.0077}, {0.34, 0.86, 1.00, 1.00}},
	{100, {59, 63}, {0.0443, 0.0060}, {0.62, 0.99, 1.00, 1.00}},
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]) };

/// Half of the last digit that a table has, and rounding of binary numbers
static void
check_digits(const double value, const double printed, const double last_digit)
{
	assert_true(fabs(value - printed) <= 0.5 * last_digit + 1e-9);
}

static void
test_pass_marks_are_those_of_the_table(void** const state)
{
	(void)state;
	static const double alphas[] = {0.05, 0.01};
	for (unsigned i = 0; i < N_ROWS; ++i) {
		for (unsigned k = 0; k < 2; ++k) {
			const ZoutAbxPlan    plan    = plan_of(ZOUT_ABX_PROTOCOL_ABX, rows[i].trials, alphas[k]);
			const ZoutAbxOutcome passing = {rows[i].trials, rows[i].mark[k]};
			const ZoutAbxOutcome below   = {rows[i].trials, rows[i].mark[k] - 1U};
			assert_int_equal(rows[i].mark[k], zout_abx_needed(&plan));
			check_digits(zout_abx_p_value(&plan, &passing), rows[i].p[k], 1e-4);
			assert_true(zout_abx_is_significant(&plan, zout_abx_p_value(&plan, &passing)));
			assert_false(zout_abx_is_significant(&plan, zout_abx_p_value(&plan, &below)));
		}
	}
}

static void
test_power_is_that_of_the_table(void** const state)
{
	(void)state;
	static const double shares[] = {0.6, 0.7, 0.8, 0.9};
	for (unsigned i = 0; i < N_ROWS; ++i) {
		const ZoutAbxPlan plan = plan_of(ZOUT_ABX_PROTOCOL_ABX, rows[i].trials, 0.05);
		for (unsigned k = 0; k < 4; ++k) {
			check_digits(zout_abx_power(&plan, shares[k]), rows[i].power[k], 1e-2);
		}
	}
}

static void
test_famous_near_misses_are_no_passes(void** const state)
{
	(void)state;
	// A table in print has them as 95 % results: it asked P(X <= k) >= 0.95
	static const ZoutAbxOutcome traps[] = {{10, 8}, {20, 14}, {100, 58}};
	static const double         p[]     = {0.0547, 0.0577, 0.0666};
	for (unsigned i = 0; i < 3; ++i) {
		const ZoutAbxPlan plan = plan_of(ZOUT_ABX_PROTOCOL_ABX, traps[i].trials, 0.05);
		check_digits(zout_abx_p_value(&plan, &traps[i]), p[i], 1e-4);
		assert_false(zout_abx_is_significant(&plan, zout_abx_p_value(&plan, &traps[i])));
		assert_true(zout_abx_at_most(traps[i].trials, traps[i].score, 0.5) >= 0.95); // the trap
	}
}

static void
test_trials_for_a_wanted_power_are_those_of_the_table(void** const state)
{
	(void)state;
	static const double   shares[]    = {0.60, 0.65, 0.70, 0.75, 0.80, 0.90};
	static const double   powers[]    = {0.8, 0.9};
	static const unsigned trials[][2] = {{158, 213}, {69, 93}, {37, 53}, {23, 33}, {18, 23}, {8, 11}};
	for (unsigned i = 0; i < 6; ++i) {
		for (unsigned k = 0; k < 2; ++k) {
			if (trials[i][k] > ZOUT_ABX_MAX_TRIALS) {
				continue; // 213
			}
			unsigned n = ZOUT_ABX_MIN_TRIALS;
			for (; n <= ZOUT_ABX_MAX_TRIALS; ++n) {
				const ZoutAbxPlan plan = plan_of(ZOUT_ABX_PROTOCOL_ABX, n, 0.05);
				if (zout_abx_power(&plan, shares[i]) >= powers[k]) {
					break;
				}
			}
			assert_int_equal(trials[i][k], n);
		}
	}
}

static void
test_tails_are_exact(void** const state)
{
	(void)state;
	// By Pascal's triangle: whole numbers below 2^53 for n <= 50, so every quotient by 2^n is exact
	double row[52] = {1.0};
	double worst   = 0.0;
	for (unsigned n = 1; n <= 50; ++n) {
		for (unsigned k = n; k > 0; --k) {
			row[k] += row[k - 1U];
		}
		double tail = 0.0;
		for (unsigned k = n + 1U; k-- > 0;) {
			tail += row[k];
			const double expected = ldexp(tail, -(int)n);
			// 50 logarithms of up to 40, each to half a unit in the 53rd bit
			probe_at_most(&worst, fabs(zout_abx_at_least(n, k, 0.5) / expected - 1.0), 1e-12);
		}
	}
	probe_report("tails at one half, worst relative error", worst, "");

	assert_true(fabs(zout_abx_at_least(200, 200, 1.0 / 3.0) / pow(1.0 / 3.0, 200.0) - 1.0) < 1e-12);
	assert_true(fabs(zout_abx_at_most(16, 0, 0.3) - pow(0.7, 16.0)) < 1e-15);
	assert_true(fabs(zout_abx_at_least(200, 100, 1.0 - 1e-13) - 1.0) < 1e-12); // first terms underflow
	assert_true(zout_abx_at_least(5, 0, 0.2) == 1.0 && zout_abx_at_least(5, 6, 0.9) == 0.0);
	assert_true(zout_abx_at_least(5, 5, 1.0) == 1.0 && zout_abx_at_least(5, 1, 0.0) == 0.0);
	assert_true(zout_abx_at_most(5, 5, 1.0) == 1.0 && zout_abx_at_most(5, 4, 1.0) == 0.0);
}

static void
test_interval_is_that_of_clopper_and_pearson(void** const state)
{
	(void)state;
	// Worked out with rational numbers by another program
	static const struct {
		ZoutAbxOutcome outcome;
		double         low, high;
	} known[] = {
		{{16, 12}, 0.476229180, 0.927337962},
		{{10, 8}, 0.443904538, 0.974789274},
		{{20, 14}, 0.457210818, 0.881068410},
		{{100, 58}, 0.477119196, 0.678014461},
		{{8, 5}, 0.244863216, 0.914766586},
		{{16, 9}, 0.298776899, 0.802465859},
		{{16, 1}, 0.001581112, 0.302320738},
		{{16, 15}, 0.697679262, 0.998418888},
	};
	double low  = 0.0;
	double high = 0.0;
	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); ++i) {
		const ZoutAbxPlan plan = plan_of(ZOUT_ABX_PROTOCOL_ABX, known[i].outcome.trials, 0.05);
		zout_abx_interval(&plan, &known[i].outcome, 0.95, &low, &high);
		check_digits(low, known[i].low, 1e-9);
		check_digits(high, known[i].high, 1e-9);
	}
	// Closed forms at the ends: nothing right, everything right
	for (unsigned n = 5; n <= 200; n += 13) {
		const ZoutAbxPlan    plan = plan_of(ZOUT_ABX_PROTOCOL_TRIANGLE, n, 0.05);
		const ZoutAbxOutcome none = {n, 0};
		const ZoutAbxOutcome all  = {n, n};
		zout_abx_interval(&plan, &none, 0.95, &low, &high);
		assert_true(low == 0.0 && fabs(high - (1.0 - pow(0.025, 1.0 / n))) < 1e-12);
		zout_abx_interval(&plan, &all, 0.95, &low, &high);
		assert_true(high == 1.0 && fabs(low - pow(0.025, 1.0 / n)) < 1e-12);
	}
}

static void
test_preference_has_two_sides_and_triangle_a_third(void** const state)
{
	(void)state;
	const ZoutAbxPlan preference = plan_of(ZOUT_ABX_PROTOCOL_PREFERENCE, 16, 0.05);
	for (unsigned k = 0; k <= 16; ++k) {
		const ZoutAbxOutcome a = {16, k};
		const ZoutAbxOutcome b = {16, 16 - k};
		assert_true(zout_abx_p_value(&preference, &a) == zout_abx_p_value(&preference, &b));
		// 2 * 697 / 65536 = 0.0213
		assert_true(zout_abx_is_significant(&preference, zout_abx_p_value(&preference, &a)) == (k >= 13 || k <= 3));
	}
	const ZoutAbxOutcome thirteen = {16, 13};
	const ZoutAbxOutcome half     = {16, 8};
	assert_true(fabs(zout_abx_p_value(&preference, &thirteen) - 2.0 * 697.0 / 65536.0) < 1e-14);
	assert_true(zout_abx_p_value(&preference, &half) == 1.0);
	assert_int_equal(13, zout_abx_needed(&preference));

	// Five trials in a triangle: 1 + 5 * 2 of 243 ways to have at least four right
	const ZoutAbxPlan    triangle = plan_of(ZOUT_ABX_PROTOCOL_TRIANGLE, 5, 0.05);
	const ZoutAbxOutcome four     = {5, 4};
	assert_true(fabs(zout_abx_p_value(&triangle, &four) - 11.0 / 243.0) < 1e-15);
	assert_int_equal(4, zout_abx_needed(&triangle));

	// Nothing can be shown with so few: 2^-5 is more than 1 %
	const ZoutAbxPlan short_plan = plan_of(ZOUT_ABX_PROTOCOL_ABX, 5, 0.01);
	assert_int_equal(6, zout_abx_needed(&short_plan));
	assert_true(zout_abx_power(&short_plan, 0.99) == 0.0);
}

static void
test_many_p_values_are_combined_by_fisher(void** const state)
{
	(void)state;
	// The sum of the closed form, worked out with 60 digits by another program
	static const struct {
		double   p; // of each
		unsigned n;
		double   combined;
	} known[] = {
		{1.0, 1, 1.0},
		{0.05, 1, 0.05},
		{0.3678794411714423, 750, 0.495144193335768},  // 1/e: the first term is exp(-750), which is no number
		{0.5, 1500, 1.0},                              // but for 4.6e-41
		{0.3455907525769745, 800, 0.0405838407937575}, // exp(-850/800)
	};
	for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); ++i) {
		const double combined = zout_abx_combined_p(log(known[i].p) * (double)known[i].n, known[i].n);
		// Logarithms of up to 10^4, to a unit in the 53rd bit
		assert_true(fabs(combined / known[i].combined - 1.0) <= 1e-10);
	}
	assert_true(zout_abx_combined_p(0.0, 0) >= 1.0);
	assert_true(zout_abx_combined_p(0.0, 7) >= 1.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pass_marks_are_those_of_the_table),
		cmocka_unit_test(test_power_is_that_of_the_table),
		cmocka_unit_test(test_famous_near_misses_are_no_passes),
		cmocka_unit_test(test_trials_for_a_wanted_power_are_those_of_the_table),
		cmocka_unit_test(test_tails_are_exact),
		cmocka_unit_test(test_interval_is_that_of_clopper_and_pearson),
		cmocka_unit_test(test_preference_has_two_sides_and_triangle_a_third),
		cmocka_unit_test(test_many_p_values_are_combined_by_fisher),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
