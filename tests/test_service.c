// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The logic of the service that needs neither sockets nor audio: caps, what is in force, and times of blocks. */

#include "audio/engine.h"
#include "audio/load_meter.h"
#include "cli/service/desk.h"
#include "cli/service/safety.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static void
test_caps_are_read(void** const state)
{
	(void)state;
	static const struct {
		const char* text;
		double      value;
		ZoutCapUnit unit;
	} good[] = {
		{"-10 dBFS", -10.0, ZOUT_CAP_DBFS},
		{"0dbfs", 0.0, ZOUT_CAP_DBFS},
		{"0.5 Vrms", 0.5, ZOUT_CAP_VRMS},
		{"1.5e0\tVRMS", 1.5, ZOUT_CAP_VRMS},
		{"100 dBSPL", 100.0, ZOUT_CAP_DBSPL},
	};
	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); ++i) {
		ZoutCap        cap;
		ZoutAudioError error;
		assert_int_equal(zout_cap_parse(good[i].text, &cap, &error), ZOUT_AUDIO_SUCCESS);
		assert_true(fabs(cap.value - good[i].value) <= 1e-12);
		assert_int_equal(cap.unit, good[i].unit);
		ZoutCap again;
		assert_int_equal(zout_cap_parse(zout_cap_text(cap).text, &again, &error), ZOUT_AUDIO_SUCCESS);
		assert_true(fabs(again.value - cap.value) <= 1e-12 && again.unit == cap.unit);
	}
	static const char* const bad[] = {"",
	                                  "10",
	                                  "dBFS",
	                                  "1 dBFS",
	                                  "nan dBFS",
	                                  "inf Vrms",
	                                  "-10 dB",
	                                  "0 Vrms",
	                                  "-1 Vrms",
	                                  "10 dBSPL",
	                                  "1 Vrms x",
	                                  "0x10 dBSPL"};
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); ++i) {
		ZoutCap        cap = {-3.0, ZOUT_CAP_DBFS};
		ZoutAudioError error;
		assert_int_equal(zout_cap_parse(bad[i], &cap, &error), ZOUT_AUDIO_BAD_INPUT);
		assert_true(fabs(cap.value + 3.0) <= 0.0);
		assert_non_null(strstr(error.text, "expected"));
	}
}

static void
test_caps_in_volts_and_spl_follow_from_what_full_scale_is(void** const state)
{
	(void)state;
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_LEVEL] = 4.0F;   // 0 dBFS is 4 Vrms
	settings.value[ZOUT_SENSITIVITY]  = 100.0F; // 100 dB SPL at 1 Vrms
	const ZoutCap dbfs                = {-20.0, ZOUT_CAP_DBFS};
	const ZoutCap vrms                = {1.0, ZOUT_CAP_VRMS};
	const ZoutCap spl                 = {106.0206, ZOUT_CAP_DBSPL}; // 2 Vrms
	const ZoutCap much                = {50.0, ZOUT_CAP_VRMS};
	assert_true(fabs(zout_cap_lin(dbfs, &settings) - 0.1) <= 1e-12);
	assert_true(fabs(zout_cap_lin(vrms, &settings) - 0.25) <= 1e-12);
	assert_true(fabs(zout_cap_lin(spl, &settings) - 0.5) <= 1e-6);
	assert_true(fabs(zout_cap_lin(much, &settings) - 1.0) <= 0.0);
}

// A configuration that sets one volume, or none if that is not a number
static ZoutConfig
config_of(const float volume_db, const float boot_max_db)
{
	ZoutConfig config;
	memset(&config, 0, sizeof(config));
	zout_scene_values_init(&config.sound);
	config.sound.settings.value[ZOUT_VOLUME] = volume_db;
	config.safety                            = zout_safety_default();
	config.safety.boot_volume_max_db         = boot_max_db;
	return config;
}

