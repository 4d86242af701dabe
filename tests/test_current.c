// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Distortion that follows the load current. */

#include "phones.h"
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

/// Volts at the headphone: a peak of 1 is 1 V rms
static ZoutSettings
into(const float ohm, const float current_h2_db)
{
	ZoutSettings settings             = probe_plain();
	settings.value[ZOUT_SOURCE_LEVEL] = 10.0F;
	settings.value[ZOUT_MAX_VOLTAGE]  = 50.0F;
	settings.value[ZOUT_OUTPUT_MODE]  = 1.0F;
	settings.value[ZOUT_OUTPUT_LEVEL] = 1.0F;
	settings.value[ZOUT_RESISTANCE]   = ohm;
	settings.value[ZOUT_CURRENT_H2]   = current_h2_db;
	return settings;
}

/* 10 mA rms at 1 kHz make the setting in dB relative to 1 V; the square of the current makes all else. 0.05 dB is what
 * the issue asks of harmonics. */
static void
test_level_is_the_setting(void** const state)
{
	(void)state;
	double worst = 0.0;
	for (unsigned i = 0; i < PROBE_N_RATES * 4U; ++i) {
		static const float loads_ohm[] = {16.0F, 32.0F, 100.0F, 600.0F};
		const float        ohm         = loads_ohm[i % 4U];
		const ZoutSettings settings    = into(ohm, -60.0F);
		for (double ma = 1.0; ma < 20.0; ma *= 3.0) {
			const double         volts    = 1e-3 * ma * (double)ohm;
			const ProbeHarmonics got      = probe_harmonics(&settings, probe_rates_hz[i / 4U], 100, volts / 10.0, 1.5);
			const double         expected = 1e-3 * pow(ma / 10.0, 2.0);
			if (volts < 10.0) {
				probe_at_most(&worst, fabs(probe_db(cabs(got.second) / expected)), 0.05);
			}
		}
	}
	probe_report("H2 of the load current, worst error", worst, "dB");
}

/* At the resonance of 100 Hz this load has 479 ohm, far above it 309: the current tells. */
static void
test_current_is_that_of_the_load(void** const state)
{
	(void)state;
	ZoutSettings settings             = into(309.0F, -60.0F);
	settings.value[ZOUT_F1]           = 100.0F;
	settings.value[ZOUT_R1]           = 170.0F;
	settings.value[ZOUT_Q1]           = 1.2F;
	const double         amps         = 3.0 / (309.0 + 170.0);
	const ProbeHarmonics at_resonance = probe_harmonics(&settings, 48000.0, 10, 0.3, 2.0);
	const double         expected     = 1e-3 * pow(amps / 0.01, 2.0);
	const double         corner_db    = probe_db(sqrt(1.0 + pow(0.2 / 100.0, 2.0)) / sqrt(1.0 + pow(2.0 / 100.0, 2.0)));
	assert_true(fabs(probe_db(cabs(at_resonance.second) / expected) - corner_db) < 0.05);
}

/* It has the polarity of `h2`, so that the two add up: -60 dB of each at 1 V into 100 ohm, which is 10 mA, are -54 dB.
 */
static void
test_current_adds_to_voltage(void** const state)
{
	(void)state;
	for (unsigned polarity = 0; polarity < 2; ++polarity) {
		ZoutSettings settings            = into(100.0F, -60.0F);
		settings.value[ZOUT_H2]          = -60.0F;
		settings.value[ZOUT_H2_POLARITY] = (float)polarity;
		const ProbeHarmonics got         = probe_harmonics(&settings, 48000.0, 100, 0.1, 1.5);
		assert_true(fabs(probe_db(cabs(got.second) / 2e-3)) < 0.05);
		assert_true(polarity ? creal(got.second) > 0.0 : creal(got.second) < 0.0);
	}
}

/* Matrix mini-i Pro 3, 10 mW into 600, 32 and 8 ohm: 0.0008, 0.003 and 0.009 % (Hi-Fi News). The figures are nearly
 * constant in microvolts; the model's sum of the first harmonics has to be within a factor of two of each. */
static void
test_matrix_within_a_factor_of_two(void** const state)
{
	static Amps         amps;
	static const float  loads_ohm[] = {600.0F, 32.0F, 8.0F};
	static const double thd[]       = {0.0008e-2, 0.003e-2, 0.009e-2};
	amps_load((const Bundle*)*state, &amps);
	for (unsigned i = 0; i < 3; ++i) {
		ZoutSettings settings             = *phones_find(&amps, "mini-i-pro-3");
		settings.value[ZOUT_SOURCE_LEVEL] = 2.0F;
		settings.value[ZOUT_OUTPUT_MODE]  = 1.0F;
		settings.value[ZOUT_OUTPUT_LEVEL] = 1.0F;
		settings.value[ZOUT_RESISTANCE]   = loads_ohm[i];
		settings.value[ZOUT_NOISE]        = 0.0F;
		const double e                    = sqrt(0.01 * (double)loads_ohm[i]) *
		                 (1.0 + (double)settings.value[ZOUT_OUTPUT_IMPEDANCE] / (double)loads_ohm[i]);
		const double         gain = 2.0 * zout_db_to_lin((double)settings.value[ZOUT_GAIN]);
		const ProbeHarmonics got  = probe_harmonics(&settings, 48000.0, 100, e / gain, 1.5);
		const double         sum  = hypot(cabs(got.second), cabs(got.third)) / cabs(got.first);
		print_message("# mini-i Pro 3, 10 mW into %g ohm: %.5f %%, measured %.4f %%\n",
		              (double)loads_ohm[i],
		              100.0 * sum,
		              100.0 * thd[i]);
		assert_true(sum < 2.0 * thd[i] && sum > 0.5 * thd[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_level_is_the_setting),
		cmocka_unit_test(test_current_is_that_of_the_load),
		cmocka_unit_test(test_current_adds_to_voltage),
		cmocka_unit_test(test_matrix_within_a_factor_of_two),
	};
	return cmocka_run_group_tests(tests, bundle_setup, bundle_teardown);
}
