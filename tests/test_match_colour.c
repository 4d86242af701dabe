// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What the advice says of response, noise and distortion, against figures worked out by hand. */

#include "matches.h"
#include "measure/band.h"
#include "measure/match.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

// Closed forms in double precision on settings in single precision (6e-8 of the value)
static const double rounding = 1e-6;

/* Span of the response behind 10, 50 and 120 ohm, computed from the same elements by another program on 20001 points.
 */
static void
test_response_spans_those_of_an_independent_computation(void** const state)
{
	(void)state;
	const struct {
		ZoutSettings settings;
		double       span_db[3];
	} rows[] = {
		{matches_phone(309, 1.63, 99, 170, 1.17), {0.0966, 0.4378, 0.9032}}, // Sennheiser HD650
		{matches_phone(59, 0.54, 95, 3, 0.8), {0.7185, 2.2281, 3.0638}},     // AKG K701
		{matches_phone(75, 0.29, 70, 23, 0.8), {0.2418, 0.8517, 1.3482}},    // Sony MDR-7506
		{matches_resistor(50), {0.0, 0.0, 0.0}},                             // HiFiMan HE-6
	};
	static const float output_ohm[] = {10.0F, 50.0F, 120.0F};
	for (unsigned row = 0; row < sizeof(rows) / sizeof(rows[0]); ++row) {
		for (unsigned i = 0; i < 3; ++i) {
			ZoutSettings settings                 = rows[row].settings;
			settings.value[ZOUT_OUTPUT_IMPEDANCE] = output_ohm[i];
			assert_near(rows[row].span_db[i],
			            zout_match_response(&settings).span_db,
			            0.0006); // the last digit, and the peak between two points
		}
	}
}

/* A resonance of 200 ohm above 100 at 100 Hz behind 50 ohm: (300/350) / (100/150) = 2.18 dB; what is left of the
 * resonance at 1 kHz, a tenth of its frequency away, makes the reference 0.01 dB higher at most. */
static void
test_response_changes_most_at_the_resonance(void** const state)
{
	(void)state;
	ZoutSettings settings                 = matches_phone(100, 0, 100, 200, 5);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 50.0F;
	const ZoutResponse response           = zout_match_response(&settings);
	assert_near(20.0 * log10((300.0 / 350.0) / (100.0 / 150.0)), response.largest_db, 0.01);
	assert_near(100.0, response.largest_hz, 0.7); // 1/100 octave
}

/* 47 uF with 10 + 16 ohm: corner at 130.2 Hz, so 20 Hz loses 10 log10(1 + 6.512²) = 16.37 dB, 1 kHz 0.073 dB. */
static void
test_output_capacitor_takes_the_bass(void** const state)
{
	(void)state;
	ZoutSettings settings                 = matches_resistor(16);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 10.0F;
	settings.value[ZOUT_OUTPUT_CAPACITOR] = 47.0F;
	const ZoutResponse response           = zout_match_response(&settings);
	assert_near(-16.37 + 0.073, response.largest_db, 0.01);
	assert_near(20.0, response.largest_hz, rounding);
}

/// Microvolts times sensitivity, rounded to a decibel
static void
test_hiss_is_noise_times_sensitivity(void** const state)
{
	(void)state;
	static const float  sensitivity_db[] = {104, 112, 120, 125, 135};
	static const double rows[][6]        = {{0.5, -22, -14, -6, -1, 9},
	                                        {2, -10, -2, 6, 11, 21},
	                                        {5, -2, 6, 14, 19, 29},
	                                        {20, 10, 18, 26, 31, 41},
	                                        {50, 18, 26, 34, 39, 49}};
	for (unsigned row = 0; row < 5; ++row) {
		for (unsigned i = 0; i < 5; ++i) {
			ZoutSettings settings            = matches_resistor(32);
			settings.value[ZOUT_NOISE]       = (float)rows[row][0];
			settings.value[ZOUT_SENSITIVITY] = sensitivity_db[i];
			assert_near(rows[row][i + 1], zout_match_silence(&settings).noise_db, 0.51);
		}
	}
}

