// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Equal volts at the headphone for two amplifiers: against closed forms, and against the meter of the model. */

#include "abx/equal_volts.h"
#include "probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

// The gain is a float of up to 40 dB: half of its last bit is 1.9e-6 dB
static const double rounding_db = 2e-6;

static const double pi = 3.14159265358979323846;

/// Two wires into 300 ohm
static void
wires(ZoutSettings settings[2])
{
	for (unsigned chain = 0; chain < 2; ++chain) {
		settings[chain]                        = probe_plain();
		settings[chain].value[ZOUT_RESISTANCE] = 300.0F;
	}
}

/// Looks what is done to both, and that chains that change places change theirs
static void
assert_turned(const ZoutSettings settings[2], const double a_db, const double b_db, const double left_db)
{
	for (unsigned swap = 0; swap < 2; ++swap) {
		const double         down_db[2] = {a_db, b_db};
		ZoutSettings         turned[2]  = {settings[swap], settings[1U - swap]};
		const ZoutEqualVolts volts      = zout_equal_volts(turned);
		assert_true(fabs(volts.left_db - (swap ? -left_db : left_db)) < rounding_db);
		for (unsigned chain = 0; chain < 2; ++chain) {
			ZoutSettings wanted = settings[chain ^ swap];
			assert_true(fabs(volts.turned_down_db[chain] - down_db[chain ^ swap]) < rounding_db);
			assert_true(turned[chain].value[ZOUT_GAIN] <= wanted.value[ZOUT_GAIN]);
			wanted.value[ZOUT_GAIN] = (float)((double)wanted.value[ZOUT_GAIN] - volts.turned_down_db[chain]);
			assert_memory_equal(&turned[chain], &wanted, sizeof(wanted)); // Nothing else is touched
		}
	}
}

static void
test_gains_alone_become_the_same_bits(void** const state)
{
	(void)state;
	static const float gains_db[][2] = {{0.0F, 20.0F}, {0.1F, 17.3F}, {-20.0F, 40.0F}, {3.7F, 3.7F}, {0.0F, 0.0001F}};
	for (unsigned i = 0; i < sizeof(gains_db) / sizeof(gains_db[0]); ++i) {
		ZoutSettings settings[2];
		wires(settings);
		settings[0].value[ZOUT_GAIN]             = gains_db[i][0];
		settings[1].value[ZOUT_GAIN]             = gains_db[i][1];
		settings[0].value[ZOUT_OUTPUT_IMPEDANCE] = 33.0F;
		settings[1].value[ZOUT_OUTPUT_IMPEDANCE] = 33.0F;
		assert_turned(settings, 0.0, (double)gains_db[i][1] - (double)gains_db[i][0], 0.0);
		(void)zout_equal_volts(settings);
		assert_memory_equal(&settings[0], &settings[1], sizeof(settings[0]));
	}
}

static void
test_dividers_are_those_of_textbooks(void** const state)
{
	(void)state;
	ZoutSettings settings[2];
	wires(settings);
	settings[1].value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F; // 300 of 420 ohm
	assert_turned(settings, 20.0 * log10(420.0 / 300.0), 0.0, 0.0);

	wires(settings); // 1 uF is 159 ohm at 1 kHz, at right angles to 300 ohm
	const double ratio                       = 1.0 / (2.0 * pi * 1000.0 * 1e-6) / 300.0;
	settings[1].value[ZOUT_OUTPUT_CAPACITOR] = 1.0F;
	assert_turned(settings, 10.0 * log10(1.0 + ratio * ratio), 0.0, 0.0);

	wires(settings); // A corner of 20 kHz, 0.0108 dB; the source's level and the volume are common
	settings[1].value[ZOUT_BANDWIDTH]    = 20.0F;
	settings[1].value[ZOUT_GAIN]         = 6.0F;
	settings[0].value[ZOUT_VOLUME]       = -30.0F;
	settings[0].value[ZOUT_SOURCE_LEVEL] = 0.5F;
	settings[0].value[ZOUT_OUTPUT_MODE]  = 1.0F;
	settings[1].value[ZOUT_VOLUME]       = -30.0F;
	settings[1].value[ZOUT_SOURCE_LEVEL] = 0.5F;
	settings[1].value[ZOUT_OUTPUT_MODE]  = 1.0F;
	assert_turned(settings, 0.0, 6.0 - 10.0 * log10(1.0 + 1.0 / 400.0), 0.0);
}

static void
test_the_headphone_is_that_of_a(void** const state)
{
	(void)state;
	ZoutSettings settings[2];
	wires(settings);
	settings[1].value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
	settings[1].value[ZOUT_RESISTANCE]       = 8.0F; // Which the model does not look at
	const ZoutEqualVolts volts               = zout_equal_volts(settings);
	assert_true(fabs(volts.turned_down_db[0] - 20.0 * log10(420.0 / 300.0)) < rounding_db);
}

