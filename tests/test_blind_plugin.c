// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The binary of the blind test under what hosts do to plugins. */

#include "blind/rig.h"
#include "fuzz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lv2/state/state.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_FRAMES = 12000, UNTOUCHED = -123 };

static float input[2][N_FRAMES];
static float output[2][N_FRAMES];
static float reference[2][N_FRAMES];

static void
fill_input(void)
{
	uint32_t seed = 3;
	fuzz_speech(input[0], N_FRAMES, 0.8, &seed);
	fuzz_noise(input[1], N_FRAMES, 0.5, &seed);
}

/// Connects the audio ports to places behind `at` frames
static void
connect_audio(AbxRig* const rig, float in[2][N_FRAMES], float out[2][N_FRAMES], const uint32_t at)
{
	float* const audio[] = {in[0] + at, in[1] + at, out[0] + at, out[1] + at};
	for (unsigned i = 0; i < 4; ++i) {
		rig->descriptor->connect_port(rig->handle, i, audio[i]);
	}
}

static void
test_binary_holds_one_plugin(void** const state)
{
	(void)state;
	AbxRig* const rig = abxrig_new(NULL, 48e3);
	assert_string_equal(rig->descriptor->URI, ZOUT_ABX_URI);
	assert_null(rig->descriptor->extension_data("urn:example:unknown"));
	assert_non_null(rig->descriptor->extension_data(LV2_STATE__interface));
	abxrig_free(rig);
}

static void
test_impossible_rates_are_refused(void** const state)
{
	(void)state;
	static const double rates[] = {0.0, -48000.0, 1e9, (double)NAN, (double)INFINITY};
	AbxRig* const       rig     = abxrig_new(NULL, 48e3);
	for (unsigned i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
		assert_null(rig->descriptor->instantiate(rig->descriptor, rates[i], "", NULL));
	}
	abxrig_free(rig);
}

static void
test_runs_bare(void** const state)
{
	(void)state;
	// No features, no activate(), no connection of any port; then a block without frames
	AbxRig* const    rig    = abxrig_new(NULL, 48e3);
	const LV2_Handle handle = rig->descriptor->instantiate(rig->descriptor, 48e3, "", NULL);
	assert_non_null(handle);
	rig->descriptor->run(handle, 0);
	rig->descriptor->run(handle, 256);
	for (uint32_t port = 0; port < 200; ++port) {
		rig->descriptor->connect_port(handle, port, NULL);
	}
	rig->descriptor->connect_port(handle, UINT32_MAX, NULL);
	rig->descriptor->run(handle, 256);

	float latency = 0.0F;
	rig->descriptor->connect_port(handle, abxrig_index(rig, "latency"), &latency);
	rig->descriptor->run(handle, 0);
	assert_true(latency > 0.0F && latency <= 56.0F);

	// Without urid:map there is no state, but nothing breaks
	const LV2_State_Interface* const interface =
		(const LV2_State_Interface*)rig->descriptor->extension_data(LV2_STATE__interface);
	assert_int_equal(interface->save(handle, NULL, NULL, 0, NULL), LV2_STATE_ERR_NO_FEATURE);
	assert_int_equal(interface->restore(handle, NULL, NULL, 0, NULL), LV2_STATE_ERR_NO_FEATURE);
	rig->descriptor->cleanup(handle);
	abxrig_free(rig);
}

static void
test_missing_audio_port_does_nothing(void** const state)
{
	(void)state;
	for (unsigned missing = 0; missing < 4; ++missing) {
		AbxRig* const rig = abxrig_new(NULL, ABXRIG_RATE_HZ);
		for (unsigned i = 0; i < ABXRIG_BLOCK_FRAMES; ++i) {
			rig->out[0][i] = rig->out[1][i] = UNTOUCHED;
		}
		rig->descriptor->connect_port(rig->handle, missing, NULL);
		abxrig_run(rig);
		assert_true(rig->out[0][0] == (float)UNTOUCHED && rig->out[1][0] == (float)UNTOUCHED);
		assert_true(*abxrig_port(rig, "latency") > 0.0F);
		abxrig_free(rig);
	}
}

/// What a host does at a frame: a session with everything that changes the sound
static void
act(AbxRig* const rig, const uint32_t frame)
{
	static const struct {
		uint32_t    frame;
		const char* symbol;
		float       value;
	} acts[] = {
		{600, "listen", 1.0F},
		{601, "a_gain", 3.0F},
		{1500, "start", 1.0F},
		{1700, "volume", -3.0F},
		{4300, "listen", 2.0F},
		{4400, "answer_a", 1.0F},
		{4410, "answer_a", 0.0F},
		{5000, "answer_a", 1.0F},
		{5600, "answer_b", 1.0F},
		{6000, "enabled", 0.0F},
		{6100, "listen", 0.0F},
		{7000, "enabled", 1.0F},
		{7100, "enabled", 0.0F},
		{7150, "enabled", 1.0F},
		{9000, "listen", 1.0F},
		{9100, "listen", 2.0F},
		{10000, "abort", 1.0F},
		{10500, "b_h2", -30.0F},
	};
	for (unsigned i = 0; i < sizeof(acts) / sizeof(acts[0]); ++i) {
		if (acts[i].frame == frame) {
			*abxrig_port(rig, acts[i].symbol) = acts[i].value;
		}
	}
}

