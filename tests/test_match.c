// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The advice on amplifiers and headphones: limits and needs, against figures worked out by hand.
 *
 * Loads are resistors here unless a test says otherwise, so that every expected number is Ohm's law.
 */

#include "matches.h"
#include "measure/match.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

// Closed forms in double precision on settings in single precision (6e-8 of the value)
static const double rounding = 1e-6;

/* 2 V and 8.35 dB are 5.230 V: Expanse 23 ohm, 665 mV, HD650 320 ohm, 288 mV, HE-6 50 ohm, 1250 mV. The review found
 * little power for the first and enough for the second. The levels are given to half a decibel. */
static void
test_hpa_1_on_2_v_reaches_what_its_review_found(void** const state)
{
	(void)state;
	static const double cases[][3] = {{23.0, 665.0, 111.5}, {320.0, 288.0, 119.0}, {50.0, 1250.0, 106.0}};
	for (unsigned i = 0; i < 3; ++i) {
		const ZoutSettings settings = matches_hpa_1(cases[i][0], cases[i][1]);
		const ZoutReach    reach    = zout_match_reach(&settings, 1e3);
		assert_near(cases[i][2], reach.sine.spl_db, 0.25);
		assert_near(3.0103, reach.sine.peak_spl_db - reach.sine.spl_db, 1e-4);
		assert_int_equal(reach.limit, ZOUT_LIMIT_SOURCE);
		assert_near(5.2304, reach.sine.open_vrms, 1e-4);
	}
}

/* The same source into 300 ohm: 5.2304 V * 300 / 301.35 and its square over 300 ohm is 90.4 mW, where the review
 * measured 92 mW (0.08 dB). */
static void
test_power_is_that_of_the_divider(void** const state)
{
	(void)state;
	const ZoutSettings settings = matches_hpa_1(300.0, 288.0);
	const ZoutReach    reach    = zout_match_reach(&settings, 1e3);
	assert_near(5.2069, reach.sine.voltage_vrms, 1e-4);
	assert_near(17.356e-3, reach.sine.current_a, 1e-6);
	assert_near(90.37e-3, reach.sine.power_w, 1e-5);
}

/* 3.5 W into 20 ohm by the maker: 10 V / (1 + 2.5 / 21.35) = 8.952 V without a load, 8.386 V at 20 ohm, 3.516 W. */
static void
test_clip_level_falls_by_clip_resistance(void** const state)
{
	(void)state;
	ZoutSettings settings             = matches_hpa_1(20.0, 100.0);
	settings.value[ZOUT_SOURCE_LEVEL] = 20.0F;
	const ZoutReach reach             = zout_match_reach(&settings, 1e3);
	assert_int_equal(reach.limit, ZOUT_LIMIT_CLIPPING);
	assert_near(8.952, reach.sine.open_vrms, 1e-3);
	assert_near(8.386, reach.sine.voltage_vrms, 1e-3);
	assert_near(3.516, reach.sine.power_w, 1e-3);
}

/* Into a coil the current is late: |1 + 10 / (4 + j 31.416)| = |1.0399 - j 0.3132| = 1.0860 at 1 kHz with 5 mH. */
static void
test_clip_level_minds_the_phase_of_the_current(void** const state)
{
	(void)state;
	ZoutSettings settings                = matches_resistor(32.0);
	settings.value[ZOUT_SOURCE_LEVEL]    = 20.0F;
	settings.value[ZOUT_MAX_VOLTAGE]     = 10.0F;
	settings.value[ZOUT_CLIP_RESISTANCE] = 10.0F;
	settings.value[ZOUT_RESISTANCE]      = 4.0F;
	settings.value[ZOUT_INDUCTANCE]      = 5.0F;
	assert_near(10.0 / 1.0860, zout_match_reach(&settings, 1e3).sine.voltage_vrms, 1e-3);
}

