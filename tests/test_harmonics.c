// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* ProbeHarmonics against the trigonometry of a2 e² + a3 e³: with e = A cos wt the second is a2 A²/2 and the third a3
 * A³/4. The fundamental is measured, not assumed, because the third-degree term moves it. */

#include "probe.h"

#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

/// The settings' promise
static const double level_tolerance_db  = 0.05;
static const double corner_tolerance_db = 0.1;

/// A polynomial has its slope exactly; what is left is float rounding of output and residual, 60 dB below a harmonic
static const double slope_tolerance_db = 0.01;

/* The high-pass on the residual, 1 Hz, leaves exp(-2 pi 3) = 6.5e-9 of the DC after this time: of 0.05 (H2 at -20 dB
 * of 0.5) that is 3e-10 of full scale. */
static const double settle_s = 3.0;

static const double full_1vrms = 0.5; // of a 0 dBFS sine of 2 Vrms

enum { BIN_1KHZ = 1000 / PROBE_BIN_HZ };

static ProbeHarmonics
measure(const ZoutSettings* const settings, const double rate_hz, const unsigned bin, const double level_db)
{
	return probe_harmonics(settings, rate_hz, bin, full_1vrms * zout_db_to_lin(level_db), settle_s);
}

static ZoutSettings
with_harmonics(const float h2, const float h3)
{
	ZoutSettings settings   = probe_plain();
	settings.value[ZOUT_H2] = h2;
	settings.value[ZOUT_H3] = h3;
	return settings;
}

static double
relative_db(const double complex harmonic, const ProbeHarmonics* const h)
{
	return probe_db(cabs(harmonic) / cabs(h->first));
}

static void
test_harmonics_at_1vrms_are_the_settings(void** const state)
{
	(void)state;
	static const float levels[] = {-140.0F, -100.0F, -80.0F, -60.0F, -40.0F, -20.0F};
	enum { N_LEVELS = sizeof(levels) / sizeof(levels[0]) };

	double worst = 0.0;
	double stray = -400.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned i = 0; i < N_LEVELS * N_LEVELS; ++i) {
			const float          set[2]   = {levels[i / N_LEVELS], levels[i % N_LEVELS]};
			const ZoutSettings   settings = with_harmonics(set[0], set[1]);
			const ProbeHarmonics h        = measure(&settings, probe_rates_hz[r], BIN_1KHZ, 0.0);
			const double         got[2]   = {relative_db(h.second, &h), relative_db(h.third, &h)};
			for (unsigned k = 0; k < 2; ++k) {
				if (set[k] > -140.0F) {
					probe_at_most(&worst, fabs(got[k] - (double)set[k]), level_tolerance_db);
				} else {
					// "None" leaves what float rounding of the output and of the other harmonic puts there: -150 dB
					// of the signal each, at worst in one bin.
					probe_at_most(&stray, got[k], -145.0);
				}
			}
		}
	}
	probe_report("H2 and H3 at 1 Vrms, worst error", worst, "dB");
	probe_report("harmonic that is set to none, worst", stray, "dB");
}

static void
test_harmonics_rise_by_one_and_two_db_per_db(void** const state)
{
	(void)state;
	static const double steps_db[] = {-26.0, -20.0, -10.0, -3.0, 3.0, 6.0};
	const ZoutSettings  settings   = with_harmonics(-40.0F, -40.0F);

	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		const ProbeHarmonics at_0db = measure(&settings, probe_rates_hz[r], BIN_1KHZ, 0.0);
		for (unsigned i = 0; i < sizeof(steps_db) / sizeof(steps_db[0]); ++i) {
			// Relative to the sine that goes in: the third-degree term moves the one that comes out.
			const ProbeHarmonics h      = measure(&settings, probe_rates_hz[r], BIN_1KHZ, steps_db[i]);
			const double         second = probe_db(cabs(h.second) / cabs(at_0db.second)) - steps_db[i];
			const double         third  = probe_db(cabs(h.third) / cabs(at_0db.third)) - steps_db[i];
			probe_at_most(&worst, fabs(second - 1.0 * steps_db[i]), slope_tolerance_db);
			probe_at_most(&worst, fabs(third - 2.0 * steps_db[i]), slope_tolerance_db);
		}
	}
	probe_report("slope of H2 and H3 from -26 to +6 dB, worst error", worst, "dB");
}

static void
test_polarity_names_the_longer_peaks(void** const state)
{
	(void)state;
	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned positive = 0; positive < 2; ++positive) {
			for (unsigned euphonic = 0; euphonic < 2; ++euphonic) {
				ZoutSettings settings                  = with_harmonics(euphonic ? -140.0F : -40.0F, -140.0F);
				settings.value[ZOUT_EUPHONIC]          = (float)euphonic;
				settings.value[ZOUT_EUPHONIC_H2]       = -40.0F;
				settings.value[ZOUT_H2_POLARITY]       = euphonic ? 0.0F : (float)positive;
				settings.value[ZOUT_EUPHONIC_POLARITY] = euphonic ? (float)positive : 0.0F;
				const ProbeHarmonics h                 = measure(&settings, probe_rates_hz[r], BIN_1KHZ, 0.0);

				// Crests are 1 + h2 and -1 + h2 times the fundamental. They are 2 % apart; that samples miss them by up
				// to 1/882 of a cycle costs 2.5e-5, the distortion corner's phase of 1.1 degrees at 2 kHz as much.
				const double asymmetry = (h.top + h.bottom) / (2.0 * cabs(h.first));
				const double expected  = positive ? 0.01 : -0.01;
				probe_at_most(&worst, fabs(asymmetry - expected), 1e-4);
			}
		}
	}
	probe_report("asymmetry of peaks at H2 -40 dB, worst error", worst, "of the fundamental");
}

