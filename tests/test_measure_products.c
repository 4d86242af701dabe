// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What non-linear devices make of tones, against trigonometry and Fourier series. */

#include "measure/distortion.h"
#include "measure/intermod.h"
#include "measure/spectrum.h"
#include "signals.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 96000 }; // so that no product below folds back

static const double pi = 3.14159265358979323846;

/// Rounding of the signal's generation, 1e-16 beside products of 1e-3
static const double exact = 1e-9;

static ZoutSpectrum
spectrum_of(const double* const x, const size_t n)
{
	ZoutSpectrum spectrum;
	assert_int_equal(zout_spectrum_init(&spectrum, x, n, n, (double)n, ZOUT_WINDOW_NONE), ZOUT_MEASURE_SUCCESS);
	return spectrum;
}

/// x + a2 x² + a3 x³ of two tones in one second
static ZoutSpectrum
through_polynomial(const double f1, const double a1, const double f2, const double a2, const double p2, const double p3)
{
	double* const x = signal_new(RATE_HZ);
	signal_add_tone(x, RATE_HZ, RATE_HZ, f1, a1, 0.0);
	signal_add_tone(x, RATE_HZ, RATE_HZ, f2, a2, 0.0);
	for (size_t i = 0; i < RATE_HZ; ++i) {
		x[i] = x[i] + p2 * x[i] * x[i] + p3 * x[i] * x[i] * x[i];
	}
	const ZoutSpectrum spectrum = spectrum_of(x, RATE_HZ);
	free(x);
	return spectrum;
}

/* a2 (A1 sin w1 + A2 sin w2)² has a2 A1 A2 at each of w2 - w1 and w2 + w1. a3 (...)³ has 3/4 a3 A1² A2 at each of
 * w2 - 2 w1 and w2 + 2 w1, and makes A2 larger by a3 (3/4 A2³ + 3/2 A1² A2). */
static void
test_smpte_of_a_polynomial(void** state)
{
	const double low    = 0.8;
	const double high   = 0.2;
	const double second = 1e-3;
	const double third  = 2e-3;
	ZoutIntermod found;
	(void)state;

	ZoutSpectrum spectrum = through_polynomial(60.0, low, 7000.0, high, second, 0.0);
	assert_int_equal(zout_intermod_smpte(&spectrum, 60.0, 7000.0, &found), ZOUT_MEASURE_SUCCESS);
	assert_true(fabs(found.second_lin / (2.0 * second * low) - 1.0) < exact);
	assert_true(found.third_lin < exact * found.second_lin);
	zout_spectrum_clear(&spectrum);

	spectrum               = through_polynomial(60.0, low, 7000.0, high, 0.0, third);
	const double reference = 1.0 + third * (0.75 * high * high + 1.5 * low * low);
	const double expected  = 2.0 * 0.75 * third * low * low / reference;
	assert_int_equal(zout_intermod_smpte(&spectrum, 60.0, 7000.0, &found), ZOUT_MEASURE_SUCCESS);
	assert_true(fabs(found.third_lin / expected - 1.0) < exact);
	assert_true(fabs(found.total_lin - hypot(found.second_lin, found.third_lin)) < 1e-15);
	zout_spectrum_clear(&spectrum);
}

/* With equal tones of A: a2 A² at w2 - w1; 3/4 a3 A³ at each of 2 w1 - w2 and 2 w2 - w1, and each tone larger by
 * 9/4 a3 A³. */
static void
test_ccif_of_a_polynomial(void** state)
{
	const double a      = 0.5;
	const double second = 1e-3;
	const double third  = 2e-3;
	ZoutIntermod found;
	(void)state;

	ZoutSpectrum spectrum = through_polynomial(19e3, a, 20e3, a, second, 0.0);
	assert_int_equal(zout_intermod_ccif(&spectrum, 19e3, 20e3, &found), ZOUT_MEASURE_SUCCESS);
	assert_true(fabs(found.second_lin / (0.5 * second * a) - 1.0) < exact);
	zout_spectrum_clear(&spectrum);

	spectrum              = through_polynomial(19e3, a, 20e3, a, 0.0, third);
	const double expected = 0.75 * third * a * a / (1.0 + 2.25 * third * a * a);
	assert_int_equal(zout_intermod_ccif(&spectrum, 19e3, 20e3, &found), ZOUT_MEASURE_SUCCESS);
	assert_true(fabs(found.third_lin / expected - 1.0) < exact);
	zout_spectrum_clear(&spectrum);
}

