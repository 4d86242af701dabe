// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Rules of thumb against numbers that bear them out or contradict them, and the largest difference. */

#include "matches.h"
#include "measure/match.h"
#include "measure/match_rules.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

// Closed forms in double precision on settings in single precision (6e-8 of the value)
static const double rounding = 1e-6;

static ZoutRule
rule_of(const ZoutSettings* const settings, const bool planar, const ZoutRuleId id)
{
	const ZoutMatchAsked asked = {.target_db = 110.0, .planar = planar};
	ZoutMatch            match;
	zout_match(settings, &asked, &match);
	return zout_match_rule(&match, settings, id);
}

static void
test_rule_of_one_eighth_is_contradicted_by_resistive_loads(void** const state)
{
	(void)state;
	ZoutSettings settings                 = matches_resistor(65); // a planar
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 75.0F;
	const ZoutRule rule                   = rule_of(&settings, true, ZOUT_RULE_EIGHTH);
	assert_true(rule.warns);
	assert_near(65.0 / 8.0, rule.limit, 1e-5);
	assert_near(0.0, rule.found, 1e-9);
	assert_int_equal(rule.verdict, ZOUT_RULE_CONTRADICTED);

	const ZoutMatchAsked asked = {.target_db = 110.0, .load_assumed = true};
	ZoutMatch            match;
	zout_match(&settings, &asked, &match);
	assert_int_equal(zout_match_rule(&match, &settings, ZOUT_RULE_EIGHTH).verdict, ZOUT_RULE_UNDECIDED);
}

/* 79 ohm with a resonance of 300 ohm, as the Focal Utopia has: 8 ohm keep the rule and change the response by
 * (300/308) / (79/87) = 0.61 dB. */
static void
test_rule_of_one_eighth_is_contradicted_by_high_resonances(void** const state)
{
	(void)state;
	ZoutSettings settings                 = matches_phone(79, 0, 60, 221, 5);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 8.0F;
	const ZoutRule rule                   = rule_of(&settings, false, ZOUT_RULE_EIGHTH);
	assert_false(rule.warns);
	assert_near(20.0 * log10((300.0 / 308.0) / (79.0 / 87.0)), rule.found, 0.005); // |Z| at 1 kHz is 79.07 ohm
	assert_int_equal(rule.verdict, ZOUT_RULE_CONTRADICTED);

	settings.value[ZOUT_OUTPUT_CAPACITOR] = 47.0F; // a high-pass of 40 Hz into 87 ohm is none of the rule's
	assert_near(rule.found, rule_of(&settings, false, ZOUT_RULE_EIGHTH).found, rounding);
	settings.value[ZOUT_OUTPUT_CAPACITOR] = 0.0F;

	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 75.0F;
	assert_int_equal(rule_of(&settings, false, ZOUT_RULE_EIGHTH).verdict, ZOUT_RULE_AGREES);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 0.5F;
	assert_int_equal(rule_of(&settings, false, ZOUT_RULE_EIGHTH).verdict, ZOUT_RULE_AGREES);
}

static void
test_rules_of_power_are_judged_by_the_volts_that_are_needed(void** const state)
{
	(void)state;
	ZoutSettings hd650             = matches_resistor(320); // 1.82 V
	ZoutSettings lcd_xc            = matches_resistor(20);  // 94.7 dB/mW, yet 0.82 V
	ZoutSettings he_6              = matches_resistor(50);
	hd650.value[ZOUT_SENSITIVITY]  = 104.8F;
	lcd_xc.value[ZOUT_SENSITIVITY] = 111.7F;
	he_6.value[ZOUT_SENSITIVITY]   = 92.1F;
	assert_int_equal(rule_of(&hd650, false, ZOUT_RULE_NEEDS_AMP).verdict, ZOUT_RULE_AGREES);
	assert_int_equal(rule_of(&hd650, false, ZOUT_RULE_PLANAR).verdict, ZOUT_RULE_NOT_APPLICABLE);

	const ZoutRule of_lcd_xc = rule_of(&lcd_xc, true, ZOUT_RULE_NEEDS_AMP);
	assert_near(94.7, of_lcd_xc.judged, 0.05);
	assert_near(0.822, of_lcd_xc.found, 0.001);
	assert_int_equal(of_lcd_xc.verdict, ZOUT_RULE_CONTRADICTED);

	const ZoutRule of_he_6 = rule_of(&he_6, true, ZOUT_RULE_PLANAR);
	assert_near(50.0, of_he_6.judged, 1e-3);
	assert_int_equal(of_he_6.verdict, ZOUT_RULE_CONTRADICTED);
}

