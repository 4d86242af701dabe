// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The analyser on tones and noise of known power: nothing here comes from the analyser itself. */

#include "measure/band.h"
#include "measure/distortion.h"
#include "measure/spectrum.h"
#include "probe.h"
#include "signals.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000, SECONDS = 4 };

static const double off_bin_hz = 997.3; // between two bins of every period used here

static ZoutSpectrum
spectrum_of(const double* const x, const size_t n, const size_t period, const double rate_hz, const ZoutWindow window)
{
	ZoutSpectrum spectrum;
	assert_int_equal(zout_spectrum_init(&spectrum, x, n, period, rate_hz, window), ZOUT_MEASURE_SUCCESS);
	return spectrum;
}

/// A sine of 2 Vrms with a second harmonic at a level, taken apart
static ZoutDistortion
with_second(const double h2_db, const double frequency_hz, const ZoutWindow window)
{
	const size_t   n = (size_t)RATE_HZ * SECONDS;
	double* const  x = signal_new(n);
	ZoutDistortion distortion;
	signal_add_tone(x, n, RATE_HZ, frequency_hz, 2.0 * sqrt(2.0), 0.3);
	signal_add_tone(x, n, RATE_HZ, 2.0 * frequency_hz, 2.0 * sqrt(2.0) * pow(10.0, h2_db / 20.0), 1.1);
	ZoutSpectrum spectrum = spectrum_of(x, n, RATE_HZ, RATE_HZ, window);
	assert_int_equal(
		zout_distortion_measure(&spectrum, frequency_hz, &zout_audio_band, &distortion), ZOUT_MEASURE_SUCCESS);
	zout_spectrum_clear(&spectrum);
	free(x);
	return distortion;
}

/// The bounds; what remains is rounding of the sine and of the transform, 2e-16 of 2 Vrms in each
static void
test_second_harmonic_is_found_down_to_minus_140_db(void** state)
{
	static const struct {
		double level_db;
		double bound_db;
	} cases[] = {{-60.0, 0.05}, {-100.0, 0.1}, {-140.0, 1.0}};
	(void)state;
	for (unsigned i = 0; i < 3; ++i) {
		for (unsigned windowed = 0; windowed < 2; ++windowed) {
			const ZoutDistortion d     = windowed
			                                 ? with_second(cases[i].level_db, off_bin_hz, ZOUT_WINDOW_BLACKMAN_HARRIS_7)
			                                 : with_second(cases[i].level_db, 1000.0, ZOUT_WINDOW_NONE);
			const double         error = fabs(zout_distortion_harmonic_db(&d, 2) - cases[i].level_db);
			print_message(
				"# H2 at %.0f dB, %s: error %.2g dB\n", cases[i].level_db, windowed ? "window" : "coherent", error);
			assert_true(error < cases[i].bound_db);
			assert_true(fabs(zout_distortion_thd_db(&d) - cases[i].level_db) < cases[i].bound_db);
			assert_true(fabs(zout_distortion_thdn_db(&d) - cases[i].level_db) < cases[i].bound_db);
			// 1e-6: the window's sum over a lobe is exact to its side lobes, -180 dB
			assert_true(fabs(d.fundamental_rms / 2.0 - 1.0) < 1e-6);
		}
	}
}

/// At the band's end the window spreads a harmonic over it: it counts as a whole where its frequency is inside, and not
/// at all where it is outside
static void
test_harmonics_at_the_end_of_the_band_count_as_a_whole(void** const state)
{
	static const double tones_hz[] = {9999.5, 10000.0, 10000.5};
	(void)state;
	for (unsigned i = 0; i < 3; ++i) {
		const ZoutDistortion d = with_second(-60.0, tones_hz[i], ZOUT_WINDOW_BLACKMAN_HARRIS_7);
		if (2.0 * tones_hz[i] > 20e3) {
			assert_true(d.harmonic_rms[2] <= 0.0);
			assert_true(zout_distortion_thdn_db(&d) < -150.0);
		} else {
			assert_true(fabs(zout_distortion_harmonic_db(&d, 2) + 60.0) < 1e-5);
			assert_true(fabs(zout_distortion_thdn_db(&d) + 60.0) < 1e-5);
		}
	}
}

