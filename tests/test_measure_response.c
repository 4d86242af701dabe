// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Responses and impedances against Kirchhoff's laws, stimuli against what they promise, bad recordings. */

#include "measure/recording.h"
#include "measure/response.h"
#include "measure/stimulus.h"
#include "signals.h"

#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000 };

static const double pi = 3.14159265358979323846;

/// 1.35 ohm and 10 uH drive 32 and 320 ohm
static void
test_source_impedance_of_a_known_divider(void** state)
{
	static const double frequencies_hz[] = {20.0, 1000.0, 20000.0};
	(void)state;
	for (unsigned i = 0; i < 3; ++i) {
		const double complex source  = 1.35 + (double complex)I * 2.0 * pi * frequencies_hz[i] * 10e-6;
		const double complex emf     = 2.0 * cexp(0.3 * (double complex)I);
		const double complex low_v   = emf * 32.0 / (32.0 + source);
		const double complex high_v  = emf * 320.0 / (320.0 + source);
		const double complex found   = zout_source_impedance_ohm(low_v, 32.0, high_v, 320.0);
		const double complex swapped = zout_source_impedance_ohm(high_v, 320.0, low_v, 32.0);
		assert_true(cabs(found - source) < 1e-9);
		assert_true(cabs(swapped - source) < 1e-9);
	}
}

/// A coil of 300 ohm and 2 mH behind 100 ohm
static void
test_load_impedance_of_a_known_divider(void** state)
{
	const double complex load  = 300.0 + (double complex)I * 2.0 * pi * 10e3 * 2e-3;
	const double complex emf   = 1.0 + 0.0 * (double complex)I;
	const double complex found = zout_load_impedance_ohm(emf, emf * load / (load + 100.0), 100.0);
	(void)state;
	assert_true(cabs(found - load) < 1e-9);
}

/// Amplitude and phase of tones in noise: four periods halve the noise of one
static void
test_tones_are_averaged_synchronously(void** state)
{
	const size_t   bins[2] = {1000, 7001};
	double complex found[2];
	double* const  x = signal_new(4U * RATE_HZ);
	(void)state;
	signal_add_tone(x, 4U * RATE_HZ, RATE_HZ, 1000.0, 0.5, 0.25);
	signal_add_tone(x, 4U * RATE_HZ, RATE_HZ, 7001.0, 0.001, -1.0);
	assert_int_equal(zout_response_measure(x, 4U * RATE_HZ, RATE_HZ, bins, 2, found), ZOUT_MEASURE_SUCCESS);
	assert_true(cabs(found[0] - 0.5 * cexp((double complex)I * (0.25 - 0.5 * pi))) < 1e-12);
	assert_true(cabs(found[1] - 0.001 * cexp((double complex)I * (-1.0 - 0.5 * pi))) < 1e-12);

	// Amplitude of one bin of noise of rms s over n frames: s sqrt(4/n) rms; five times that are never exceeded
	signal_add_noise(x, 4U * RATE_HZ, 1e-3, 6);
	assert_int_equal(zout_response_measure(x, 4U * RATE_HZ, RATE_HZ, bins, 2, found), ZOUT_MEASURE_SUCCESS);
	assert_true(fabs(cabs(found[1]) - 0.001) < 5.0 * 1e-3 * sqrt(4.0 / (4.0 * RATE_HZ)));
	assert_int_equal(zout_response_measure(x, 100, RATE_HZ, bins, 2, found), ZOUT_MEASURE_TOO_SHORT);
	free(x);
}

/// A sine of the stimulus is as exact at the end of the period as at its start
static void
test_stimulus_has_no_seam_and_no_drift(void** state)
{
	double* const x = signal_new(RATE_HZ);
	(void)state;
	zout_stimulus_add_sine(x, RATE_HZ, 12345, 1.0, 0.0);
	for (size_t i = 0; i < RATE_HZ; ++i) {
		const double turn = (double)(12345U * (uint64_t)i % RATE_HZ) / RATE_HZ;
		assert_true(fabs(x[i] - sin(2.0 * pi * turn)) < 1e-15);
	}
	free(x);
}