static void
test_euphonic_adds_to_the_amplifier(void** const state)
{
	(void)state;
	double worst     = 0.0;
	double remainder = -400.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		ZoutSettings settings                  = with_harmonics(-50.0F, -140.0F);
		settings.value[ZOUT_EUPHONIC]          = 1.0F;
		settings.value[ZOUT_EUPHONIC_H2]       = -50.0F;
		settings.value[ZOUT_H2_POLARITY]       = 1.0F;
		settings.value[ZOUT_EUPHONIC_POLARITY] = 1.0F;
		const ProbeHarmonics twice             = measure(&settings, probe_rates_hz[r], BIN_1KHZ, 0.0);
		probe_at_most(&worst, fabs(relative_db(twice.second, &twice) - (-50.0 + probe_db(2.0))), level_tolerance_db);

		settings.value[ZOUT_EUPHONIC_POLARITY] = 0.0F;
		settings.value[ZOUT_EUPHONIC_H2]       = -44.0F;
		const ProbeHarmonics less              = measure(&settings, probe_rates_hz[r], BIN_1KHZ, 0.0);
		const double         difference        = zout_db_to_lin(-44.0) - zout_db_to_lin(-50.0);
		probe_at_most(&worst, fabs(relative_db(less.second, &less) - probe_db(difference)), level_tolerance_db);

		// Equal and opposite coefficients are subtracted from each other: only rounding of the output remains.
		settings.value[ZOUT_EUPHONIC_H2] = -50.0F;
		const ProbeHarmonics none        = measure(&settings, probe_rates_hz[r], BIN_1KHZ, 0.0);
		probe_at_most(&remainder, relative_db(none.second, &none), -145.0);
	}
	probe_report("euphonic added to H2, worst error", worst, "dB");
	probe_report("euphonic against an equal H2, worst remainder", remainder, "dB");
}

static void
test_harmonics_make_no_dc(void** const state)
{
	(void)state;
	// Of the high-pass see settle_s. Output samples below 1.0 are rounded by up to 3e-8; over the 48 samples, at least,
	// of a period that averages to 3e-8 / sqrt(3 * 48) = 2.5e-9.
	const double       bound    = 1e-8;
	const ZoutSettings settings = with_harmonics(-20.0F, -20.0F);

	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		const ProbeHarmonics h = measure(&settings, probe_rates_hz[r], BIN_1KHZ, 0.0);
		probe_at_most(&worst, fabs(h.dc), bound);
	}
	probe_report("DC at H2 -20 dB, worst", worst, "of full scale");
}

static const float corners_khz[] = {0.1F, 1.0F, 10.0F, 100.0F};

enum { N_CORNERS = sizeof(corners_khz) / sizeof(corners_khz[0]) };

static void
test_corner_leaves_harmonics_of_1khz_alone(void** const state)
{
	(void)state;
	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned c = 0; c < N_CORNERS; ++c) {
			ZoutSettings settings                  = with_harmonics(-40.0F, -30.0F);
			settings.value[ZOUT_DISTORTION_CORNER] = corners_khz[c];
			const ProbeHarmonics h                 = measure(&settings, probe_rates_hz[r], BIN_1KHZ, 0.0);
			probe_at_most(&worst, fabs(relative_db(h.second, &h) + 40.0), level_tolerance_db);
			probe_at_most(&worst, fabs(relative_db(h.third, &h) + 30.0), level_tolerance_db);
		}
	}
	probe_report("harmonics of 1 kHz with any distortion corner, worst error", worst, "dB");
}

static void
test_corner_lets_products_rise_by_its_law(void** const state)
{
	(void)state;
	static const unsigned sines_hz[] = {50, 200, 2000, 4000, 5500, 6660, 8330, 10000};

	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned c = 0; c < N_CORNERS; ++c) {
			ZoutSettings settings                  = with_harmonics(-60.0F, -60.0F);
			settings.value[ZOUT_DISTORTION_CORNER] = corners_khz[c];
			const double         corner_hz         = 1e3 * (double)corners_khz[c];
			const ProbeHarmonics at_1khz           = measure(&settings, probe_rates_hz[r], BIN_1KHZ, 0.0);
			for (unsigned i = 0; i < sizeof(sines_hz) / sizeof(sines_hz[0]); ++i) {
				const unsigned       hz     = sines_hz[i];
				const ProbeHarmonics h      = measure(&settings, probe_rates_hz[r], hz / PROBE_BIN_HZ, 0.0);
				const double         second = hypot(1.0, 2.0 * hz / corner_hz) / hypot(1.0, 2e3 / corner_hz);
				const double         third  = hypot(1.0, 3.0 * hz / corner_hz) / hypot(1.0, 3e3 / corner_hz);
				probe_at_most(&worst, fabs(probe_db(cabs(h.second / at_1khz.second) / second)), corner_tolerance_db);
				if (3U * hz <= 20000U) {
					probe_at_most(&worst, fabs(probe_db(cabs(h.third / at_1khz.third) / third)), corner_tolerance_db);
				}
			}
		}
	}
	probe_report("products against the law of the distortion corner, worst error", worst, "dB");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_harmonics_at_1vrms_are_the_settings),
		cmocka_unit_test(test_harmonics_rise_by_one_and_two_db_per_db),
		cmocka_unit_test(test_polarity_names_the_longer_peaks),
		cmocka_unit_test(test_euphonic_adds_to_the_amplifier),
		cmocka_unit_test(test_harmonics_make_no_dc),
		cmocka_unit_test(test_corner_leaves_harmonics_of_1khz_alone),
		cmocka_unit_test(test_corner_lets_products_rise_by_its_law),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
