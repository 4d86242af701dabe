// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Sensitivities, gain positions, volume controls and doses, against tables and figures worked out by hand. */

#include "matches.h"
#include "measure/match.h"
#include "measure/match_dose.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

// Closed forms in double precision on settings in single precision (6e-8 of the value)
static const double rounding = 1e-6;

/* 96 dB/mW at 80, 250 and 600 ohm, 103 dB/mW at 20 ohm. */
static void
test_sensitivities_convert_by_the_impedance(void** const state)
{
	(void)state;
	assert_near(107.0, zout_match_per_volt_db(96.0, 80.0), 0.05);
	assert_near(102.0, zout_match_per_volt_db(96.0, 250.0), 0.05);
	assert_near(98.2, zout_match_per_volt_db(96.0, 600.0), 0.05);
	assert_near(120.0, zout_match_per_volt_db(103.0, 20.0), 0.05);
	assert_near(103.0, zout_match_per_mw_db(zout_match_per_volt_db(103.0, 20.0), 20.0), rounding);
}

/* 15 % of the voltage in the middle, straight to 0 and to 1 from there. */
static void
test_potentiometer_stands_at_noon_for_15_percent(void** const state)
{
	(void)state;
	assert_near(17.0, zout_match_clock_h(0.0), rounding);
	assert_near(17.0, zout_match_clock_h(6.0), rounding);
	assert_near(12.0, zout_match_clock_h(20.0 * log10(0.15)), rounding);
	assert_near(9.5, zout_match_clock_h(20.0 * log10(0.075)), rounding);
	assert_near(14.5, zout_match_clock_h(20.0 * log10(0.575)), rounding);
	assert_near(7.0, zout_match_clock_h(-140.0), 1e-4);
}

/* 0.25 dB at noon (-16.5 dB) is what was measured of the unit whose 1.7 dB at -60 dB follow from it. */
static void
test_channel_error_grows_with_attenuation(void** const state)
{
	(void)state;
	assert_near(0.25, zout_match_balance_db(1.7, -16.5), 0.01);
	assert_near(1.7, zout_match_balance_db(1.7, -60.0), rounding);
	assert_near(0.0, zout_match_balance_db(1.7, 0.0), rounding);
	assert_near(0.0, zout_match_balance_db(1.7, 3.0), rounding);
}

/* 2 V and 12 dB make 7.962 V; 1 V of it is -18.02 dB. */
static void
test_volume_is_what_remains_of_source_and_gain(void** const state)
{
	(void)state;
	const ZoutSettings settings = matches_resistor(32.0);
	const ZoutVolume   volume   = zout_match_volume(&settings, 12.0, 1.0);
	assert_near(-18.0206, volume.volume_db, 1e-4);
	assert_near(12.0, volume.gain_db, rounding);
}

static void
test_suggested_gain_is_the_lowest_with_a_reserve(void** const state)
{
	(void)state;
	static const double positions[] = {20.0, 6.0, 12.0};
	assert_near(6.0, zout_match_suggested_gain_db(positions, 3, 3.0), rounding);
	assert_near(12.0, zout_match_suggested_gain_db(positions, 3, 3.1), rounding);
	assert_near(20.0, zout_match_suggested_gain_db(positions, 3, 17.0), rounding);
	assert_near(20.0, zout_match_suggested_gain_db(positions, 3, 30.0), rounding); // none reaches: the highest
	assert_near(6.0, zout_match_suggested_gain_db(positions, 3, -40.0), rounding);
}

/// The tables of NIOSH 98-126 and WHO-ITU H.870
static void
test_doses_are_those_of_the_tables(void** const state)
{
	(void)state;
	static const double niosh[][2] = {{85, 8}, {88, 4}, {91, 2}, {94, 1}, {100, 0.25}};
	for (unsigned i = 0; i < 5; ++i) {
		assert_near(niosh[i][1], zout_match_niosh_day_h(niosh[i][0]), rounding);
	}
	// The standard halves per 3 dB, which are 3.01 dB in Pa²h: 0.25 % for each step away from 80 dB
	static const double who[][2] = {{80, 40}, {83, 20}, {89, 5}, {95, 1.25}};
	for (unsigned i = 0; i < 4; ++i) {
		assert_near(who[i][1], zout_match_who_week_h(who[i][0]), 0.015 * who[i][1]);
	}
	assert_near(40.0, zout_match_who_child_week_h(75.0), 0.4); // 0.51 Pa²h is rounded: 40.3 h
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sensitivities_convert_by_the_impedance),
		cmocka_unit_test(test_potentiometer_stands_at_noon_for_15_percent),
		cmocka_unit_test(test_channel_error_grows_with_attenuation),
		cmocka_unit_test(test_volume_is_what_remains_of_source_and_gain),
		cmocka_unit_test(test_suggested_gain_is_the_lowest_with_a_reserve),
		cmocka_unit_test(test_doses_are_those_of_the_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