/* 100 V over 32 uV would be 130 dB: with 134.5 dB/V that noise is still 44.6 dB SPL(A). */
static void
test_background_is_judged_by_noise_and_hum(void** const state)
{
	(void)state;
	ZoutSettings settings             = matches_resistor(9);
	settings.value[ZOUT_SOURCE_LEVEL] = 10.0F;
	settings.value[ZOUT_NOISE]        = 32.0F;
	settings.value[ZOUT_SENSITIVITY]  = 134.5F;
	const ZoutRule rule               = rule_of(&settings, false, ZOUT_RULE_BACKGROUND);
	assert_near(20.0 * log10(10.0 / 32e-6), rule.judged, 0.01);
	assert_near(44.6, rule.found, 0.05);
	assert_false(rule.warns);
	assert_int_equal(rule.verdict, ZOUT_RULE_CONTRADICTED);

	settings.value[ZOUT_SENSITIVITY] = 95.0F;
	assert_int_equal(rule_of(&settings, false, ZOUT_RULE_BACKGROUND).verdict, ZOUT_RULE_AGREES);
	settings.value[ZOUT_NOISE] = 0.0F;
	assert_int_equal(rule_of(&settings, false, ZOUT_RULE_BACKGROUND).verdict, ZOUT_RULE_NOT_APPLICABLE);

	// Hum alone: 50 Hz and its multiples, at the levels of dsp/noise.h, sum up to 16.12 dB(A) below the first one
	settings.value[ZOUT_HUM] = 1000.0F;
	const ZoutRule of_hum    = rule_of(&settings, false, ZOUT_RULE_BACKGROUND);
	assert_near(80.0 + 16.12, of_hum.judged, 0.01);
	assert_near(60.0 + 95.0 - 120.0 - 16.12, of_hum.found, 0.01);
	assert_int_equal(of_hum.verdict, ZOUT_RULE_NOT_APPLICABLE); // the rule says nothing of less than 100 dB
	settings.value[ZOUT_SENSITIVITY] = 100.0F;
	assert_int_equal(rule_of(&settings, false, ZOUT_RULE_BACKGROUND).verdict, ZOUT_RULE_AGREES);
}

/* Hiss of 44.6 dB SPL(A) is 34.6 dB beyond 10; a change of 0.6 dB is 6.02 dB beyond 0.3. */
static void
test_largest_difference_is_furthest_beyond_audible(void** const state)
{
	(void)state;
	ZoutSettings settings                 = matches_phone(79, 0, 60, 221, 0.76);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 8.0F;
	const ZoutMatchAsked asked            = {.target_db = 110.0};
	ZoutMatch            match;
	zout_match(&settings, &asked, &match);
	assert_int_equal(match.largest, ZOUT_DIFFERENCE_RESPONSE);
	assert_near(20.0 * log10(match.response.largest_db / 0.3), match.differences[match.largest].margin_db, rounding);
	assert_true(isinf(match.differences[ZOUT_DIFFERENCE_HISS].margin_db));

	settings.value[ZOUT_NOISE]       = 32.0F;
	settings.value[ZOUT_SENSITIVITY] = 134.5F;
	zout_match(&settings, &asked, &match);
	assert_int_equal(match.largest, ZOUT_DIFFERENCE_HISS);
	assert_near(match.silence.noise_db - 10.0, match.differences[match.largest].margin_db, rounding);

	settings.value[ZOUT_HUM] = 10000.0F;
	zout_match(&settings, &asked, &match);
	assert_int_equal(match.largest, ZOUT_DIFFERENCE_HUM);
	assert_near(44.0, match.differences[ZOUT_DIFFERENCE_HUM].audible, rounding); // ISO 226 at 50 Hz
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rule_of_one_eighth_is_contradicted_by_resistive_loads),
		cmocka_unit_test(test_rule_of_one_eighth_is_contradicted_by_high_resonances),
		cmocka_unit_test(test_rules_of_power_are_judged_by_the_volts_that_are_needed),
		cmocka_unit_test(test_background_is_judged_by_noise_and_hum),
		cmocka_unit_test(test_largest_difference_is_furthest_beyond_audible),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
