// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The plugin's binary under what hosts do to it. What it does to the sound is tested with the core. */

#include "rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Controls at which the output is the delayed input, bit for bit
static void
set_transparent(Rig* const rig)
{
	rig->control[bundle_param_index(ZOUT_OUTPUT_IMPEDANCE)] = 0.0F;
	rig->control[bundle_param_index(ZOUT_BANDWIDTH)]        = 1000.0F;
	rig->control[bundle_param_index(ZOUT_MAX_VOLTAGE)]      = 50.0F;
	rig->control[bundle_param_index(ZOUT_MAX_CURRENT)]      = 5000.0F;
}

static void
test_binary_holds_one_plugin(void** const state)
{
	(void)state;
	assert_non_null(rig_descriptor(0));
	assert_string_equal(rig_descriptor(0)->URI, ZOUT_AMP_URI);
	assert_null(rig_descriptor(1));
	assert_null(rig_descriptor(0)->extension_data("urn:example:unknown"));
}

static void
test_impossible_rates_are_refused(void** const state)
{
	(void)state;
	static const double rates[] = {0.0, -48000.0, 1e9, (double)NAN, (double)INFINITY};
	for (unsigned i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
		assert_null(rig_descriptor(0)->instantiate(rig_descriptor(0), rates[i], "", NULL));
	}
}

static void
test_runs_without_features_and_without_activate(void** const state)
{
	(void)state;
	Rig* const rig = rig_new();
	set_transparent(rig);
	rig_run(rig);

	const unsigned latency = (unsigned)rig->control[BUNDLE_LATENCY];
	for (unsigned side = 0; side < 2; ++side) {
		assert_memory_equal(
			rig->audio[2 + side] + latency, rig->audio[side], (RIG_N_FRAMES - latency) * sizeof(rig->audio[0][0]));
	}
	rig_free(rig);
}

static void
test_no_frames_update_output_controls_only(void** const state)
{
	(void)state;
	Rig* const rig = rig_new();
	rig_connect(rig);
	rig->descriptor->run(rig->handle, 0);

	assert_true(rig->control[BUNDLE_LATENCY] > 0.0F && rig->control[BUNDLE_LATENCY] <= 56.0F);
	for (unsigned i = BUNDLE_METERS; i < BUNDLE_N_PORTS; ++i) {
		assert_true(rig->control[i] != RIG_UNTOUCHED);
	}
	assert_true(rig->audio[2][0] == RIG_UNTOUCHED && rig->audio[3][0] == RIG_UNTOUCHED);
	rig_free(rig);
}

static void
test_control_that_is_not_connected_is_at_default(void** const state)
{
	(void)state;
	Rig* const connected = rig_new();
	Rig* const bare      = rig_new();
	for (unsigned i = BUNDLE_N_AUDIO; i < BUNDLE_N_PORTS; ++i) {
		bare->descriptor->connect_port(bare->handle, i, NULL);
	}
	rig_run(connected);
	rig_run(bare);

	assert_memory_equal(bare->audio, connected->audio, sizeof(bare->audio));
	for (unsigned i = BUNDLE_LATENCY; i < BUNDLE_N_PORTS; ++i) {
		assert_true(bare->control[i] == bundle_expected_port(i).def || bare->control[i] == RIG_UNTOUCHED);
	}
	rig_free(bare);
	rig_free(connected);
}

static void
test_missing_audio_port_does_nothing(void** const state)
{
	(void)state;
	for (unsigned missing = 0; missing < BUNDLE_N_AUDIO; ++missing) {
		Rig* const rig = rig_new();
		rig_connect(rig);
		rig->descriptor->connect_port(rig->handle, missing, NULL);
		rig->descriptor->run(rig->handle, RIG_N_FRAMES);
		assert_true(rig->audio[2][0] == RIG_UNTOUCHED && rig->audio[3][0] == RIG_UNTOUCHED);
		assert_true(rig->control[BUNDLE_LATENCY] > 0.0F);
		rig_free(rig);
	}
}

static void
test_unknown_port_is_ignored(void** const state)
{
	(void)state;
	Rig* const rig = rig_new();
	rig->descriptor->connect_port(rig->handle, BUNDLE_N_PORTS, rig->audio[3]);
	rig->descriptor->connect_port(rig->handle, UINT32_MAX, rig->audio[3]);
	rig->descriptor->run(rig->handle, 0);
	assert_true(rig->audio[3][0] == RIG_UNTOUCHED);
	rig_free(rig);
}