static float
start_volume(const float configured_db, const float typed_db, const float remembered_db, const float boot_max_db)
{
	const ZoutConfig config = config_of(configured_db, boot_max_db);
	ZoutMemory       memory = zout_memory_none();
	ZoutSceneValues  typed;
	ZoutDesk         desk;
	zout_scene_values_init(&typed);
	typed.settings.value[ZOUT_VOLUME] = typed_db;
	memory.volume_db                  = remembered_db;
	zout_desk_start(&desk, &config, &typed, &memory);
	return desk.settings.value[ZOUT_VOLUME];
}

static void
test_volume_at_the_start(void** const state)
{
	(void)state;
	static const struct {
		float configured, typed, remembered, boot_max, expected;
	} cases[] = {
		{NAN, NAN, NAN, 0.0F, 0.0F},
		{NAN, NAN, NAN, -20.0F, -20.0F},
		{-30.0F, NAN, NAN, -20.0F, -30.0F},
		{-10.0F, NAN, NAN, -20.0F, -20.0F},
		{-30.0F, NAN, -25.0F, -20.0F, -25.0F},
		{-30.0F, NAN, -5.0F, -20.0F, -20.0F},
		{-30.0F, -28.0F, -25.0F, -20.0F, -28.0F},
		{-30.0F, -1.0F, -25.0F, -20.0F, -20.0F},
		{NAN, NAN, 99.0F, 0.0F, 0.0F},
		{NAN, NAN, -999.0F, 0.0F, -90.0F},
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
		const float volume_db =
			start_volume(cases[i].configured, cases[i].typed, cases[i].remembered, cases[i].boot_max);
		assert_true(fabsf(volume_db - cases[i].expected) <= 0.0F);
	}
}

static void
test_reload_keeps_what_the_file_does_not_change(void** const state)
{
	(void)state;
	const ZoutMemory none   = zout_memory_none();
	ZoutConfig       config = config_of(-30.0F, 0.0F);
	ZoutSceneValues  typed;
	ZoutDesk         desk;
	zout_scene_values_init(&typed);
	typed.settings.value[ZOUT_HUM]            = 5.0F;
	config.sound.settings.value[ZOUT_BALANCE] = 1.0F;
	zout_desk_start(&desk, &config, &typed, &none);
	desk.settings.value[ZOUT_VOLUME] = -12.0F; // by remote control
	desk.settings.value[ZOUT_GAIN]   = 7.0F;

	zout_desk_reload(&desk, &config); // the sound is as before: all stays
	assert_true(fabsf(desk.settings.value[ZOUT_VOLUME] + 12.0F) <= 0.0F);
	assert_true(fabsf(desk.settings.value[ZOUT_GAIN] - 7.0F) <= 0.0F);

	config.sound.settings.value[ZOUT_BALANCE] = 2.0F; // another sound, the same volume
	zout_desk_reload(&desk, &config);
	assert_true(fabsf(desk.settings.value[ZOUT_VOLUME] + 12.0F) <= 0.0F);
	assert_true(fabsf(desk.settings.value[ZOUT_BALANCE] - 2.0F) <= 0.0F);
	assert_true(fabsf(desk.settings.value[ZOUT_GAIN] - zout_param_info(ZOUT_GAIN)->def) <= 0.0F);
	assert_true(fabsf(desk.settings.value[ZOUT_HUM] - 5.0F) <= 0.0F);

	config.sound.settings.value[ZOUT_VOLUME] = -40.0F;
	zout_desk_reload(&desk, &config);
	assert_true(fabsf(desk.settings.value[ZOUT_VOLUME] + 40.0F) <= 0.0F);
}