static void
test_what_a_gain_cannot_lose_is_left(void** const state)
{
	(void)state;
	ZoutSettings settings[2];
	wires(settings);
	const double loss_db                     = 20.0 * log10(504.0 / 4.0); // 4 ohm behind 500: 42 dB
	const float  lowest_db                   = zout_param_info(ZOUT_GAIN)->min;
	settings[0].value[ZOUT_RESISTANCE]       = 4.0F;
	settings[1].value[ZOUT_RESISTANCE]       = 4.0F;
	settings[0].value[ZOUT_OUTPUT_IMPEDANCE] = 500.0F;
	settings[1].value[ZOUT_GAIN]             = 7.0F;
	assert_turned(settings, 0.0, 7.0 - (double)lowest_db, loss_db + (double)lowest_db);
	settings[1].value[ZOUT_GAIN] = lowest_db; // Nothing to lose
	assert_turned(settings, 0.0, 0.0, loss_db + (double)lowest_db);
}

static void
test_a_bypass_changes_nothing(void** const state)
{
	(void)state;
	for (unsigned chain = 0; chain < 2; ++chain) {
		ZoutSettings settings[2];
		ZoutSettings before[2];
		wires(settings);
		settings[1].value[ZOUT_GAIN]        = 20.0F;
		settings[chain].value[ZOUT_ENABLED] = 0.0F;
		memcpy(before, settings, sizeof(settings));
		const ZoutEqualVolts volts = zout_equal_volts(settings);
		assert_memory_equal(settings, before, sizeof(settings));
		assert_true(volts.turned_down_db[0] == 0.0 && volts.turned_down_db[1] == 0.0);
		assert_true(fabs(volts.left_db - 20.0) < rounding_db);
	}
}

/// Volts at the headphone as the meter of the model shows them, for a sine of -20 dBFS
static void
meter(const ZoutSettings settings[2], double volts[2])
{
	enum { RATE_HZ = 48000, FRAMES = 4800, TURNS = 40 };
	static float     sine[FRAMES];
	static float     heard[4][FRAMES];
	ZoutModel* const model = probe_model(RATE_HZ, 2, &settings[0]);
	zout_model_set(model, 1, &settings[1]);
	zout_model_reset(model);
	for (unsigned i = 0; i < FRAMES; ++i) {
		sine[i] = (float)(0.1 * sin(2.0 * pi * 1000.0 * i / RATE_HZ));
	}
	for (unsigned turn = 0; turn < TURNS; ++turn) { // 4 s, 13 time constants of the meter
		const float* const in[]  = {sine, sine};
		float* const       out[] = {heard[0], heard[1], heard[2], heard[3]};
		zout_model_process(model, in, out, FRAMES);
	}
	for (unsigned chain = 0; chain < 2; ++chain) {
		float meters[ZOUT_N_METERS];
		zout_model_meters(model, chain, meters);
		volts[chain] = (double)meters[ZOUT_METER_VOLTAGE];
	}
	zout_model_free(model);
}

static void
test_the_model_has_equal_volts(void** const state)
{
	(void)state;
	ZoutSettings settings[2];
	double       before[2];
	double       after[2];
	wires(settings);
	for (unsigned chain = 0; chain < 2; ++chain) {
		settings[chain].value[ZOUT_F1]         = 90.0F;
		settings[chain].value[ZOUT_R1]         = 250.0F;
		settings[chain].value[ZOUT_F2]         = 1200.0F;
		settings[chain].value[ZOUT_R2]         = 60.0F;
		settings[chain].value[ZOUT_INDUCTANCE] = 0.5F;
		settings[chain].value[ZOUT_EDDY]       = 100.0F;
		settings[chain].value[ZOUT_BANDWIDTH]  = chain ? 30.0F : 200.0F;
	}
	settings[0].value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
	settings[0].value[ZOUT_OUTPUT_CAPACITOR] = 4.7F;
	settings[1].value[ZOUT_GAIN]             = 11.0F;
	meter(settings, before);
	const ZoutEqualVolts volts = zout_equal_volts(settings);
	meter(settings, after);
	assert_true(volts.turned_down_db[1] > 11.0);
	assert_true(fabs(20.0 * log10(after[1] / after[0])) < 0.005); // The load filter keeps within 0.01 dB
	assert_true(fabs(20.0 * log10(before[1] / before[0]) - volts.turned_down_db[1]) < 0.005);
	assert_true(fabs(20.0 * log10(before[0] / after[0])) < 1e-6); // A is left alone
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gains_alone_become_the_same_bits),
		cmocka_unit_test(test_dividers_are_those_of_textbooks),
		cmocka_unit_test(test_the_headphone_is_that_of_a),
		cmocka_unit_test(test_what_a_gain_cannot_lose_is_left),
		cmocka_unit_test(test_a_bypass_changes_nothing),
		cmocka_unit_test(test_the_model_has_equal_volts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