/// The next frame at which act() does something, or the end
static uint32_t
next_act(const uint32_t frame)
{
	static const uint32_t frames[] = {
		600, 601, 1500, 1700, 4300, 4400, 4410, 5000, 5600, 6000, 6100, 7000, 7100, 7150, 9000, 9100, 10000, 10500};
	for (unsigned i = 0; i < sizeof(frames) / sizeof(frames[0]); ++i) {
		if (frames[i] > frame) {
			return frames[i];
		}
	}
	return N_FRAMES;
}

/// Both chains with the same settings where X is heard, so that what is drawn makes no difference
static void
render(const uint32_t block, float in[2][N_FRAMES], float out[2][N_FRAMES])
{
	uint32_t      seed = 1U + block;
	AbxRig* const rig  = abxrig_new(NULL, ABXRIG_RATE_HZ);
	memcpy(in, input, sizeof(input));
	*abxrig_port(rig, "output_mode")        = 1.0F;
	*abxrig_port(rig, "a_output_impedance") = 30.0F;
	*abxrig_port(rig, "b_output_impedance") = 30.0F;
	*abxrig_port(rig, "b_gain")             = 3.0F;
	for (uint32_t done = 0; done < N_FRAMES;) {
		act(rig, done);
		const uint32_t wanted = block ? block : (uint32_t)(fuzz_uniform(&seed) * 700.0);
		const uint32_t left   = next_act(done) - done;
		const uint32_t now    = wanted < left ? wanted : left;
		connect_audio(rig, in, out, done);
		rig->descriptor->run(rig->handle, now);
		done += now;
	}
	assert_float_equal(*abxrig_port(rig, "state"), ABX_ABORTED, 0.0);
	assert_float_equal(*abxrig_port(rig, "trial"), 3.0F, 0.0); // All of it was a session
	abxrig_free(rig);
}

static void
test_any_split_gives_the_same_bits(void** const state)
{
	(void)state;
	static const uint32_t blocks[] = {1, 7, 64, 256, 1024, 0};
	static float          in[2][N_FRAMES];
	fill_input();
	render(N_FRAMES, in, reference);
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); ++i) {
		memset(output, 0, sizeof(output));
		render(blocks[i], in, output);
		assert_memory_equal(output, reference, sizeof(output));
	}
}

static void
test_outputs_may_be_inputs_in_any_pairing(void** const state)
{
	(void)state;
	static float in[2][N_FRAMES];
	fill_input();
	render(300, in, reference);
	render(300, in, in);
	assert_memory_equal(in, reference, sizeof(in));

	AbxRig* const apart   = abxrig_new(NULL, ABXRIG_RATE_HZ);
	AbxRig* const crossed = abxrig_new(NULL, ABXRIG_RATE_HZ);
	memcpy(in, input, sizeof(in));
	connect_audio(apart, input, reference, 0);
	connect_audio(crossed, in, in, 0);
	crossed->descriptor->connect_port(crossed->handle, 2, in[1]);
	crossed->descriptor->connect_port(crossed->handle, 3, in[0]);
	*abxrig_port(apart, "b_h2") = *abxrig_port(crossed, "b_h2") = -30.0F;
	*abxrig_port(apart, "listen") = *abxrig_port(crossed, "listen") = 1.0F;
	apart->descriptor->run(apart->handle, N_FRAMES);
	crossed->descriptor->run(crossed->handle, N_FRAMES);
	assert_memory_equal(in[1], reference[0], sizeof(in[1]));
	assert_memory_equal(in[0], reference[1], sizeof(in[0]));
	abxrig_free(crossed);
	abxrig_free(apart);
}

static void
test_activate_makes_renders_identical(void** const state)
{
	(void)state;
	AbxRig* const rig = abxrig_new(NULL, ABXRIG_RATE_HZ);
	fill_input();
	*abxrig_port(rig, "output_mode")        = 1.0F;
	*abxrig_port(rig, "a_gain")             = -20.0F; // The lowest, and B is louder still
	*abxrig_port(rig, "b_gain")             = -20.0F;
	*abxrig_port(rig, "a_output_impedance") = 300.0F;
	for (unsigned i = 0; i < 2; ++i) {
		rig->descriptor->activate(rig->handle);
		*abxrig_port(rig, "listen") = 1.0F;
		connect_audio(rig, input, i ? output : reference, 0);
		rig->descriptor->run(rig->handle, 3000);
		*abxrig_port(rig, "listen") = 0.0F;
		connect_audio(rig, input, i ? output : reference, 3000);
		rig->descriptor->run(rig->handle, 2000);
		*abxrig_port(rig, "listen") = 1.0F; // with gains that match
		connect_audio(rig, input, i ? output : reference, 5000);
		rig->descriptor->run(rig->handle, N_FRAMES - 5000);
	}
	assert_memory_equal(output, reference, sizeof(output));
	abxrig_free(rig);
}