/// The bound for what the analyser itself adds to a perfect sine
static void
test_own_residual_is_below_minus_150_db(void** state)
{
	static const double rates_hz[] = {44100, 48000, 96000, 192000, 384000};
	(void)state;
	for (unsigned i = 0; i < sizeof(rates_hz) / sizeof(rates_hz[0]); ++i) {
		const size_t n = (size_t)rates_hz[i];
		for (unsigned windowed = 0; windowed < 2; ++windowed) {
			const double   hz = windowed ? off_bin_hz : 1000.0;
			double* const  x  = signal_new(n);
			ZoutDistortion d;
			signal_add_tone(x, n, rates_hz[i], hz, 1.0, 0.0);
			ZoutSpectrum spectrum =
				spectrum_of(x, n, n, rates_hz[i], windowed ? ZOUT_WINDOW_BLACKMAN_HARRIS_7 : ZOUT_WINDOW_NONE);
			assert_int_equal(zout_distortion_measure(&spectrum, hz, &zout_audio_band, &d), ZOUT_MEASURE_SUCCESS);
			print_message("# own residual at %.0f Hz, %s: %.1f dB\n",
			              rates_hz[i],
			              windowed ? "window" : "coherent",
			              zout_distortion_thdn_db(&d));
			assert_true(zout_distortion_thdn_db(&d) < -150.0);
			zout_spectrum_clear(&spectrum);
			free(x);
		}
	}
}

/* The bound. Four seconds have 80 000 independent bins in the band: a standard deviation of 0.35 %, 0.015 dB,
 * of which the bound is more than six. The window leaves about a third of them independent: 0.026 dB. */
static void
test_white_noise_has_its_power(void** state)
{
	const size_t n = (size_t)RATE_HZ * SECONDS;
	(void)state;
	for (unsigned windowed = 0; windowed < 2; ++windowed) {
		double* const x = signal_new(n);
		signal_add_noise(x, n, 1e-3, 1);
		ZoutSpectrum spectrum =
			spectrum_of(x, n, RATE_HZ, RATE_HZ, windowed ? ZOUT_WINDOW_BLACKMAN_HARRIS_7 : ZOUT_WINDOW_NONE);
		// Half the sample rate holds all the power; bins 20 to 20000 hold their share of it
		const double expected_db = -60.0 + 10.0 * log10(19981.0 / 24000.0);
		const double found_db    = 10.0 * log10(zout_spectrum_band(&spectrum, &zout_audio_band));
		print_message("# white noise: error %.3f dB\n", found_db - expected_db);
		assert_true(fabs(found_db - expected_db) < 0.1);
		zout_spectrum_clear(&spectrum);
		free(x);
	}
}

/// A tone in noise of known power: SINAD is the ratio of both, to the noise's deviation as above
static void
test_sinad_is_tone_over_noise(void** state)
{
	const size_t   n = (size_t)RATE_HZ * SECONDS;
	double* const  x = signal_new(n);
	ZoutDistortion d;
	(void)state;
	signal_add_tone(x, n, RATE_HZ, 1000.0, sqrt(2.0), 0.0);
	signal_add_noise(x, n, 1e-4, 2);
	ZoutSpectrum spectrum = spectrum_of(x, n, RATE_HZ, RATE_HZ, ZOUT_WINDOW_NONE);
	assert_int_equal(zout_distortion_measure(&spectrum, 1000.0, &zout_audio_band, &d), ZOUT_MEASURE_SUCCESS);
	const double expected_db = 80.0 - 10.0 * log10(19980.0 / 24000.0);
	assert_true(fabs(-zout_distortion_thdn_db(&d) - expected_db) < 0.1);
	zout_spectrum_clear(&spectrum);
	free(x);
}

/* IEC 61672-1, table 3, design goals at the exact frequencies 1000 * 10^(n/10), n = -20 to 13. They are rounded to
 * 0.1 dB; the issue allows 0.1 dB. */
