// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What becomes of the level: volume, balance, mute, and the two output modes. */

#include "probe.h"

#include "circuit.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

/// What the load filter promises
static const double load_tolerance_db = 0.01;

/// Low resonances of the load have died away by exp(-100) after this time
static const double settle_s = 1.0;

enum { BIN_1KHZ = 1000 / PROBE_BIN_HZ, PERIOD = 4800, N_FRAMES = 4096 };

static double
output_pk(const ZoutSettings* const settings, const double rate_hz, const unsigned bin, const double amplitude_pk)
{
	return cabs(probe_harmonics(settings, rate_hz, bin, amplitude_pk, settle_s).first);
}

/// A coil with a resonance and inductance behind a source of 120 ohm
static ZoutSettings
loaded(void)
{
	ZoutSettings settings                 = probe_plain();
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
	settings.value[ZOUT_INDUCTANCE]       = 1.63F;
	settings.value[ZOUT_F1]               = 99.0F;
	settings.value[ZOUT_R1]               = 170.0F;
	return settings;
}

static void
test_volts_mode_shows_headphone_volts_over_output_level(void** const state)
{
	(void)state;
	static const unsigned sines_hz[]  = {100, 1000, 10000};
	const double          in_pk       = 0.25;
	ZoutSettings          settings    = loaded();
	settings.value[ZOUT_OUTPUT_MODE]  = 1.0F;
	settings.value[ZOUT_OUTPUT_LEVEL] = 0.7F;
	settings.value[ZOUT_SOURCE_LEVEL] = 1.5F;
	settings.value[ZOUT_GAIN]         = 12.0F;
	settings.value[ZOUT_VOLUME]       = -5.0F;

	ZoutCircuit circuit;
	zout_circuit_init(&circuit, &settings);
	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned i = 0; i < 3; ++i) {
			const double complex s   = zout_hz_to_rad_s(sines_hz[i]) * (double complex)I;
			const double         e   = in_pk * 1.5 * zout_db_to_lin(12.0 - 5.0); // rms of a full-scale sine as unit
			const double         out = output_pk(&settings, probe_rates_hz[r], sines_hz[i] / PROBE_BIN_HZ, in_pk);
			const double         v   = cabs(zout_circuit_transfer(&circuit, s)) * e;
			probe_at_most(&worst, fabs(probe_db(out / (v / (double)0.7F))), load_tolerance_db);
		}
	}
	probe_report("Volts mode, worst error", worst, "dB");
}

static void
test_matched_mode_is_unity_at_1khz(void** const state)
{
	(void)state;
	static const float outputs_ohm[] = {0.0F, 1.0F, 10.0F, 120.0F, 500.0F};

	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned i = 0; i < sizeof(outputs_ohm) / sizeof(outputs_ohm[0]); ++i) {
			ZoutSettings settings                 = loaded();
			settings.value[ZOUT_OUTPUT_IMPEDANCE] = outputs_ohm[i];
			settings.value[ZOUT_GAIN]             = (float)i * 6.0F; // must not matter
			const double out                      = output_pk(&settings, probe_rates_hz[r], BIN_1KHZ, 0.1);
			probe_at_most(&worst, fabs(probe_db(out / 0.1)), load_tolerance_db);
		}
	}
	probe_report("Matched mode at 1 kHz, worst error", worst, "dB");
}

static void
test_gain_setting_does_not_touch_matched_bits(void** const state)
{
	(void)state;
	static float out[2][PERIOD];
	ZoutSettings settings = probe_plain();
	probe_settled(&settings, 48e3, PERIOD, 123, 0.1, 0.1, out[0]);
	settings.value[ZOUT_GAIN]         = 14.0F;
	settings.value[ZOUT_SOURCE_LEVEL] = 3.3F;
	probe_settled(&settings, 48e3, PERIOD, 123, 0.1, 0.1, out[1]);
	assert_memory_equal(out[0], out[1], PERIOD * sizeof(float));
}

/// Fails unless both sides come out times these gains, rounded once
static void
check_gains(const ZoutSettings* const settings, const double rate_hz, const double left_lin, const double right_lin)
{
	static float in[N_FRAMES];
	static float out[2][N_FRAMES];
	ZoutModel*   model = probe_model(rate_hz, 1, settings);
	probe_sine(in, N_FRAMES, 1021, 97, 0.9, 0.3);
	probe_run(model, in, in, out[0], out[1], N_FRAMES);

	const unsigned latency = zout_model_latency_frames(model);
	for (unsigned i = latency; i < N_FRAMES; ++i) {
		assert_true(out[0][i] == (float)((double)in[i - latency] * left_lin));
		assert_true(out[1][i] == (float)((double)in[i - latency] * right_lin));
	}
	zout_model_free(model);
}

static void
test_volume_and_balance_are_exact(void** const state)
{
	(void)state;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		static const float volumes_db[] = {0.0F, -0.5F, -6.0F, -20.0F, -60.0F, -89.0F};
		for (unsigned i = 0; i < sizeof(volumes_db) / sizeof(volumes_db[0]); ++i) {
			ZoutSettings settings       = probe_plain();
			const double volume         = zout_db_to_lin((double)volumes_db[i]);
			settings.value[ZOUT_VOLUME] = volumes_db[i];
			check_gains(&settings, probe_rates_hz[r], volume, volume);
			settings.value[ZOUT_BALANCE] = 3.0F;
			check_gains(&settings, probe_rates_hz[r], volume * zout_db_to_lin(-3.0), volume);
			settings.value[ZOUT_BALANCE] = -12.0F;
			check_gains(&settings, probe_rates_hz[r], volume, volume * zout_db_to_lin(-12.0));
		}
	}
}

static void
test_lowest_volume_is_silence(void** const state)
{
	(void)state;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		ZoutSettings settings       = loaded();
		settings.value[ZOUT_VOLUME] = -90.0F;
		settings.value[ZOUT_H2]     = -40.0F;
		check_gains(&settings, probe_rates_hz[r], 0.0, 0.0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_volts_mode_shows_headphone_volts_over_output_level),
		cmocka_unit_test(test_matched_mode_is_unity_at_1khz),
		cmocka_unit_test(test_gain_setting_does_not_touch_matched_bits),
		cmocka_unit_test(test_volume_and_balance_are_exact),
		cmocka_unit_test(test_lowest_volume_is_silence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
