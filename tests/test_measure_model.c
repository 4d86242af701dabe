// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The whole suite on the model, against what its settings promise: the same numbers come from closed forms. */

#include "circuit.h"
#include "measure/figures.h"
#include "measure/model_device.h"
#include "measure/suite.h"
#include "probe.h"
#include "units.h"

#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000, WIDE_RATE_HZ = 192000 };

/// A low-feedback amplifier with every fault, into a headphone with every part
static ZoutSettings
faulty(void)
{
	ZoutSettings s                 = probe_plain();
	s.value[ZOUT_GAIN]             = 8.35F;
	s.value[ZOUT_OUTPUT_IMPEDANCE] = 1.35F;
	s.value[ZOUT_MAX_VOLTAGE]      = 10.0F;
	s.value[ZOUT_BANDWIDTH]        = 78.6F;
	s.value[ZOUT_H2]               = -80.0F;
	s.value[ZOUT_H3]               = -100.0F;
	s.value[ZOUT_NOISE]            = 32.0F;
	s.value[ZOUT_HUM]              = 30.0F;
	s.value[ZOUT_MAINS]            = 60.0F;
	s.value[ZOUT_CROSSTALK]        = -80.0F;
	s.value[ZOUT_TRACKING]         = 2.0F;
	s.value[ZOUT_RESISTANCE]       = 300.0F;
	s.value[ZOUT_F1]               = 90.0F;
	s.value[ZOUT_R1]               = 250.0F;
	s.value[ZOUT_Q1]               = 2.0F;
	s.value[ZOUT_INDUCTANCE]       = 1.0F;
	return s;
}

static ZoutResults results; ///< Of the suite on that amplifier

static int
run_suite(void** state)
{
	const ZoutSettings settings = faulty();
	const ZoutSuite    suite    = {
			  .settings = &settings, .level_vrms = 2.0, .rate_hz = RATE_HZ, .wide_rate_hz = WIDE_RATE_HZ};
	(void)state;
	return zout_suite_run(&suite, &results) != ZOUT_MEASURE_SUCCESS;
}

static int
clear_suite(void** state)
{
	(void)state;
	zout_results_clear(&results);
	return 0;
}

/// The figure of a definition in the left channel that fits a load and a weighting
static double
figure(const ZoutDefinition definition, const double load_ohm, const ZoutWeighting weighting)
{
	for (size_t i = 0; i < results.n_figures; ++i) {
		const ZoutFigure* const f    = &results.figures[i];
		const bool              load = load_ohm < 0.0 || fabs(f->conditions.load_ohm - load_ohm) < 0.5;
		if (f->definition == definition && load && f->conditions.band.weighting == weighting) {
			return f->value;
		}
	}
	fail_msg("no figure %s", zout_definition_info(definition)->id);
	return (double)NAN;
}

static const ZoutCurve*
curve(const ZoutDefinition definition)
{
	for (size_t i = 0; i < results.n_curves; ++i) {
		if (results.curves[i].definition == definition) {
			return &results.curves[i];
		}
	}
	fail_msg("no curve %s", zout_definition_info(definition)->id);
	return NULL;
}

static void
is_near(const char* const what, const double found, const double expected, const double tolerance)
{
	print_message("# %s: %.4f, expected %.4f\n", what, found, expected);
	assert_true(fabs(found - expected) <= tolerance);
}

/// 2 V, 8.35 dB, 1.35 and 300 ohm; the model is accurate to 0.01 dB, and H3 adds three times itself: 0.007 dB
static void
test_power_is_source_gain_and_divider(void** state)
{
	const double volts = 2.0 * zout_db_to_lin(8.35) * 300.0 / 301.35 / sqrt(1.0 + 1.0 / (78.6 * 78.6));
	(void)state;
	is_near("power into 300 ohm, mW",
	        figure(ZOUT_DEF_POWER, 300.0, ZOUT_WEIGHTING_NONE),
	        1e3 * volts * volts / 300.0,
	        0.21);
	is_near("level, V", figure(ZOUT_DEF_LEVEL, 0.0, ZOUT_WEIGHTING_NONE), 2.0, 2e-5); // found to 1e-6 in noise of 40 uV
}