/* A sine cut off at c of its amplitude, alpha = asin c: odd harmonics
 * b(n) = 4/pi (1/2 (sin((n-1) alpha)/(n-1) - sin((n+1) alpha)/(n+1)) + c cos(n alpha)/n), mean square
 * (alpha - sin(2 alpha)/2)/pi + c² (1 - 2 alpha/pi). */
static double
clipped_harmonic(const unsigned n, const double alpha)
{
	const double below = n == 1 ? alpha : sin((n - 1.0) * alpha) / (n - 1.0);
	return 4.0 / pi * (0.5 * (below - sin((n + 1.0) * alpha) / (n + 1.0)) + sin(alpha) * cos(n * alpha) / n);
}

/* At 960 samples per cycle harmonics from the 480th on fold back. They are below 1/480² of the fundamental, 1e-4 of the
 * weakest harmonic here: 0.001 dB, with a margin of ten. */
static void
test_clipped_sine_has_its_fourier_series(void** state)
{
	static const double levels[] = {0.95, 0.7, 0.3};
	static const double bound_db = 0.01;
	(void)state;
	for (unsigned l = 0; l < 3; ++l) {
		const double   c     = levels[l];
		const double   alpha = asin(c);
		double* const  x     = signal_new(RATE_HZ);
		double         sum   = 0.0;
		ZoutDistortion d;
		signal_add_tone(x, RATE_HZ, RATE_HZ, 100.0, 1.0, 0.0);
		for (size_t i = 0; i < RATE_HZ; ++i) {
			x[i] = fmin(fmax(x[i], -c), c);
		}
		ZoutSpectrum spectrum = spectrum_of(x, RATE_HZ);
		assert_int_equal(zout_distortion_measure(&spectrum, 100.0, &zout_audio_band, &d), ZOUT_MEASURE_SUCCESS);
		const double first = clipped_harmonic(1, alpha);
		for (unsigned n = 3; n <= ZOUT_MAX_HARMONIC; n += 2) {
			const double expected = clipped_harmonic(n, alpha);
			sum += expected * expected;
			assert_true(fabs(zout_distortion_harmonic_db(&d, n) - 20.0 * log10(fabs(expected / first))) < bound_db);
			assert_true(zout_distortion_harmonic_db(&d, n - 1U) < -200.0);
		}
		assert_true(fabs(zout_distortion_thd_db(&d) - 20.0 * log10(sqrt(sum) / first)) < bound_db);
		const double square   = (alpha - 0.5 * sin(2.0 * alpha)) / pi + c * c * (1.0 - 2.0 * alpha / pi);
		const double residual = square - 0.5 * first * first; // beyond 20 kHz there is less than 1e-4 of it
		assert_true(fabs(zout_distortion_thdn_db(&d) - 10.0 * log10(residual / square)) < bound_db);
		zout_spectrum_clear(&spectrum);
		free(x);
	}
}

/// 32 tones, one product at -90 dB beside them and a louder one outside the band
static void
test_planted_product_between_many_tones(void** state)
{
	enum { TONES = 32 };
	double        tones_hz[TONES];
	double* const x = signal_new(RATE_HZ);
	ZoutMultitone found;
	(void)state;
	for (unsigned i = 0; i < TONES; ++i) {
		tones_hz[i] = rint(20.0 * pow(1000.0, i / 31.0));
		signal_add_tone(x, RATE_HZ, RATE_HZ, tones_hz[i], 0.03, 0.7 * i * i);
	}
	signal_add_tone(x, RATE_HZ, RATE_HZ, 12345.0, 0.03 * pow(10.0, -90.0 / 20.0), 0.0);
	signal_add_tone(x, RATE_HZ, RATE_HZ, 25000.0, 0.03 * pow(10.0, -40.0 / 20.0), 0.0);
	ZoutSpectrum spectrum = spectrum_of(x, RATE_HZ);
	assert_int_equal(
		zout_multitone_measure(&spectrum, tones_hz, TONES, &zout_audio_band, &found), ZOUT_MEASURE_SUCCESS);
	assert_true(fabs(found.spur_hz - 12345.0) < 1e-6);
	assert_true(fabs(20.0 * log10(found.tone_rms / found.spur_rms) - 90.0) < 1e-6); // rounding
	assert_true(fabs(found.residual_rms / found.spur_rms - 1.0) < 1e-6);
	zout_spectrum_clear(&spectrum);
	free(x);
}