/* 16 ohm and 2.5465 mH, which are 16 ohm at 1 kHz: 1 V makes 44.19 mA and 44.19² * 16 = 31.25 mW, not 62.5 mW. */
static void
test_power_is_that_of_the_resistance(void** const state)
{
	(void)state;
	ZoutSettings settings           = matches_resistor(32.0);
	settings.value[ZOUT_RESISTANCE] = 16.0F;
	settings.value[ZOUT_INDUCTANCE] = 2.546479F;
	const ZoutSine sine             = zout_match_sine(&settings, 1e3, 1.0);
	assert_near(44.194e-3, sine.current_a, 1e-6);
	assert_near(31.25e-3, sine.power_w, 1e-6);
}

static void
test_current_limit_is_ohms_law(void** const state)
{
	(void)state;
	ZoutSettings settings            = matches_resistor(32.0);
	settings.value[ZOUT_MAX_CURRENT] = 100.0F;
	settings.value[ZOUT_RESISTANCE]  = 16.0F;
	const ZoutReach reach            = zout_match_reach(&settings, 1e3);
	assert_int_equal(reach.limit, ZOUT_LIMIT_CURRENT);
	assert_near(1.6, reach.sine.voltage_vrms, rounding);
	assert_near(0.16, reach.sine.power_w, rounding);
	assert_near(100.0 + 20.0 * log10(1.6), reach.sine.spl_db, rounding);
}

/* A resonance at 1 kHz lifts 16 ohm to 116: 200 mA allow 23.2 V there, and 3.2 V where the impedance is 16 ohm. The
 * resonance (Q = 20) leaves less than 0.1 ohm of itself at 20 Hz and 20 kHz. */
static void
test_weakest_frequency_is_where_the_impedance_is_lowest(void** const state)
{
	(void)state;
	ZoutSettings settings             = matches_resistor(32.0);
	settings.value[ZOUT_SOURCE_LEVEL] = 20.0F;
	settings.value[ZOUT_MAX_CURRENT]  = 200.0F;
	settings.value[ZOUT_RESISTANCE]   = 16.0F;
	settings.value[ZOUT_F1]           = 1000.0F;
	settings.value[ZOUT_R1]           = 100.0F;
	settings.value[ZOUT_Q1]           = 20.0F;
	assert_near(23.2, zout_match_reach(&settings, 1e3).allowed_vrms[ZOUT_LIMIT_CURRENT], 1e-5);
	const ZoutReach weakest = zout_match_reach_weakest(&settings);
	assert_near(3.2, weakest.sine.open_vrms, 0.02);
	assert_true(weakest.sine.frequency_hz < 25.0 || weakest.sine.frequency_hz > 16e3);
	assert_int_equal(weakest.limit, ZOUT_LIMIT_CURRENT);

	const ZoutLoadRange range = zout_match_load_range(&settings);
	assert_near(116.0, range.reference_ohm, 1e-4);
	assert_near(116.0, range.highest_ohm, 0.1); // 1/100 octave beside the peak at most: Q f/f0 of 0.14
	assert_near(16.0, range.lowest_ohm, 0.1);
}