/* H2 rises with the level at e, which is 2 V over the divider. The model keeps its promise of 0.05 dB to 0.02 dB
 * without a bandwidth limit. */
static void
test_harmonics_are_those_of_the_settings(void** state)
{
	ZoutSettings settings          = faulty();
	settings.value[ZOUT_BANDWIDTH] = 1000.0F;
	settings.value[ZOUT_NOISE]     = 0.0F;
	const ZoutSuite suite = {.settings = &settings, .level_vrms = 2.0, .rate_hz = RATE_HZ, .wide_rate_hz = RATE_HZ};
	ZoutCircuit     circuit;
	ZoutResults     found = {.figures = NULL};
	(void)state;
	zout_circuit_init(&circuit, &settings);
	const double one = cabs(zout_circuit_transfer(&circuit, zout_hz_to_rad_s(1000.0) * (double complex)I));
	const double two = cabs(zout_circuit_transfer(&circuit, zout_hz_to_rad_s(2000.0) * (double complex)I));
	assert_int_equal(zout_suite_dashboard(&suite, &found), ZOUT_MEASURE_SUCCESS);
	const ZoutFigure* const h2 = zout_results_find(&found, ZOUT_DEF_HARMONIC, ZOUT_CHANNEL_LEFT, NULL);
	const ZoutFigure* const h3 = zout_results_find(&found, ZOUT_DEF_HARMONIC, ZOUT_CHANNEL_LEFT, h2);
	assert_int_equal(h3->conditions.harmonic, 3);
	const double level_db = 20.0 * log10(2.0 / one);
	is_near("second harmonic, dB", h2->value, -80.0 + level_db + 20.0 * log10(two / one), 0.02);
	is_near("third harmonic, dB", h3->value, -100.0 + 2.0 * level_db, 0.02);
	zout_results_clear(&found);
}

/// Four seconds of noise: 0.02 dB (see test_measure_spectrum.c), hum included in neither
static void
test_noise_is_that_of_the_settings(void** state)
{
	(void)state;
	ZoutSettings settings    = faulty();
	settings.value[ZOUT_HUM] = 0.0F;
	ZoutModelDevice model;
	ZoutStation     station;
	ZoutResults     quiet = {.figures = NULL};
	const ZoutDrive full  = {1.0, 5.0, 5.0};
	assert_int_equal(zout_model_device_init(&model, &settings, RATE_HZ), ZOUT_MEASURE_SUCCESS);
	const ZoutDevice device = zout_model_device(&model);
	assert_int_equal(zout_station_init(&station, &device, 0.0), ZOUT_MEASURE_SUCCESS);
	assert_int_equal(zout_measure_noise(&station, &full, &quiet), ZOUT_MEASURE_SUCCESS);
	const ZoutFigure* noise = zout_results_find(&quiet, ZOUT_DEF_NOISE, ZOUT_CHANNEL_LEFT, NULL);
	noise                   = zout_results_find(&quiet, ZOUT_DEF_NOISE, ZOUT_CHANNEL_LEFT, noise);
	assert_int_equal(noise->conditions.band.weighting, ZOUT_WEIGHTING_A);
	// Behind 1.35 ohm into at least 300 ohm: 0.04 dB less at most; the 0.1 dB covers both
	is_near("noise, dB above 1 uV(A)", 20.0 * log10(noise->value), 20.0 * log10(32.0), 0.1);
	const ZoutFigure* const snr = zout_results_find(&quiet, ZOUT_DEF_SNR_50MV, ZOUT_CHANNEL_LEFT, NULL);
	const ZoutFigure* const raw = zout_results_find(&quiet, ZOUT_DEF_NOISE, ZOUT_CHANNEL_LEFT, NULL);
	is_near("SNR at 50 mV, dB", snr->value, 20.0 * log10(50e3 / raw->value), 1e-9);
	zout_results_clear(&quiet);
	zout_station_clear(&station);
	zout_model_device_clear(&model);
}