/// A line of hum in noise: found where it is, and none found where there is only noise
static void
test_mains_line(void** state)
{
	(void)state;
	for (unsigned hum = 0; hum < 2; ++hum) {
		double* const x = signal_new(RATE_HZ);
		signal_add_noise(x, RATE_HZ, 2e-5, 4); // 9e-8 rms in a bin
		signal_add_tone(x, RATE_HZ, RATE_HZ, 1000.0, 1.0, 0.0);
		if (hum) {
			signal_add_tone(x, RATE_HZ, RATE_HZ, 180.0, 1e-5 * sqrt(2.0), 0.0);
		}
		ZoutSpectrum        spectrum = spectrum_of(x, RATE_HZ);
		const ZoutMainsLine line     = zout_mains_line(&spectrum, 1000.0);
		assert_true(fabs(line.frequency_hz - (hum ? 180.0 : 0.0)) < 1e-9);
		assert_true(fabs(line.rms - (hum ? 1e-5 : 0.0)) < 3e-7); // the noise beside it, three times
		zout_spectrum_clear(&spectrum);
		free(x);
	}
}

/// Mains that are 0.15 Hz off, in a minute of recording, whose bins are finer than that; and none in its noise
static void
test_mains_line_of_a_long_recording(void** state)
{
	enum { LONG_HZ = 8000, SECONDS = 60, N_FRAMES = LONG_HZ * SECONDS };
	(void)state;
	for (unsigned hum = 0; hum < 2; ++hum) {
		double* const x = signal_new(N_FRAMES);
		ZoutSpectrum  spectrum;
		signal_add_noise(x, N_FRAMES, 1e-5, 7);
		signal_add_tone(x, N_FRAMES, LONG_HZ, 1000.0, 0.5, 0.0);
		signal_add_tone(x, N_FRAMES, LONG_HZ, 2.0 * 50.15, hum * 1e-4 * sqrt(2.0), 0.0);
		assert_int_equal(zout_spectrum_init(&spectrum, x, N_FRAMES, N_FRAMES, LONG_HZ, ZOUT_WINDOW_BLACKMAN_HARRIS_7),
		                 ZOUT_MEASURE_SUCCESS);
		const ZoutMainsLine line = zout_mains_line(&spectrum, 1000.0);
		assert_true(fabs(line.frequency_hz - (hum ? 100.0 : 0.0)) < 1e-9);
		assert_true(fabs(line.rms - (hum ? 1e-4 : 0.0)) < 1e-6); // 1.3e-7 of the noise lie in a lobe
		zout_spectrum_clear(&spectrum);
		free(x);
	}
}

/// What rounding leaves of a perfect tone is no mains line
static void
test_rounding_is_no_mains_line(void** state)
{
	(void)state;
	double* const x = signal_new(RATE_HZ);
	signal_add_tone(x, RATE_HZ, RATE_HZ, 1000.0, 1.0, 0.0);
	signal_add_tone(x, RATE_HZ, RATE_HZ, 50.0, 1e-11, 0.0);
	ZoutSpectrum spectrum = spectrum_of(x, RATE_HZ);
	assert_true(zout_mains_line(&spectrum, 1000.0).frequency_hz <= 0.0);
	zout_spectrum_clear(&spectrum);
	free(x);
}

/* A tone and its second harmonic near lines of the mains are no such line, though the window spreads them over these.
 * Hum far from the tone's multiples is. In a second a lobe has 7 Hz to each side. */
