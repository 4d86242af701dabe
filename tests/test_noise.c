// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Noise and hum of the amplifier: how much, of what colour, and the same every time. A-weighting is IEC 61672-1's, from
 * the corner frequencies in its annex, worked out here anew. */

#include "probe.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { PERIOD = 1 << 20 };

static float  side[2][PERIOD];
static float  silence[PERIOD];
static double magnitude[PERIOD / 2 + 1];

/// Volts at the headphone of an amplifier that does nothing else: 1 V in a sample is a sine of 1 V rms
static ZoutSettings
noisy(const float noise_uv, const float hum_uv)
{
	ZoutSettings settings             = probe_plain();
	settings.value[ZOUT_OUTPUT_MODE]  = 1.0F;
	settings.value[ZOUT_OUTPUT_LEVEL] = 1.0F;
	settings.value[ZOUT_NOISE]        = noise_uv;
	settings.value[ZOUT_HUM]          = hum_uv;
	return settings;
}

static void
play(const ZoutSettings* const settings, const double rate_hz, float* const left, float* const right, const size_t n)
{
	ZoutModel* const model = probe_model(rate_hz, 1, settings);
	probe_run(model, silence, silence, left, right, n);
	zout_model_free(model);
}

static double
a_weight(const double f_hz)
{
	const double f2 = f_hz * f_hz;
	const double a  = 12194.217 * 12194.217 * f2 * f2;
	const double b  = (f2 + 20.598997 * 20.598997) * (f2 + 12194.217 * 12194.217);
	return a / (b * sqrt((f2 + 107.65265 * 107.65265) * (f2 + 737.86223 * 737.86223)));
}

/// Rms volts of the spectrum between two frequencies, A-weighted if so asked
static double
band_vrms(const double rate_hz, const double low_hz, const double high_hz, const bool weighted)
{
	double sum = 0.0;
	for (unsigned i = 1; i < PERIOD / 2; ++i) {
		const double f_hz = i * rate_hz / PERIOD;
		if (f_hz >= low_hz && f_hz <= high_hz) {
			sum += pow(magnitude[i] * (weighted ? a_weight(f_hz) / a_weight(1000.0) : 1.0), 2.0);
		}
	}
	return sqrt(sum); // a peak of 1 is 1 V rms here
}

/* A million samples hold some 600,000 independent values of the weighted noise at the highest rate: one standard
 * deviation of their power is 0.01 dB at 44.1 and 0.02 dB at 192 kHz. The issue asks for 0.1 dB. */
static void
test_noise_is_what_a_meter_shows(void** const state)
{
	(void)state;
	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		const ZoutSettings settings = noisy(50.0F, 0.0F);
		play(&settings, probe_rates_hz[r], side[0], side[1], PERIOD);
		for (unsigned channel = 0; channel < 2; ++channel) {
			probe_spectrum(side[channel], PERIOD, magnitude);
			const double vrms = band_vrms(probe_rates_hz[r], 20.0, 20e3, true);
			probe_at_most(&worst, fabs(probe_db(vrms / 50e-6)), 0.1);
		}
	}
	probe_report("A-weighted noise, worst error", worst, "dB");
}

/* White: every octave of frequency holds 3.01 dB more. The lowest octave, 20 Hz wide, holds 437 bins: its power has a
 * deviation of 0.2 dB, so that 1 dB is five of them; the widest has 0.01 dB. */
static void
test_noise_is_white(void** const state)
{
	(void)state;
	const double       rate_hz  = 48000.0;
	const ZoutSettings settings = noisy(50.0F, 0.0F);
	play(&settings, rate_hz, side[0], side[1], PERIOD);
	probe_spectrum(side[0], PERIOD, magnitude);
	const double density = band_vrms(rate_hz, 20.0, 20e3, false) / sqrt(20e3 - 20.0);
	for (double f_hz = 20.0; f_hz < 10e3; f_hz *= 2.0) {
		const double level_db = probe_db(band_vrms(rate_hz, f_hz, 2.0 * f_hz, false) / (density * sqrt(f_hz)));
		assert_true(fabs(level_db) <= 5.0 * 4.34 / sqrt(f_hz * PERIOD / rate_hz));
	}
}

