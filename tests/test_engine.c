// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The fades of live audio. A constant goes in, so that what comes out is the fade and nothing else. */

#include "audio/engine.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000, FADE = RATE_HZ * ZOUT_FADE_MS / 1000, SETTLE = RATE_HZ * ZOUT_SETTLE_MS / 1000 };

static const float level = 0.5F;
// A fade of 20 ms, the steepest that ears are to get, and rounding
static const float steepest = 0.5F / (0.020F * RATE_HZ) + 1e-6F;

typedef struct {
	ZoutEngine engine;
	float      last[2]; // Last sample of either side
	float      step;    // Largest step between two samples so far
	float      in[2][8192];
	float      out[2][8192];
} Fixture;

static ZoutControls
transparent(void)
{
	ZoutControls controls                          = zout_controls_default();
	controls.settings.value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
	controls.settings.value[ZOUT_BANDWIDTH]        = zout_param_info(ZOUT_BANDWIDTH)->max;
	return controls;
}

static int
set_up(void** const state)
{
	Fixture* const     fixture  = (Fixture*)calloc(1, sizeof(Fixture));
	const ZoutControls controls = transparent();
	ZoutAudioError     error;
	assert_non_null(fixture);
	zout_engine_init(&fixture->engine, &controls);
	assert_int_equal(zout_engine_prepare(&fixture->engine, RATE_HZ, NULL, &error), ZOUT_AUDIO_SUCCESS);
	for (unsigned i = 0; i < 8192; ++i) {
		fixture->in[0][i] = level;
		fixture->in[1][i] = -level;
	}
	*state = fixture;
	return 0;
}

static int
tear_down(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	zout_engine_clear(&fixture->engine);
	free(fixture);
	return 0;
}

// Processes blocks up to `frames` frames, and notes the steps
static void
process(Fixture* const fixture, uint32_t frames, const uint32_t block)
{
	while (frames) {
		const uint32_t     n      = frames < block ? frames : block;
		const float* const in[2]  = {fixture->in[0], fixture->in[1]};
		float* const       out[2] = {fixture->out[0], fixture->out[1]};
		zout_engine_process(&fixture->engine, in, out, n);
		for (unsigned c = 0; c < 2; ++c) {
			for (uint32_t i = 0; i < n; ++i) {
				fixture->step    = fmaxf(fixture->step, fabsf(out[c][i] - fixture->last[c]));
				fixture->last[c] = out[c][i];
			}
		}
		frames -= n;
	}
}

static void
assert_level(const Fixture* const fixture, const float expected)
{
	assert_true(fabsf(fixture->last[0] - expected) <= 1e-6F);
	assert_true(fabsf(fixture->last[1] + expected) <= 1e-6F);
}

static void
test_starts_silent_and_fades_in(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	process(fixture, SETTLE, 64);
	assert_true(fixture->step <= 0.0F);
	process(fixture, FADE / 2, 64);
	assert_level(fixture, level / 2.0F);
	process(fixture, FADE / 2, 64);
	assert_level(fixture, level);
	assert_true(fixture->step <= steepest);
}

static void
test_fade_does_not_depend_on_blocks(void** const state)
{
	static const uint32_t blocks[] = {1, 7, 64, 1024, 8192};
	Fixture* const        fixture  = (Fixture*)*state;
	float                 halves[sizeof(blocks) / sizeof(blocks[0])];
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); ++i) {
		Fixture* other = NULL;
		set_up((void**)&other);
		process(other, SETTLE + FADE / 3, blocks[i]);
		halves[i] = other->last[0];
		tear_down((void**)&other);
		assert_true(fabsf(halves[i] - halves[0]) <= 0.0F);
	}
	process(fixture, 0, 64);
	assert_level(fixture, 0.0F);
}

static void
test_full_level_is_the_model_alone(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	process(fixture, SETTLE + FADE, 256);
	process(fixture, 256, 256);
	for (unsigned i = 0; i < 256; ++i) {
		assert_true(fabsf(fixture->out[0][i] - level) <= 0.0F);
	}
}

static void
test_fades_out_and_then_says_so(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	process(fixture, SETTLE + FADE, 256);
	zout_engine_fade_out(&fixture->engine);
	process(fixture, FADE - 1, 64);
	assert_false(zout_engine_is_silent(&fixture->engine));
	assert_true(fixture->last[0] > 0.0F);
	process(fixture, 1, 64);
	assert_false(zout_engine_is_silent(&fixture->engine));
	process(fixture, 64, 64);
	assert_true(zout_engine_is_silent(&fixture->engine));
	assert_level(fixture, 0.0F);
	assert_true(fixture->step <= steepest);
}

static void
test_fade_out_turns_a_fade_in_around(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	process(fixture, SETTLE + FADE / 2, 100);
	zout_engine_fade_out(&fixture->engine);
	process(fixture, FADE / 2 + 64, 100);
	process(fixture, 64, 64);
	assert_true(zout_engine_is_silent(&fixture->engine));
	assert_true(fixture->step <= steepest);
}

static void
test_change_of_rate_goes_through_silence(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	ZoutAudioError error;
	unsigned       latency_frames = 0;
	process(fixture, SETTLE + FADE, 256);
	assert_int_equal(zout_engine_replace(&fixture->engine, 96000.0, &latency_frames, &error), ZOUT_AUDIO_SUCCESS);
	assert_true(latency_frames > 0);

	process(fixture, FADE, 256);
	assert_level(fixture, 0.0F);
	process(fixture, 2 * SETTLE, 256); // twice as many frames at twice the rate
	assert_level(fixture, 0.0F);
	process(fixture, FADE, 256);
	assert_level(fixture, level / 2.0F);
	process(fixture, FADE, 256);
	assert_level(fixture, level);
	assert_true(fixture->step <= steepest);
	assert_null(atomic_load(&fixture->engine.offered));
	assert_non_null(atomic_load(&fixture->engine.retired));
}

static void
test_last_of_many_changes_wins(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	ZoutAudioError error;
	unsigned       latency_frames = 0;
	for (unsigned i = 0; i < 20; ++i) {
		const double rate_hz = i % 2U ? 44100.0 : 192000.0;
		assert_int_equal(zout_engine_replace(&fixture->engine, rate_hz, &latency_frames, &error), ZOUT_AUDIO_SUCCESS);
		process(fixture, 100 * i, 64);
	}
	process(fixture, 4 * RATE_HZ, 1024);
	assert_level(fixture, level);
	assert_int_equal(fixture->engine.core->fade_frames, 44100 * ZOUT_FADE_MS / 1000);
	assert_true(fixture->step <= steepest);
}

static void
test_impossible_rate_changes_nothing(void** const state)
{
	Fixture* const fixture        = (Fixture*)*state;
	ZoutAudioError error          = {""};
	unsigned       latency_frames = 0;
	assert_int_equal(zout_engine_replace(&fixture->engine, 1.0, &latency_frames, &error), ZOUT_AUDIO_BAD_INPUT);
	assert_non_null(strstr(error.text, "1 Hz"));
	process(fixture, SETTLE + FADE, 256);
	assert_level(fixture, level);

	assert_int_equal(zout_engine_prepare(&fixture->engine, 1.0, NULL, &error), ZOUT_AUDIO_BAD_INPUT);
	process(fixture, 256, 256);
	assert_level(fixture, level);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_starts_silent_and_fades_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fade_does_not_depend_on_blocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_full_level_is_the_model_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fades_out_and_then_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fade_out_turns_a_fade_in_around, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_change_of_rate_goes_through_silence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_last_of_many_changes_wins, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_impossible_rate_changes_nothing, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