static void
test_reload_takes_the_volume_from_nothing_but_a_new_line(void** const state)
{
	(void)state;
	static const struct {
		float typed, before, remote, after, expected; // NAN where there is none
	} cases[] = {
		{NAN, -45.0F, NAN, -50.0F, -50.0F},
		{NAN, -45.0F, -60.0F, -50.0F, -50.0F},
		{NAN, -45.0F, NAN, NAN, -45.0F}, // the line is gone
		{NAN, -45.0F, -60.0F, NAN, -60.0F},
		{NAN, NAN, -60.0F, -50.0F, -50.0F},
		{-10.0F, -45.0F, NAN, -50.0F, -30.0F}, // typed, and held back at the start
		{-10.0F, -45.0F, -60.0F, -50.0F, -60.0F},
		{-10.0F, -45.0F, -60.0F, NAN, -60.0F},
	};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
		const ZoutMemory none   = zout_memory_none();
		ZoutConfig       config = config_of(cases[i].before, -30.0F);
		ZoutSceneValues  typed;
		ZoutDesk         desk;
		zout_scene_values_init(&typed);
		typed.settings.value[ZOUT_VOLUME] = cases[i].typed;
		zout_desk_start(&desk, &config, &typed, &none);
		if (!isnan(cases[i].remote)) {
			desk.settings.value[ZOUT_VOLUME] = cases[i].remote;
		}
		config.sound.settings.value[ZOUT_VOLUME] = cases[i].after;
		zout_desk_reload(&desk, &config);
		assert_true(fabsf(desk.settings.value[ZOUT_VOLUME] - cases[i].expected) <= 0.0F);
		zout_desk_reload(&desk, &config); // and once more changes nothing
		assert_true(fabsf(desk.settings.value[ZOUT_VOLUME] - cases[i].expected) <= 0.0F);
	}
}

static void
test_controls_of_mute_and_dim(void** const state)
{
	(void)state;
	ZoutConfig       config = config_of(NAN, 0.0F);
	const ZoutMemory none   = zout_memory_none();
	ZoutSceneValues  typed;
	ZoutDesk         desk;
	zout_scene_values_init(&typed);
	config.safety.cap.value = -3.0;
	zout_desk_start(&desk, &config, &typed, &none);
	assert_true(fabsf(zout_desk_controls(&desk, &config).gain_lin - 1.0F) <= 0.0F);
	desk.dimmed = true; // by 20 dB
	assert_true(fabsf(zout_desk_controls(&desk, &config).gain_lin - 0.1F) <= 1e-7F);
	desk.muted = true;
	assert_true(fabsf(zout_desk_controls(&desk, &config).gain_lin) <= 0.0F);
	const double cap_lin = (double)zout_desk_controls(&desk, &config).cap_lin;
	assert_true(cap_lin <= pow(10.0, -3.0 / 20.0) && cap_lin >= pow(10.0, -3.0 / 20.0) - 1e-7);
}

/// Largest sample of the left channel while a sine of full scale goes in for half a second
static float
loudest(ZoutEngine* const engine)
{
	enum { RATE_HZ = 48000, BLOCK = 480, N_BLOCKS = RATE_HZ / 2 / BLOCK };
	static float       in[BLOCK];
	static float       out[2][BLOCK];
	const float* const ins[2]  = {in, in};
	float* const       outs[2] = {out[0], out[1]};
	float              peak    = 0.0F;
	for (unsigned i = 0; i < BLOCK; ++i) {
		in[i] = (float)sin(2.0 * 3.14159265358979323846 * 1000.0 * i / RATE_HZ); // ten periods
	}
	for (unsigned i = 0; i < N_BLOCKS; ++i) {
		zout_engine_process(engine, ins, outs, BLOCK);
		for (unsigned k = 0; k < BLOCK; ++k) {
			peak = fmaxf(peak, fabsf(out[0][k]));
		}
	}
	return peak;
}

