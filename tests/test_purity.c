// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What harmonics leave behind where nothing should be: aliases, images, rounding.
 *
 * The polynomial is of third degree, so that true products have an order of at most 3 and lie below half the rate.
 * Tones stand on odd bins of a period that is a power of two. Then k f1 folds onto j f1 only if k - j or k + j is a
 * multiple of the period, and no alias hides behind a true product. For two tones the bins are far from multiples of
 * each other; an alias of order 3 or less that fell on a true product would take a relation of small integers. */

#include "probe.h"

#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

/* The residual's DC decays with 1 Hz: exp(-2 pi 2) = -109 dB of H2 at -34 dB, and what little is left spreads over the
 * bins from 20 Hz on with another -25 dB at least. */
static const double settle_s = 2.0;

enum { MAX_PERIOD = 1 << 17, POLYNOMIAL_ORDER = 3 };

/// Bins of 1.3 to 1.5 Hz at every rate
static size_t
period_at(const double rate_hz)
{
	return rate_hz > 100e3 ? 1U << 17U : rate_hz > 50e3 ? 1U << 16U : 1U << 15U;
}

static unsigned
odd_bin(const double frequency_hz, const double rate_hz, const size_t period)
{
	return probe_nearest_bin(frequency_hz, rate_hz, period) | 1U;
}

static ZoutSettings
with_harmonics(const float corner_khz)
{
	ZoutSettings settings;
	zout_settings_init(&settings); // 2 Vrms for a 0 dBFS sine
	settings.value[ZOUT_H2]                = -40.0F;
	settings.value[ZOUT_H3]                = -60.0F;
	settings.value[ZOUT_DISTORTION_CORNER] = corner_khz;
	return settings;
}

/// Takes true products of two tones (or of one, with nothing) out of a spectrum
static void
remove_products(double* const magnitude, const size_t period, const long bin_1, const long bin_2, const long order)
{
	for (long m = -order; m <= order; ++m) {
		for (long n = labs(m) - order; n <= order - labs(m); ++n) {
			const long bin = labs(m * bin_1 + n * bin_2);
			if (bin <= (long)(period / 2U)) {
				magnitude[bin] = 0.0;
			}
		}
	}
}

/// All that is left from 20 Hz to 20 kHz, as one peak amplitude
static double
sum_of_rest(const double* const magnitude, const size_t period, const double rate_hz)
{
	const size_t first = (size_t)ceil(20.0 / rate_hz * (double)period);
	const size_t last  = (size_t)floor(20e3 / rate_hz * (double)period);
	double       sum   = 0.0;
	for (size_t k = first; k <= last; ++k) {
		sum += magnitude[k] * magnitude[k];
	}
	return sqrt(sum);
}

/// Level of what should not be there, relative to the (each) tone, whose amplitudes sum to full scale
static double
impurity_db(const ZoutSettings* const settings,
            const double              rate_hz,
            const double              hz_1,
            const double              hz_2,
            const long                order)
{
	static double  magnitude[MAX_PERIOD / 2 + 1];
	const bool     two_tones = hz_2 > 0.0;
	const size_t   period    = period_at(rate_hz);
	const unsigned bin_1     = odd_bin(hz_1, rate_hz, period);
	const unsigned bin_2     = two_tones ? odd_bin(hz_2, rate_hz, period) : 0U;
	const double   amplitude = two_tones ? 0.5 : 1.0;
	const size_t   n_frames  = (size_t)ceil(settle_s * rate_hz) + period;

	float* const in    = (float*)malloc(sizeof(float) * n_frames);
	float* const out   = (float*)malloc(sizeof(float) * n_frames);
	float* const other = (float*)malloc(sizeof(float) * n_frames);
	assert_true(in && out && other);
	probe_sine(in, n_frames, period, bin_1, amplitude, 0.1);
	if (two_tones) {
		probe_sine(other, n_frames, period, bin_2, amplitude, 0.2);
		for (size_t i = 0; i < n_frames; ++i) {
			in[i] += other[i];
		}
	}
	ZoutModel* const model = probe_model(rate_hz, 1, settings);
	probe_run(model, in, in, out, other, n_frames);
	probe_spectrum(out + n_frames - period, period, magnitude);
	zout_model_free(model);
	free(other);
	free(out);
	free(in);

	const double tone = magnitude[bin_1];
	remove_products(magnitude, period, (long)bin_1, (long)bin_2, order);
	return probe_db(sum_of_rest(magnitude, period, rate_hz) / tone);
}