static void
test_log_bins_rise_and_avoid_the_mains(void** state)
{
	size_t bins[400];
	(void)state;
	for (int off_mains = 0; off_mains < 2; ++off_mains) {
		const unsigned n = zout_stimulus_log_bins(20.0, 20e3, 400, 1.0, off_mains, bins);
		assert_true(n > 250 && n <= 400);
		for (unsigned i = 0; i < n; ++i) {
			assert_true(i == 0 || bins[i] > bins[i - 1U]);
			assert_true(!off_mains || (bins[i] % 50U && bins[i] % 60U));
		}
		assert_int_equal(bins[0], 20); // no multiple of either
		assert_int_equal(bins[n - 1U], off_mains ? 19999 : 20000);
	}
	assert_int_equal(zout_stimulus_log_bins(20.0, 20e3, 32, 1.0, 0, bins), 32);
}

static double
crest_db(const double* const x, const size_t n, const double peak)
{
	double highest = 0.0;
	double sum     = 0.0;
	for (size_t i = 0; i < n; ++i) {
		highest = fmax(highest, fabs(x[i]));
		sum += x[i] * x[i];
	}
	assert_true(fabs(highest - peak) < 1e-12);
	return 20.0 * log10(peak / sqrt(sum / (double)n));
}

/// Equal tones, the peak that was asked for, and less crest than the phases that it started with
static void
test_multitone_is_even_and_lower_in_crest(void** state)
{
	size_t         bins[32];
	double complex found[32];
	double* const  x = signal_new(RATE_HZ);
	(void)state;
	assert_int_equal(zout_stimulus_log_bins(20.0, 20e3, 32, 1.0, 0, bins), 32);
	assert_int_equal(zout_stimulus_multitone(x, RATE_HZ, bins, 32, 0, 0.5), ZOUT_MEASURE_SUCCESS);
	const double newman_db = crest_db(x, RATE_HZ, 0.5);
	assert_int_equal(zout_stimulus_multitone(x, RATE_HZ, bins, 32, 100, 0.5), ZOUT_MEASURE_SUCCESS);
	const double lower_db = crest_db(x, RATE_HZ, 0.5);
	print_message("# crest factor of the multitone: %.2f dB, %.2f dB after 100 passes\n", newman_db, lower_db);
	assert_true(lower_db < newman_db - 0.5);
	assert_int_equal(zout_response_measure(x, RATE_HZ, RATE_HZ, bins, 32, found), ZOUT_MEASURE_SUCCESS);
	for (unsigned i = 0; i < 32; ++i) {
		assert_true(fabs(cabs(found[i]) / cabs(found[0]) - 1.0) < 1e-9);
	}
	free(x);
}

static void
test_bad_recordings_are_told_apart(void** state)
{
	double* const x = signal_new(RATE_HZ);
	(void)state;
	assert_int_equal(zout_recording_check(x, 0, 0, 1.0), ZOUT_MEASURE_TOO_SHORT);
	assert_int_equal(zout_recording_check(x, RATE_HZ - 1U, RATE_HZ, 1.0), ZOUT_MEASURE_TOO_SHORT);
	assert_int_equal(zout_recording_check(x, RATE_HZ, RATE_HZ, 1.0), ZOUT_MEASURE_SILENT);
	for (size_t i = 0; i < RATE_HZ; ++i) {
		x[i] = 0.5;
	}
	assert_int_equal(zout_recording_check(x, RATE_HZ, RATE_HZ, 1.0), ZOUT_MEASURE_ONLY_DC);
	signal_add_tone(x, RATE_HZ, RATE_HZ, 1000.0, 0.4, 0.0);
	assert_int_equal(zout_recording_check(x, RATE_HZ, RATE_HZ, 1.0), ZOUT_MEASURE_SUCCESS);
	for (size_t i = 0; i < RATE_HZ; ++i) {
		x[i] = fmin(2.0 * x[i], 32767.0 / 32768.0); // as 16 bits clip
	}
	assert_int_equal(zout_recording_check(x, RATE_HZ, RATE_HZ, 1.0), ZOUT_MEASURE_CLIPPED);
	assert_int_equal(zout_recording_check(x, RATE_HZ, RATE_HZ, 0.0), ZOUT_MEASURE_SUCCESS); // no limit is known
	x[100] = (double)NAN;
	assert_int_equal(zout_recording_check(x, RATE_HZ, RATE_HZ, 1.0), ZOUT_MEASURE_NOT_FINITE);
	free(x);
}

