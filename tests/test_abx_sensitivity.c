// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Sensitivity, against observers made of dice; and answers that lean to one side. */

#include "abx/stats.h"
#include "abx_listener.h"
#include "probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

static double
normal(uint64_t* const state)
{
	const double radius = sqrt(-2.0 * log(1.0 - listener_uniform(state)));
	return radius * cos(6.283185307179586477 * listener_uniform(state));
}

/// One trial of an observer who senses a 0 as a normal variable and a 1 as one that lies `d` higher
static bool
observe(const ZoutAbxProtocol protocol, const ZoutAbxObserver observer, const double d, uint64_t* const state)
{
	const bool   truth = listener_uniform(state) < 0.5;
	const double low   = normal(state);
	const double high  = d + normal(state);
	const double third = (truth ? d : 0.0) + normal(state);
	if (protocol == ZOUT_ABX_PROTOCOL_PREFERENCE) {
		return high > low;
	}
	if (protocol == ZOUT_ABX_PROTOCOL_TRIANGLE) { // the pair is `third` and the one of its kind
		const double pair = truth ? high : low;
		const double odd  = truth ? low : high;
		return fabs(pair - third) < fabs(pair - odd) && fabs(pair - third) < fabs(third - odd);
	}
	if (observer == ZOUT_ABX_DIFFERENCING) { // to which of the two X is nearer
		return (fabs(third - high) < fabs(third - low)) == truth;
	}
	const bool order = high > low; // which is which, and on which side X lies
	return ((third > 0.5 * d) == order) == truth;
}

static void
test_sensitivity_is_that_of_simulated_observers(void** const state)
{
	(void)state;
	enum { N = 200000 };
	static const struct {
		ZoutAbxProtocol protocol;
		ZoutAbxObserver observer;
	} models[] = {
		{ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_DIFFERENCING},
		{ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_INDEPENDENT},
		{ZOUT_ABX_PROTOCOL_PREFERENCE, ZOUT_ABX_DIFFERENCING},
		{ZOUT_ABX_PROTOCOL_TRIANGLE, ZOUT_ABX_DIFFERENCING},
	};
	uint64_t random = 20261121;
	double   worst  = 0.0;
	for (unsigned i = 0; i < 4; ++i) {
		assert_true(fabs(zout_abx_share_of_d(models[i].protocol, models[i].observer, 0.0) -
		                 zout_abx_chance(models[i].protocol)) < 1e-9);
		for (double d = 0.5; d < 3.5; d += 1.0) {
			unsigned right = 0;
			for (unsigned n = 0; n < N; ++n) {
				right += observe(models[i].protocol, models[i].observer, d, &random) ? 1U : 0U;
			}
			const double share = zout_abx_share_of_d(models[i].protocol, models[i].observer, d);
			const double sigma = sqrt(share * (1.0 - share) / N);
			probe_at_most(&worst, fabs((double)right / N - share) / sigma, 4.0); // 16 draws: 1 in 1000 beyond
			const ZoutAbxOutcome outcome = {10000, (unsigned)lrint(10000.0 * share)};
			const double         slope   = 0.05; // share per d', at least, up to 3.5
			assert_true(fabs(zout_abx_d_prime(models[i].protocol, models[i].observer, &outcome) - d) < 0.5e-4 / slope);
		}
	}
	probe_report("observers, worst deviation", worst, "sigma");
}

static void
test_sensitivity_at_the_ends(void** const state)
{
	(void)state;
	const ZoutAbxOutcome perfect = {16, 16};
	const ZoutAbxOutcome half    = {16, 8};
	const ZoutAbxOutcome other   = {16, 3};
	const ZoutAbxOutcome mirror  = {16, 13};
	const ZoutAbxOutcome nothing = {0, 0};
	const double         d       = zout_abx_d_prime(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_DIFFERENCING, &perfect);
	assert_true(fabs(zout_abx_share_of_d(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_DIFFERENCING, d) - 15.5 / 16.0) < 1e-9);
	assert_true(zout_abx_d_prime(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_INDEPENDENT, &half) == 0.0);
	assert_true(zout_abx_d_prime(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_INDEPENDENT, &other) == 0.0);
	assert_true(zout_abx_d_prime(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_INDEPENDENT, &nothing) == 0.0);
	assert_true(zout_abx_d_prime(ZOUT_ABX_PROTOCOL_PREFERENCE, ZOUT_ABX_DIFFERENCING, &other) ==
	            -zout_abx_d_prime(ZOUT_ABX_PROTOCOL_PREFERENCE, ZOUT_ABX_DIFFERENCING, &mirror));
}

static void
test_answer_bias(void** const state)
{
	(void)state;
	const unsigned even[]   = {8, 8, 0};
	const unsigned all_a[]  = {16, 0, 0};
	const unsigned thirds[] = {5, 5, 5};
	const unsigned skewed[] = {9, 3, 3};
	const unsigned none[]   = {0, 0, 0};
	assert_true(zout_abx_bias_p(2, even) == 1.0);
	assert_true(fabs(zout_abx_bias_p(2, all_a) - 2.0 / 65536.0) < 1e-15);
	assert_true(zout_abx_bias_p(3, thirds) == 1.0 && zout_abx_bias_p(3, none) == 1.0);
	assert_true(fabs(zout_abx_bias_p(3, skewed) - exp(-2.4)) < 1e-12); // chi2 = (16 + 4 + 4) / 5
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sensitivity_is_that_of_simulated_observers),
		cmocka_unit_test(test_sensitivity_at_the_ends),
		cmocka_unit_test(test_answer_bias),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