static void
test_the_volume_holds_without_the_amplifier(void** const state)
{
	(void)state;
	static ZoutEngine  engine;
	static const float full_lin = 0.1F, loudest_lin = 0.1F * 1.0001F; // -20 dB, and rounding
	for (unsigned mode = 0; mode < 2; ++mode) {
		ZoutConfig       config = config_of(NAN, -20.0F);
		const ZoutMemory none   = zout_memory_none();
		ZoutSceneValues  typed;
		ZoutDesk         desk;
		ZoutAudioError   error;
		zout_scene_values_init(&typed);
		config.sound.settings.value[ZOUT_ENABLED]          = 0.0F;
		config.sound.settings.value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
		config.sound.settings.value[ZOUT_OUTPUT_MODE]      = (float)mode;
		config.sound.settings.value[ZOUT_NOISE]            = 100.0F;
		config.sound.settings.value[ZOUT_H2]               = -40.0F;
		config.sound.settings.value[ZOUT_GAIN]             = mode ? 0.0F : 8.0F;
		zout_desk_start(&desk, &config, &typed, &none);

		ZoutControls controls = zout_desk_controls(&desk, &config);
		zout_engine_init(&engine, &controls);
		assert_int_equal(zout_engine_prepare(&engine, 48000.0, NULL, &error), ZOUT_AUDIO_SUCCESS);
		const float passed = loudest(&engine);
		assert_true(passed <= loudest_lin && passed >= 0.999F * full_lin);

		// Back and forth nothing is louder than 1 dB above the volume: noise and harmonics
		for (unsigned i = 0; i < 4; ++i) {
			desk.settings.value[ZOUT_ENABLED] = i % 2U ? 0.0F : 1.0F;
			controls                          = zout_desk_controls(&desk, &config);
			zout_engine_set(&engine, &controls);
			assert_true(loudest(&engine) <= 1.12F * full_lin);
		}
		zout_engine_clear(&engine);
	}
}

static void
test_times_of_blocks(void** const state)
{
	(void)state;
	static ZoutLoadMeter meter;
	assert_true(zout_load_quantile_ns(&meter, 0.5) <= 0.0);
	for (unsigned i = 0; i < 999; ++i) {
		zout_load_note(&meter, 1000);
	}
	zout_load_note(&meter, 50000);
	// A class is 1/16 octave wide: its middle is within 1/32 of an octave's beginning
	assert_true(fabs(zout_load_quantile_ns(&meter, 0.5) / 1000.0 - 1.0) <= 1.0 / 32.0);
	assert_true(fabs(zout_load_quantile_ns(&meter, 0.999) / 1000.0 - 1.0) <= 1.0 / 32.0);
	assert_true(fabs(zout_load_quantile_ns(&meter, 1.0) / 50000.0 - 1.0) <= 1.0 / 32.0);

	// After days there are more than 32 bits hold
	atomic_store(&meter.count[zout_load_class(1000)], UINT32_MAX);
	zout_load_note(&meter, 1000);
	assert_true(fabs(zout_load_quantile_ns(&meter, 0.999) / 1000.0 - 1.0) <= 1.0 / 32.0);

	// Every class begins where the one before ends; what is out of range is in the outermost ones
	unsigned before = 0;
	for (uint64_t ns = 0; ns < 20000000; ns += ns < 4096 ? 1 : ns / 4096) {
		const unsigned now = zout_load_class(ns);
		assert_true(now == before || now == before + 1U);
		before = now;
	}
	assert_int_equal(before, ZOUT_LOAD_CLASSES - 1);
	assert_int_equal(zout_load_class(UINT64_MAX), ZOUT_LOAD_CLASSES - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_caps_are_read),
		cmocka_unit_test(test_caps_in_volts_and_spl_follow_from_what_full_scale_is),
		cmocka_unit_test(test_volume_at_the_start),
		cmocka_unit_test(test_reload_keeps_what_the_file_does_not_change),
		cmocka_unit_test(test_reload_takes_the_volume_from_nothing_but_a_new_line),
		cmocka_unit_test(test_controls_of_mute_and_dim),
		cmocka_unit_test(test_the_volume_holds_without_the_amplifier),
		cmocka_unit_test(test_times_of_blocks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