static void
test_a_weighting_is_that_of_the_table(void** state)
{
	static const double table_db[] = {-70.4, -63.4, -56.7, -50.5, -44.7, -39.4, -34.6, -30.2, -26.2,
	                                  -22.5, -19.1, -16.1, -13.4, -10.9, -8.6,  -6.6,  -4.8,  -3.2,
	                                  -1.9,  -0.8,  0.0,   0.6,   1.0,   1.2,   1.3,   1.2,   1.0,
	                                  0.5,   -0.1,  -1.1,  -2.5,  -4.3,  -6.6,  -9.3};
	(void)state;
	for (int i = 0; i < (int)(sizeof(table_db) / sizeof(table_db[0])); ++i) {
		const double hz = 1000.0 * pow(10.0, (i - 20) / 10.0);
		assert_true(fabs(zout_a_weighting_db(hz) - table_db[i]) < 0.1);
		const ZoutBand everything = {5.0, 25e3, ZOUT_WEIGHTING_A};
		assert_true(fabs(10.0 * log10(zout_band_power_gain(&everything, hz)) - table_db[i]) < 0.1);
	}
	assert_true(fabs(zout_a_weighting_db(1000.0)) < 1e-12);
}

/// A weighted tone has the level of the law, at every rate: no filter that bends it near half the sample rate
static void
test_weighting_does_not_depend_on_the_rate(void** state)
{
	static const double rates_hz[] = {44100, 48000, 96000, 192000};
	(void)state;
	for (unsigned i = 0; i < sizeof(rates_hz) / sizeof(rates_hz[0]); ++i) {
		const size_t  n = (size_t)rates_hz[i];
		double* const x = signal_new(n);
		signal_add_tone(x, n, rates_hz[i], 16000.0, sqrt(2.0), 0.0);
		ZoutSpectrum spectrum = spectrum_of(x, n, n, rates_hz[i], ZOUT_WINDOW_NONE);
		const double level_db = 10.0 * log10(zout_spectrum_band(&spectrum, &zout_a_weighted_band));
		assert_true(fabs(level_db - zout_a_weighting_db(16000.0)) < 1e-6);
		zout_spectrum_clear(&spectrum);
		free(x);
	}
}

/// The centroid of a symmetric window's lobe is the tone's frequency; side lobes limit it to far below this
static void
test_frequency_of_an_unknown_tone(void** state)
{
	const size_t  n = RATE_HZ;
	double* const x = signal_new(n);
	(void)state;
	signal_add_tone(x, n, RATE_HZ, 1234.567, 0.5, 0.7);
	signal_add_tone(x, n, RATE_HZ, 5000.0, 0.1, 0.0);
	ZoutSpectrum spectrum = spectrum_of(x, n, n, RATE_HZ, ZOUT_WINDOW_BLACKMAN_HARRIS_7);
	assert_true(fabs(zout_spectrum_strongest(&spectrum, &zout_audio_band) - 1234.567) < 1e-3);
	zout_spectrum_clear(&spectrum);
	free(x);
}

/// Power of tone and noise is that of the time domain (Parseval), with DC and odd lengths
static void
test_sum_of_all_bins_is_the_mean_square(void** state)
{
	static const size_t lengths[] = {16, 17, 1000, 44101};
	(void)state;
	for (unsigned l = 0; l < sizeof(lengths) / sizeof(lengths[0]); ++l) {
		const size_t  n      = lengths[l];
		double* const x      = signal_new(n);
		double        square = 0.0;
		double        sum    = 0.0;
		signal_add_noise(x, n, 0.3, 3);
		for (size_t i = 0; i < n; ++i) {
			x[i] += 0.25;
			square += x[i] * x[i] / (double)n;
		}
		ZoutSpectrum spectrum = spectrum_of(x, n, n, RATE_HZ, ZOUT_WINDOW_NONE);
		for (size_t k = 0; k < spectrum.n_bins; ++k) {
			sum += spectrum.power[k];
		}
		assert_true(fabs(sum / square - 1.0) < 1e-12); // rounding
		zout_spectrum_clear(&spectrum);
		free(x);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_second_harmonic_is_found_down_to_minus_140_db),
		cmocka_unit_test(test_harmonics_at_the_end_of_the_band_count_as_a_whole),
		cmocka_unit_test(test_own_residual_is_below_minus_150_db),
		cmocka_unit_test(test_white_noise_has_its_power),
		cmocka_unit_test(test_sinad_is_tone_over_noise),
		cmocka_unit_test(test_a_weighting_is_that_of_the_table),
		cmocka_unit_test(test_weighting_does_not_depend_on_the_rate),
		cmocka_unit_test(test_frequency_of_an_unknown_tone),
		cmocka_unit_test(test_sum_of_all_bins_is_the_mean_square),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