/// One second of a sine, as a recorder holds it that has so many steps to full scale, or (0) rounds to nothing
static ZoutMeasureStatus
check_sine(const double frequency_hz, const double amplitude_pk, const size_t rate_hz, const double steps)
{
	double* const x = signal_new(rate_hz);
	signal_add_tone(x, rate_hz, (double)rate_hz, frequency_hz, amplitude_pk, 0.7);
	for (size_t i = 0; i < rate_hz; ++i) {
		const double held = steps > 0.0 ? rint(steps * x[i]) / steps : x[i];
		x[i]              = fmax(fmin(held, steps > 0.0 ? 1.0 - 1.0 / steps : 1.0), -1.0);
	}
	const ZoutMeasureStatus status = zout_recording_check(x, rate_hz, rate_hz, 1.0);
	free(x);
	return status;
}

/// Tones that reach full scale and no more are not clipped, however long they stay there. Those with a decibel more are
static void
test_a_tone_at_full_scale_is_not_clipped(void** state)
{
	static const size_t rates_hz[]       = {44100, 48000, 192000, 384000};
	static const double steps[]          = {0.0, 8388608.0, 32768.0};
	static const double frequencies_hz[] = {20.0, 20.3, 33.0, 50.0, 84.0, 100.0, 171.0, 250.0, 440.0, 1000.0};
	static const double one_db           = 1.122;
	(void)state;
	for (unsigned r = 0; r < sizeof(rates_hz) / sizeof(rates_hz[0]); ++r) {
		for (unsigned s = 0; s < sizeof(steps) / sizeof(steps[0]); ++s) {
			for (unsigned f = 0; f < sizeof(frequencies_hz) / sizeof(frequencies_hz[0]); ++f) {
				const double hz = frequencies_hz[f];
				assert_int_equal(check_sine(hz, 1.0, rates_hz[r], steps[s]), ZOUT_MEASURE_SUCCESS);
				assert_int_equal(check_sine(hz, one_db, rates_hz[r], steps[s]), ZOUT_MEASURE_CLIPPED);
				assert_int_equal(check_sine(hz, 100.0, rates_hz[r], steps[s]), ZOUT_MEASURE_CLIPPED); // nearly square
			}
			// What the rule can just see: 34 steps too much, which stand 3 times as far above half a run further on
			assert_int_equal(check_sine(20.0, 1.0 + 34.0 / 32768.0, rates_hz[r], steps[s]), ZOUT_MEASURE_CLIPPED);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_source_impedance_of_a_known_divider),
		cmocka_unit_test(test_load_impedance_of_a_known_divider),
		cmocka_unit_test(test_tones_are_averaged_synchronously),
		cmocka_unit_test(test_stimulus_has_no_seam_and_no_drift),
		cmocka_unit_test(test_log_bins_rise_and_avoid_the_mains),
		cmocka_unit_test(test_multitone_is_even_and_lower_in_crest),
		cmocka_unit_test(test_bad_recordings_are_told_apart),
		cmocka_unit_test(test_a_tone_at_full_scale_is_not_clipped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