static void
test_outputs_may_be_the_inputs_in_any_pairing(void** const state)
{
	(void)state;
	static const unsigned pairings[][2] = {{0, 1}, {1, 0}, {0, 3}, {1, 3}, {2, 0}, {2, 1}};
	Rig* const            apart         = rig_new();
	rig_run(apart);
	for (unsigned i = 0; i < sizeof(pairings) / sizeof(pairings[0]); ++i) {
		Rig* const rig = rig_new();
		rig_run_into(rig, pairings[i][0], pairings[i][1]);
		assert_memory_equal(rig->audio[pairings[i][0]], apart->audio[2], sizeof(apart->audio[2]));
		assert_memory_equal(rig->audio[pairings[i][1]], apart->audio[3], sizeof(apart->audio[3]));
		rig_free(rig);
	}
	rig_free(apart);
}

static void
test_activate_makes_renders_identical(void** const state)
{
	(void)state;
	Rig* const rig                                          = rig_new();
	rig->control[bundle_param_index(ZOUT_OUTPUT_IMPEDANCE)] = 120.0F;
	rig->control[bundle_param_index(ZOUT_R1)]               = 200.0F;

	rig->descriptor->activate(rig->handle);
	rig_run(rig);
	Rig* const first = (Rig*)malloc(sizeof(Rig));
	assert_non_null(first);
	memcpy(first, rig, sizeof(Rig));

	rig->descriptor->activate(rig->handle);
	rig_run(rig);
	assert_memory_equal(rig->audio, first->audio, sizeof(rig->audio));
	free(first);
	rig_free(rig);
}

static void
test_first_controls_hold_from_the_first_frame(void** const state)
{
	(void)state;
	Rig* const rig                                = rig_new();
	rig->control[bundle_param_index(ZOUT_VOLUME)] = -90.0F; // Mute: a ramp would be heard
	rig->descriptor->activate(rig->handle);
	rig_run(rig);
	for (unsigned i = 0; i < RIG_N_FRAMES; ++i) {
		assert_true(rig->audio[2][i] == 0.0F && rig->audio[3][i] == 0.0F);
	}
	rig_free(rig);
}

static void
test_latency_is_the_same_whatever_the_controls(void** const state)
{
	(void)state;
	Rig* const rig = rig_new();
	rig_run(rig);
	const float latency = rig->control[BUNDLE_LATENCY];
	for (unsigned p = 0; p < ZOUT_N_PARAMS; ++p) {
		const unsigned i = bundle_param_index((ZoutParam)p);
		rig->control[i]  = zout_param_info((ZoutParam)p)->max;
		rig->descriptor->run(rig->handle, 0);
		assert_true(rig->control[BUNDLE_LATENCY] == latency);
	}
	rig_free(rig);
}

static void
test_output_is_finite_whatever_the_controls(void** const state)
{
	(void)state;
	static const float values[] = {NAN, INFINITY, -INFINITY, 1e30F, -1e30F};
	for (unsigned v = 0; v < sizeof(values) / sizeof(values[0]); ++v) {
		Rig* const rig = rig_new();
		for (unsigned p = 0; p < ZOUT_N_PARAMS; ++p) {
			rig->control[bundle_param_index((ZoutParam)p)] = values[v];
		}
		rig_run(rig);
		for (unsigned i = 0; i < RIG_N_FRAMES; ++i) {
			assert_true(isfinite(rig->audio[2][i]) && isfinite(rig->audio[3][i]));
		}
		for (unsigned i = BUNDLE_METERS; i < BUNDLE_N_PORTS; ++i) {
			assert_true(isfinite(rig->control[i]));
		}
		rig_free(rig);
	}
}

static void
test_lilv_instantiates_it(void** const state)
{
	const Bundle* const bundle   = (const Bundle*)*state;
	LilvInstance* const instance = lilv_plugin_instantiate(bundle->plugin, RIG_RATE_HZ, NULL);
	assert_non_null(instance);
	lilv_instance_activate(instance);
	lilv_instance_run(instance, 0); // Nothing is connected
	lilv_instance_deactivate(instance);
	lilv_instance_free(instance);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_binary_holds_one_plugin),
		cmocka_unit_test(test_impossible_rates_are_refused),
		cmocka_unit_test(test_runs_without_features_and_without_activate),
		cmocka_unit_test(test_no_frames_update_output_controls_only),
		cmocka_unit_test(test_control_that_is_not_connected_is_at_default),
		cmocka_unit_test(test_missing_audio_port_does_nothing),
		cmocka_unit_test(test_unknown_port_is_ignored),
		cmocka_unit_test(test_outputs_may_be_the_inputs_in_any_pairing),
		cmocka_unit_test(test_activate_makes_renders_identical),
		cmocka_unit_test(test_first_controls_hold_from_the_first_frame),
		cmocka_unit_test(test_latency_is_the_same_whatever_the_controls),
		cmocka_unit_test(test_output_is_finite_whatever_the_controls),
		cmocka_unit_test(test_lilv_instantiates_it),
	};
	return cmocka_run_group_tests_name("plugin", tests, bundle_setup, bundle_teardown);
}