static void
test_hum_is_found_at_the_mains(void** state)
{
	(void)state;
	// `hum` is the rms of all lines; the highest of them is at most that, and not 10 dB less
	const double highest_db = 20.0 * log10(30e-6 / 2.0);
	const double line_db    = figure(ZOUT_DEF_MAINS, 0.0, ZOUT_WEIGHTING_NONE);
	print_message("# highest mains line: %.1f dB, all of them %.1f dB\n", line_db, highest_db);
	assert_true(line_db < highest_db + 0.1 && line_db > highest_db - 10.0);
}

static void
test_impedances_are_those_of_the_circuit(void** state)
{
	const ZoutSettings     settings = faulty();
	const ZoutCurve* const source   = curve(ZOUT_DEF_SOURCE_Z);
	const ZoutCurve* const load     = curve(ZOUT_DEF_LOAD_Z);
	ZoutCircuit            circuit;
	(void)state;
	zout_circuit_init(&circuit, &settings);
	for (size_t i = 0; i < source->n_points; ++i) {
		// 0.003 dB of the model between 32 and 320 ohm are 0.011 ohm; noise below 300 nV per bin adds less
		assert_true(fabs(source->y[i] - 1.35) < 0.012);
	}
	for (size_t i = 0; i < load->n_points; ++i) {
		const double ohm = cabs(zout_circuit_load_ohm(&circuit, zout_hz_to_rad_s(load->x[i]) * (double complex)I));
		// 0.01 dB of the model behind 100 ohm are (1 + Z/100) 0.115 %, below 1 % of 600 ohm
		assert_true(fabs(load->y[i] / ohm - 1.0) < 0.01);
	}
}

static void
test_response_is_that_of_the_circuit(void** state)
{
	const ZoutSettings     settings = faulty();
	const ZoutCurve* const response = curve(ZOUT_DEF_RESPONSE);
	ZoutCircuit            circuit;
	(void)state;
	zout_circuit_init(&circuit, &settings);
	const double reference = cabs(zout_circuit_transfer(&circuit, zout_hz_to_rad_s(1001.0) * (double complex)I));
	for (size_t i = 0; i < response->n_points && response->x[i] <= 20e3; ++i) {
		const double complex s = zout_hz_to_rad_s(response->x[i]) * (double complex)I;
		// The model's 0.01 dB, twice as it is a ratio
		const double level_db = 20.0 * log10(cabs(zout_circuit_transfer(&circuit, s)) / reference);
		assert_true(fabs(response->y[i] - level_db) < 0.02);
	}
	// 78.6 kHz (10^0.1 - 1)^0.5 = 40.0 kHz into a resistor; beyond 20 kHz the model bends, by 0.1 dB there: 4 kHz
	is_near("-1 dB frequency into 600 ohm, Hz", figure(ZOUT_DEF_UPPER_1DB, 600.0, ZOUT_WEIGHTING_NONE), 39996.0, 400.0);
}

static void
test_crosstalk_and_balance_are_those_of_the_settings(void** state)
{
	const ZoutCurve* const balance = curve(ZOUT_DEF_BALANCE);
	(void)state;
	// 2 V, 80 dB below: 0.2 mV in noise of 0.3 uV per bin, 0.013 dB rms
	is_near("crosstalk, dB", figure(ZOUT_DEF_CROSSTALK, 0.0, ZOUT_WEIGHTING_NONE), -80.0, 0.1);
	for (size_t i = 0; i < balance->n_points; ++i) {
		if (fabs(balance->x[i] + 60.0) < 1e-9) {
			// 2 dB by definition of `tracking`; 2.6 mV x 2 in noise of 0.3 uV per bin: 0.001 dB
			is_near("balance at -60 dB", fabs(balance->y[i]), 2.0, 0.02);
		}
	}
	assert_true(fabs(balance->y[0]) < 0.01);
}