/// Volts and milliamperes for 110 dB SPL, from the millivolts for 94 dB SPL: 6.31 times as many
static void
test_needs_for_110_db_are_those_of_the_measured_table(void** const state)
{
	(void)state;
	static const struct {
		double mv_for_94_db, load_ohm, need_vrms, need_ma, volt_digit, ma_digit;
	} rows[] = {
		{288, 320, 1.82, 5.7, 0.01, 0.1}, // Sennheiser HD650
		{295, 59, 1.86, 31, 0.01, 1},     // AKG K701
		{948, 616, 5.98, 9.7, 0.01, 0.1}, // Beyerdynamic DT880-600
		{665, 23, 4.20, 182, 0.01, 1},    // Dan Clark Expanse
		{152, 20, 0.96, 48, 0.01, 1},     // Audeze LCD-X
		{318, 40, 2.0, 50, 0.1, 1},       // HiFiMan Sundara
		{328, 25, 2.07, 83, 0.01, 1},     // HiFiMan HE400se
		{1250, 50, 7.9, 158, 0.1, 1},     // HiFiMan HE-6
		{1370, 64, 8.6, 135, 0.1, 1},     // HiFiMan HE-6se
		{1290, 65, 8.1, 125, 0.1, 1},     // HiFiMan Susvara
	};
	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); ++i) {
		const ZoutSettings settings = matches_hpa_1(rows[i].load_ohm, rows[i].mv_for_94_db);
		const ZoutSine     needed   = zout_match_sine_of_spl(&settings, 1e3, 110.0);
		assert_near(rows[i].need_vrms, needed.voltage_vrms, 0.51 * rows[i].volt_digit); // of the last printed digit
		assert_near(rows[i].need_ma, 1e3 * needed.current_a, 0.6 * rows[i].ma_digit);   // 31.5 is printed as 31
	}
	const ZoutSettings expanse = matches_hpa_1(23.0, 665.0);
	assert_near(0.77, zout_match_sine_of_spl(&expanse, 1e3, 110.0).power_w, 0.005);
}

/* What a headphone needs and what its amplifier has make the headroom; a gain switch moves the volume. */
static void
test_figures_belong_together(void** const state)
{
	(void)state;
	ZoutSettings settings         = matches_resistor(32.0);
	settings.value[ZOUT_GAIN]     = 20.0F;
	settings.value[ZOUT_TRACKING] = 2.0F;
	const ZoutMatchAsked asked    = {.target_db = 106.0, .positions_db = {0.0, 10.0, 20.0}, .n_positions = 3};
	ZoutMatch            match;
	zout_match(&settings, &asked, &match);
	assert_near(20.0 * log10(20.0) - 6.0, match.headroom_db, 1e-5); // 20 V are 126.02 dB
	assert_near(106.0, match.heard.spl_db, 1e-5);
	assert_near(1.9953, match.needed.voltage_vrms, 1e-4);
	assert_near(62.35e-3, match.needed_at_lowest_a, 1e-5);
	assert_near(6.0 - 20.0 * log10(2.0), match.needed_gain_db, 1e-5);
	assert_near(-20.0206, match.present.volume_db, 1e-4);
	assert_near(10.0, match.suggested.gain_db, rounding);
	assert_near(-10.0206, match.suggested.volume_db, 1e-4);
	assert_near(2.0 * pow(10.0206 / 60.0, 1.5), match.suggested.balance_db, 1e-5);
	assert_near(100.0 - 10.0 * log10(1000.0 / 32.0), match.sensitivity_per_mw_db, 1e-5);
	assert_near(92.0, match.programme_db, 1e-5); // 14 LUFS below full scale

	settings.value[ZOUT_GAIN] = 0.0F;
	zout_match(&settings, &(ZoutMatchAsked){.target_db = 120.0}, &match);
	assert_near(20.0 * log10(2.0) - 20.0, match.headroom_db, 1e-5);
	assert_near(match.reach.sine.spl_db, match.heard.spl_db, 0.0); // out of reach: what is reached is heard
	assert_near(0.0, match.suggested.gain_db, 0.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hpa_1_on_2_v_reaches_what_its_review_found),
		cmocka_unit_test(test_power_is_that_of_the_divider),
		cmocka_unit_test(test_clip_level_falls_by_clip_resistance),
		cmocka_unit_test(test_clip_level_minds_the_phase_of_the_current),
		cmocka_unit_test(test_power_is_that_of_the_resistance),
		cmocka_unit_test(test_current_limit_is_ohms_law),
		cmocka_unit_test(test_weakest_frequency_is_where_the_impedance_is_lowest),
		cmocka_unit_test(test_needs_for_110_db_are_those_of_the_measured_table),
		cmocka_unit_test(test_figures_belong_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