static void
test_noise_and_hum_pass_the_divider(void** const state)
{
	(void)state;
	ZoutSettings settings                 = matches_resistor(50);
	settings.value[ZOUT_NOISE]            = 10.0F;
	settings.value[ZOUT_HUM]              = 1000.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 50.0F;
	const ZoutSilence silence             = zout_match_silence(&settings);
	assert_near(5e-6, silence.noise_vrms, 1e-9); // the bandwidth of 1 MHz takes 1e-4 at most
	assert_near(100.0 + 20.0 * log10(500e-6), silence.hum_db, 1e-4);
	settings.value[ZOUT_NOISE] = 0.0F;
	assert_true(isinf(zout_match_silence(&settings).noise_db));
}

/* A coil behind a resistance as large lifts the treble. The noise that remains, summed over linear frequency instead.
 */
static void
test_noise_is_weighted_in_linear_frequency(void** const state)
{
	(void)state;
	ZoutSettings settings                 = matches_resistor(50);
	settings.value[ZOUT_INDUCTANCE]       = 5.0F;
	settings.value[ZOUT_NOISE]            = 10.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 200.0F;
	double open                           = 0.0;
	double there                          = 0.0;
	for (unsigned hz = 20; hz < 20000; hz += 2) {
		const double coil_ohm = 2.0 * 3.14159265358979 * hz * 5e-3;
		const double weight   = pow(10.0, zout_a_weighting_db((double)hz) / 10.0);
		open += weight;
		there += weight * (50.0 * 50.0 + coil_ohm * coil_ohm) / (250.0 * 250.0 + coil_ohm * coil_ohm);
	}
	const double expected_uv = 10.0 * sqrt(there / open);
	assert_near(expected_uv, 1e6 * zout_match_silence(&settings).noise_vrms, 1e-3 * expected_uv); // of the sums' ends
}

static void
test_bandwidth_is_no_part_of_the_response(void** const state)
{
	(void)state;
	ZoutSettings settings          = matches_resistor(50);
	settings.value[ZOUT_BANDWIDTH] = 20.0F; // -3 dB at 20 kHz
	const ZoutResponse response    = zout_match_response(&settings);
	assert_near(0.0, response.largest_db, 1e-9);
	assert_near(1000.0, response.largest_hz, rounding);
}

/* -88 dB at 1 V are -73.63 dB at 5.23 V, and -106 dB of H3 are -77.26 dB. */
static void
test_harmonics_rise_with_voltage(void** const state)
{
	(void)state;
	ZoutSettings settings           = matches_resistor(300);
	settings.value[ZOUT_H2]         = -88.0F;
	settings.value[ZOUT_H3]         = -106.0F;
	const ZoutSine       sine       = zout_match_sine(&settings, 1e3, 5.23);
	const ZoutDistortion distortion = zout_match_distortion(&settings, &sine);
	assert_near(-73.63, 20.0 * log10(distortion.h2_lin), 0.005);
	assert_near(-77.26, 20.0 * log10(distortion.h3_lin), 0.005);
	assert_near(10.0 * log10(pow(10.0, -7.363) + pow(10.0, -7.726)), distortion.thd_db, 0.005);
}

/* 1 V into 20 ohm are 50 mA: -114 dB at 10 mA have become -114 + 20 log10(25) = -86.04 dB. */
static void
test_second_harmonic_rises_with_current(void** const state)
{
	(void)state;
	ZoutSettings settings           = matches_resistor(20);
	settings.value[ZOUT_CURRENT_H2] = -114.0F;
	const ZoutSine sine             = zout_match_sine(&settings, 1e3, 1.0);
	assert_near(-86.04, zout_match_distortion(&settings, &sine).thd_db, 0.005);
}