/// Correlation of two signals, and its deviation were they independent: 1 / sqrt(n)
static double
correlation(const float* const a, const float* const b, const size_t n)
{
	double ab = 0.0;
	double aa = 0.0;
	double bb = 0.0;
	for (size_t i = 0; i < n; ++i) {
		ab += (double)a[i] * (double)b[i];
		aa += (double)a[i] * (double)a[i];
		bb += (double)b[i] * (double)b[i];
	}
	return ab / sqrt(aa * bb);
}

/* The sides are independent. The chains are not: two amplifiers that are alike must stay alike. */
static void
test_noise_of_sides_is_independent(void** const state)
{
	(void)state;
	static float       chain_b[2][PERIOD];
	const ZoutSettings settings   = noisy(50.0F, 0.0F);
	ZoutModel* const   model      = probe_model(48000.0, 2, &settings);
	const float* const in[2]      = {silence, silence};
	float* const       out[4]     = {side[0], side[1], chain_b[0], chain_b[1]};
	const double       five_sigma = 5.0 / sqrt(PERIOD - 64.0);
	zout_model_process(model, in, out, PERIOD);
	zout_model_free(model);
	assert_memory_equal(side[0], chain_b[0], sizeof(side[0]));
	assert_memory_equal(side[1], chain_b[1], sizeof(side[1]));
	for (unsigned a = 0; a < 2; ++a) {
		for (unsigned b = a; b < 2; ++b) {
			for (size_t lag = a == b; lag < 4; ++lag) { // the first frames are those before the latency: silence
				assert_true(fabs(correlation(side[a] + 64, side[b] + 64 + lag, PERIOD - 64 - lag)) < five_sigma);
			}
		}
	}
}

static void
test_noise_and_hum_are_the_same_every_time(void** const state)
{
	(void)state;
	const ZoutSettings settings = noisy(50.0F, 20.0F);
	ZoutModel* const   model    = probe_model(44100.0, 1, &settings);
	static float       again[2][10000];
	probe_run(model, silence, silence, side[0], side[1], 10000);
	zout_model_reset(model);
	probe_run(model, silence, silence, again[0], again[1], 10000);
	zout_model_free(model);
	assert_memory_equal(side[0], again[0], sizeof(again[0]));
	assert_memory_equal(side[1], again[1], sizeof(again[1]));
}

/* The table of dsp/noise.h. The lines are functions in single precision: 0.01 dB is a thousand times their rounding. */
static void
test_hum_is_the_table(void** const state)
{
	(void)state;
	const double slow_hz = 8000.0; // a period is shorter than a tile
	double       worst   = 0.0;
	for (unsigned r = 0; r < (PROBE_N_RATES + 1U) * 2U; ++r) {
		const double rate_hz       = r / 2U < PROBE_N_RATES ? probe_rates_hz[r / 2U] : slow_hz;
		const double mains_hz      = r % 2U ? 60.0 : 50.0;
		ZoutSettings settings      = noisy(0.0F, 100.0F);
		settings.value[ZOUT_MAINS] = (float)mains_hz;
		const size_t period        = (size_t)(rate_hz / 10.0);
		play(&settings, rate_hz, side[0], side[1], 2 * period);
		assert_memory_equal(side[0], side[1], 2 * period * sizeof(float));
		double expected_db = 0.0;
		for (unsigned k = 1; k <= 12; ++k) {
			if (k >= 2) {
				expected_db = k % 2U ? -6.0 - 4.5 * ((k - 1) / 2U - 1U) - 20.0 : -6.0 - 4.5 * (k / 2U - 1U);
			}
			const double got = cabs(probe_bin(side[0] + period, period, (unsigned)lround(k * mains_hz / 10.0)));
			probe_at_most(&worst, fabs(probe_db(got / 100e-6) - expected_db), 0.01);
		}
		const double beyond = cabs(probe_bin(side[0] + period, period, (unsigned)lround(13.0 * mains_hz / 10.0)));
		assert_true(probe_db(beyond / 100e-6) < -80.0);
	}
	probe_report("lines of hum, worst error", worst, "dB");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noise_is_what_a_meter_shows),
		cmocka_unit_test(test_noise_is_white),
		cmocka_unit_test(test_noise_of_sides_is_independent),
		cmocka_unit_test(test_noise_and_hum_are_the_same_every_time),
		cmocka_unit_test(test_hum_is_the_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