/// An ideal amplifier is limited by its float output alone, far below any other figure here
static void
test_a_wire_is_transparent(void** state)
{
	const ZoutSettings settings = probe_plain();
	const ZoutSuite    suite    = {
			  .settings = &settings, .level_vrms = 2.0, .load_ohm = 300.0, .rate_hz = RATE_HZ, .wide_rate_hz = RATE_HZ};
	ZoutResults wire = {.figures = NULL};
	(void)state;
	assert_int_equal(zout_suite_dashboard(&suite, &wire), ZOUT_MEASURE_SUCCESS);
	const ZoutFigure* const sinad = zout_results_find(&wire, ZOUT_DEF_SINAD, ZOUT_CHANNEL_LEFT, NULL);
	const ZoutFigure* const noise = zout_results_find(&wire, ZOUT_DEF_NOISE, ZOUT_CHANNEL_LEFT, NULL);
	print_message("# SINAD of a wire: %.1f dB\n", sinad->value);
	assert_true(sinad->value > 140.0); // 24 bits of a float: 6.02 * 24 + 1.76 = 146 dB
	assert_true(noise->value <= 0.0);
	zout_results_clear(&wire);
}

static bool
stop(void* const handle, const unsigned done, const unsigned total)
{
	*(unsigned*)handle = done;
	return done + 9U < total;
}

static void
test_failures_are_told(void** state)
{
	ZoutSettings settings = probe_plain();
	unsigned     reached  = 0;
	ZoutResults  none     = {.figures = NULL};
	ZoutSuite    suite    = {.settings     = &settings,
	                         .level_vrms   = 2.0,
	                         .load_ohm     = 300.0,
	                         .rate_hz      = RATE_HZ,
	                         .wide_rate_hz = RATE_HZ,
	                         .handle       = &reached,
	                         .on_step      = stop};
	(void)state;
	assert_int_equal(zout_suite_run(&suite, &none), ZOUT_MEASURE_STOPPED);
	assert_int_equal(reached, 2);
	zout_results_clear(&none);
	suite.on_step = NULL;
	suite.rate_hz = 44099;
	assert_int_equal(zout_suite_dashboard(&suite, &none), ZOUT_MEASURE_BAD_RATE);
	suite.rate_hz = 1000000;
	assert_int_equal(zout_suite_dashboard(&suite, &none), ZOUT_MEASURE_BAD_RATE);
	suite.rate_hz                     = RATE_HZ;
	settings.value[ZOUT_SOURCE_LEVEL] = 0.1F;
	settings.value[ZOUT_GAIN]         = -20.0F;
	settings.value[ZOUT_NOISE]        = 1000.0F; // a tenth of all there is
	assert_int_equal(zout_suite_dashboard(&suite, &none), ZOUT_MEASURE_SUCCESS);
	zout_results_clear(&none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_power_is_source_gain_and_divider),
		cmocka_unit_test(test_harmonics_are_those_of_the_settings),
		cmocka_unit_test(test_noise_is_that_of_the_settings),
		cmocka_unit_test(test_hum_is_found_at_the_mains),
		cmocka_unit_test(test_impedances_are_those_of_the_circuit),
		cmocka_unit_test(test_response_is_that_of_the_circuit),
		cmocka_unit_test(test_crosstalk_and_balance_are_those_of_the_settings),
		cmocka_unit_test(test_a_wire_is_transparent),
		cmocka_unit_test(test_failures_are_told),
	};
	return cmocka_run_group_tests(tests, run_suite, clear_suite);
}