/* -60 dB and a euphonic -40 dB: 1 % - 0.1 % when they are of opposite polarity, 1.1 % when of the same. */
static void
test_euphonic_harmonic_adds_with_its_sign(void** const state)
{
	(void)state;
	ZoutSettings settings            = matches_resistor(20);
	settings.value[ZOUT_H2]          = -60.0F;
	settings.value[ZOUT_EUPHONIC]    = 1.0F;
	settings.value[ZOUT_EUPHONIC_H2] = -40.0F;
	const ZoutSine sine              = zout_match_sine(&settings, 1e3, 1.0);
	assert_near(0.011, zout_match_distortion(&settings, &sine).h2_lin, 1e-6);
	settings.value[ZOUT_EUPHONIC_POLARITY] = 1.0F;
	assert_near(0.009, zout_match_distortion(&settings, &sine).h2_lin, 1e-6);
}

/* What the settings of both limits mean: 1 % of a sine of `max_voltage`; and 1 % where `max_current` flows into a load
 * that the clip level would drive with twice the limit, which takes 0.81 % more voltage than without the limit. */
static void
test_limits_add_one_percent_at_their_settings(void** const state)
{
	(void)state;
	const double tolerance           = 1e-5; // a thousandth of it
	ZoutSettings settings            = matches_resistor(300);
	settings.value[ZOUT_MAX_VOLTAGE] = 3.0F;
	ZoutSine       sine              = zout_match_sine(&settings, 1e3, 3.0);
	ZoutDistortion distortion        = zout_match_distortion(&settings, &sine);
	assert_near(0.01, distortion.limits_lin, tolerance);
	assert_near(-40.0, distortion.thd_db, 0.01);
	sine       = zout_match_sine(&settings, 1e3, 2.4); // below the knee
	distortion = zout_match_distortion(&settings, &sine);
	assert_true(distortion.limits_lin == 0.0);
	assert_true(isinf(distortion.thd_db));

	settings                         = matches_resistor(10);
	settings.value[ZOUT_MAX_CURRENT] = 100.0F;
	settings.value[ZOUT_MAX_VOLTAGE] = (float)(2.0 * 0.1 * 10.0 * 1.1150951851 / 1.0279943736);
	sine                             = zout_match_sine(&settings, 1e3, 1.00813);
	assert_near(0.01, zout_match_distortion(&settings, &sine).limits_lin, tolerance);
}

/* An HPA-1 whose clip level falls by 2.2 ohm has 1 % at 3.51 W into 20 ohm, which take 9.028 V without a load: computed
 * from the static law by another program. */
static void
test_fall_of_the_clip_level_distorts(void** const state)
{
	(void)state;
	ZoutSettings settings                = matches_hpa_1(20, 500);
	settings.value[ZOUT_CLIP_RESISTANCE] = 2.2F;
	const ZoutSine sine                  = zout_match_sine(&settings, 1e3, 9.028);
	assert_near(0.01, zout_match_distortion(&settings, &sine).limits_lin, 1e-5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_response_spans_those_of_an_independent_computation),
		cmocka_unit_test(test_response_changes_most_at_the_resonance),
		cmocka_unit_test(test_output_capacitor_takes_the_bass),
		cmocka_unit_test(test_hiss_is_noise_times_sensitivity),
		cmocka_unit_test(test_noise_and_hum_pass_the_divider),
		cmocka_unit_test(test_noise_is_weighted_in_linear_frequency),
		cmocka_unit_test(test_bandwidth_is_no_part_of_the_response),
		cmocka_unit_test(test_harmonics_rise_with_voltage),
		cmocka_unit_test(test_second_harmonic_rises_with_current),
		cmocka_unit_test(test_euphonic_harmonic_adds_with_its_sign),
		cmocka_unit_test(test_limits_add_one_percent_at_their_settings),
		cmocka_unit_test(test_fall_of_the_clip_level_distorts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