static void
test_first_controls_hold_from_the_first_frame(void** const state)
{
	(void)state;
	AbxRig* const rig = abxrig_new(NULL, ABXRIG_RATE_HZ);
	fill_input();
	*abxrig_port(rig, "enabled") = 0.0F;
	connect_audio(rig, input, output, 0);
	rig->descriptor->run(rig->handle, N_FRAMES);
	const unsigned latency = (unsigned)*abxrig_port(rig, "latency");
	assert_memory_equal(output[0] + latency, input[0], (N_FRAMES - latency) * sizeof(float)); // no fade in
	abxrig_free(rig);

	AbxRig* const quiet           = abxrig_new(NULL, ABXRIG_RATE_HZ);
	*abxrig_port(quiet, "volume") = -90.0F; // Mute: a ramp would be heard
	connect_audio(quiet, input, output, 0);
	quiet->descriptor->run(quiet->handle, N_FRAMES);
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		assert_true(output[0][i] == 0.0F && output[1][i] == 0.0F);
	}
	abxrig_free(quiet);
}

static void
test_latency_is_that_of_the_amplifier_whatever_the_controls(void** const state)
{
	(void)state;
	AbxRig* const rig = abxrig_new(NULL, 48e3);
	abxrig_run(rig);
	const float latency = *abxrig_port(rig, "latency");
	ZoutModel*  model;
	assert_int_equal(zout_model_new(48e3, 1, &model), ZOUT_SUCCESS);
	assert_float_equal(latency, (float)zout_model_latency_frames(model), 0.0);
	zout_model_free(model);
	for (unsigned i = 4; i < rig->n_ports; ++i) {
		rig->control[i] = 1.0F;
		abxrig_run(rig);
		assert_float_equal(*abxrig_port(rig, "latency"), latency, 0.0);
	}
	abxrig_free(rig);
}

static void
test_output_is_finite_whatever_the_controls(void** const state)
{
	(void)state;
	static const float values[] = {NAN, INFINITY, -INFINITY, 1e30F, -1e30F};
	AbxRig* const      rig      = abxrig_new(NULL, ABXRIG_RATE_HZ);
	abxrig_run(rig);
	for (unsigned v = 0; v < 4U * sizeof(values) / sizeof(values[0]); ++v) {
		for (unsigned i = 4; i < rig->n_ports; ++i) {
			rig->control[i] = i % 3U == v % 3U ? values[v % 5U] : values[v / 4U];
		}
		rig->in[0][v] = values[v % 5U];
		for (unsigned i = 0; i < 4; ++i) {
			abxrig_run(rig);
		}
		for (unsigned i = 0; i < ABXRIG_BLOCK_FRAMES; ++i) {
			assert_true(isfinite(rig->out[0][i]) && isfinite(rig->out[1][i]));
		}
		for (unsigned i = abxrig_index(rig, "state"); i < rig->n_ports; ++i) {
			assert_true(isfinite(rig->control[i]));
		}
	}
	abxrig_free(rig);
}

static void
test_damaged_state_is_tolerated_and_kept(void** const state)
{
	(void)state;
	static const char* const texts[] = {
		"", "{", "}\n", "{\n}\n", "[1, 2]\n}\n\n}\n", "{\n\t\"schema\": \"x\"\n}\nrest"};
	AbxRig* const rig = abxrig_new(NULL, ABXRIG_RATE_HZ);
	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); ++i) {
		abxrig_restore(rig, texts[i]);
		abxrig_run(rig);
	}
	char* const saved = abxrig_save(rig);
	for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); ++i) {
		assert_non_null(strstr(saved, texts[i])); // What cannot be read is evidence too
	}
	free(saved);
	abxrig_free(rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_binary_holds_one_plugin),
		cmocka_unit_test(test_impossible_rates_are_refused),
		cmocka_unit_test(test_runs_bare),
		cmocka_unit_test(test_missing_audio_port_does_nothing),
		cmocka_unit_test(test_any_split_gives_the_same_bits),
		cmocka_unit_test(test_outputs_may_be_inputs_in_any_pairing),
		cmocka_unit_test(test_activate_makes_renders_identical),
		cmocka_unit_test(test_first_controls_hold_from_the_first_frame),
		cmocka_unit_test(test_latency_is_that_of_the_amplifier_whatever_the_controls),
		cmocka_unit_test(test_output_is_finite_whatever_the_controls),
		cmocka_unit_test(test_damaged_state_is_tolerated_and_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