/* The ways up and down stop 88 dB. A tone of amplitude A and its image B make 2 a2 A B where H2 is a2 A² / 2: 12 dB
 * more than the image's distance below H2. Two such products may meet. */
static const double purity_db = -40.0 + 12.0 - 88.0 + 6.0;

static const double sines_hz[] =
	{21.0, 50.0, 200.0, 997.0, 3e3, 6e3, 7.1e3, 9.3e3, 11e3, 13e3, 14.6e3, 16e3, 18e3, 19.99e3};

enum { N_SINES = sizeof(sines_hz) / sizeof(sines_hz[0]) };

static void
test_sines_stay_pure(void** const state)
{
	(void)state;
	const ZoutSettings settings = with_harmonics(100.0F);
	double             worst    = -400.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned i = 0; i < N_SINES; ++i) {
			const double got = impurity_db(&settings, probe_rates_hz[r], sines_hz[i], 0.0, POLYNOMIAL_ORDER);
			probe_at_most(&worst, got, purity_db);
		}
	}
	probe_report("sines, worst sum of all that should not be there", worst, "dB");
}

static void
test_two_tones_stay_pure(void** const state)
{
	(void)state;
	const ZoutSettings settings = with_harmonics(100.0F);
	double             worst    = -400.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		probe_at_most(&worst, impurity_db(&settings, probe_rates_hz[r], 19e3, 20e3, POLYNOMIAL_ORDER), purity_db);
		probe_at_most(&worst, impurity_db(&settings, probe_rates_hz[r], 1e3, 19.5e3, POLYNOMIAL_ORDER), purity_db);
	}
	probe_report("two tones, worst sum of all that should not be there", worst, "dB");
}

static void
test_low_corner_stays_pure(void** const state)
{
	(void)state;
	// An image of the product at 60 kHz, the highest there is, rises by |1 + j 60| / |1 + j 3| against the default
	// corner.
	const double       rise_db  = probe_db(hypot(1.0, 60.0) / hypot(1.0, 3.0));
	const double       bound_db = purity_db + rise_db;
	const ZoutSettings settings = with_harmonics(1.0F);
	double             worst    = -400.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned i = 0; i < N_SINES; ++i) {
			const double got = impurity_db(&settings, probe_rates_hz[r], sines_hz[i], 0.0, POLYNOMIAL_ORDER);
			probe_at_most(&worst, got, bound_db);
		}
		probe_at_most(&worst, impurity_db(&settings, probe_rates_hz[r], 19e3, 20e3, POLYNOMIAL_ORDER), bound_db);
	}
	probe_report("with a distortion corner of 1 kHz, worst sum of all that should not be there", worst, "dB");
}

static void
test_clipping_leaves_only_harmonics(void** const state)
{
	(void)state;
	// Asked for are -100 dB at 1 dB over. Clipping this soft lets harmonics fall fast, and what folds back at
	// sixteen times the rate is weaker by 20 dB and more from 1 kHz than from 5 kHz; 6 dB over it is stronger by 20 dB.
	static const struct {
		double      frequency_hz;
		double      over_db;
		double      bound_db;
		const char* what;
	} cases[] = {
		{1e3, 1.0, -120.0, "1 kHz clipped by 1 dB, worst sum of all that is no harmonic"},
		{5e3, 1.0, -120.0, "5 kHz clipped by 1 dB, worst sum of all that is no harmonic"},
		{1e3, 6.0, -120.0, "1 kHz clipped by 6 dB, worst sum of all that is no harmonic"},
		{5e3, 6.0, -102.0, "5 kHz clipped by 6 dB, worst sum of all that is no harmonic"},
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
		ZoutSettings settings            = probe_plain();
		settings.value[ZOUT_MAX_VOLTAGE] = (float)(2.0 * zout_db_to_lin(-cases[i].over_db));
		const double frequency_hz        = cases[i].frequency_hz;
		double       worst               = -400.0;
		for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
			const long   every = lround(probe_rates_hz[r] / frequency_hz);
			const double got   = impurity_db(&settings, probe_rates_hz[r], frequency_hz, 0.0, every);
			probe_at_most(&worst, got, cases[i].bound_db);
		}
		probe_report(cases[i].what, worst, "dB");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sines_stay_pure),
		cmocka_unit_test(test_two_tones_stay_pure),
		cmocka_unit_test(test_low_corner_stays_pure),
		cmocka_unit_test(test_clipping_leaves_only_harmonics),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