static void
test_a_tone_near_the_mains_is_no_mains_line(void** state)
{
	static const struct {
		double tone_hz;
		double hum_hz;
	} cases[] = {{49.6, 120.0},
	             {50.0, 120.0},
	             {50.4, 120.0},
	             {53.0, 240.0},
	             {63.0, 100.0},
	             {97.0, 50.0},
	             {123.7, 180.0},
	             {440.0, 180.0},
	             {953.5, 180.0}};
	(void)state;
	for (unsigned i = 0; i < 2U * sizeof(cases) / sizeof(cases[0]); ++i) {
		const double  tone_hz = cases[i / 2U].tone_hz;
		const double  hum_rms = i % 2U ? 1e-4 : 0.0;
		double* const x       = signal_new(RATE_HZ);
		ZoutSpectrum  spectrum;
		signal_add_noise(x, RATE_HZ, 1e-6, 6);
		signal_add_tone(x, RATE_HZ, RATE_HZ, tone_hz, 0.5, 0.3);
		signal_add_tone(x, RATE_HZ, RATE_HZ, 2.0 * tone_hz, 1e-3, 0.1);
		signal_add_tone(x, RATE_HZ, RATE_HZ, cases[i / 2U].hum_hz, hum_rms * sqrt(2.0), 0.0);
		assert_int_equal(zout_spectrum_init(&spectrum, x, RATE_HZ, RATE_HZ, RATE_HZ, ZOUT_WINDOW_BLACKMAN_HARRIS_7),
		                 ZOUT_MEASURE_SUCCESS);
		const ZoutMainsLine line = zout_mains_line(&spectrum, zout_spectrum_strongest(&spectrum, &zout_audio_band));
		print_message("# tone of %.1f Hz: line of %.3g at %.0f Hz\n", tone_hz, line.rms, line.frequency_hz);
		assert_true(fabs(line.frequency_hz - (i % 2U ? cases[i / 2U].hum_hz : 0.0)) < 1e-9);
		assert_true(fabs(line.rms - hum_rms) < 1e-7); // 2.5e-8 of the noise lie in a lobe
		zout_spectrum_clear(&spectrum);
		free(x);
	}
}

/// Noise is no tone, and a rate that cannot hold the band is refused
static void
test_what_cannot_be_measured_is_refused(void** state)
{
	double* const  x = signal_new(RATE_HZ);
	ZoutDistortion distortion;
	ZoutIntermod   intermod;
	(void)state;
	signal_add_noise(x, RATE_HZ, 0.1, 5);
	ZoutSpectrum spectrum = spectrum_of(x, RATE_HZ);
	assert_int_equal(zout_distortion_measure(&spectrum, 1000.0, &zout_audio_band, &distortion), ZOUT_MEASURE_NO_TONE);
	zout_spectrum_clear(&spectrum);

	spectrum = spectrum_of(x, 32000); // a rate of 32 kHz
	assert_int_equal(zout_distortion_measure(&spectrum, 1000.0, &zout_audio_band, &distortion), ZOUT_MEASURE_BAD_RATE);
	assert_int_equal(zout_intermod_ccif(&spectrum, 19e3, 20e3, &intermod), ZOUT_MEASURE_BAD_RATE);
	zout_spectrum_clear(&spectrum);

	assert_int_equal(zout_spectrum_init(&spectrum, x, 100, 101, 48e3, ZOUT_WINDOW_NONE), ZOUT_MEASURE_TOO_SHORT);
	assert_null(spectrum.power);
	x[50] = (double)NAN;
	assert_int_equal(zout_spectrum_init(&spectrum, x, 100, 100, 48e3, ZOUT_WINDOW_NONE), ZOUT_MEASURE_NOT_FINITE);
	assert_null(spectrum.power);
	zout_spectrum_clear(&spectrum);
	free(x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smpte_of_a_polynomial),
		cmocka_unit_test(test_ccif_of_a_polynomial),
		cmocka_unit_test(test_clipped_sine_has_its_fourier_series),
		cmocka_unit_test(test_planted_product_between_many_tones),
		cmocka_unit_test(test_mains_line),
		cmocka_unit_test(test_mains_line_of_a_long_recording),
		cmocka_unit_test(test_rounding_is_no_mains_line),
		cmocka_unit_test(test_a_tone_near_the_mains_is_no_mains_line),
		cmocka_unit_test(test_what_cannot_be_measured_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
