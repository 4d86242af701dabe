// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The signal lines keep as much of the past as any stage reads, and no stage reads more. */

#include "fuzz.h"
#include "model.h"
#include "probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum {
	N_FRAMES    = 12288,
	CHANGE      = 3001, ///< Frames from one change of settings to the next
	MOST_FRAMES = 300,  ///< In a block
	N_SCENES    = 4,
};

static const float poison_fs = 100.0F;

static float source[2][N_FRAMES];
static float expected[4][N_FRAMES];
static float got[4][N_FRAMES];

/// Scene 0 has neither harmonics nor clipping, scene 1 harmonics, scene 2 limits by voltage and current, scene 3 none
/// and all of it by turns, so that the residual falls asleep and wakes up
static ZoutSettings
scene_settings(const unsigned scene, const uint32_t step)
{
	const unsigned what = scene < 3 ? scene : step % 3U;
	ZoutSettings   settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 33.0F;
	settings.value[ZOUT_R1]               = 170.0F;
	settings.value[ZOUT_NOISE]            = 30.0F;
	settings.value[ZOUT_BANDWIDTH]        = 200.0F;
	if (what >= 1) {
		settings.value[ZOUT_H2]                = -50.0F;
		settings.value[ZOUT_CURRENT_H2]        = -60.0F;
		settings.value[ZOUT_DISTORTION_CORNER] = 5.0F;
	}
	if (what >= 2) {
		settings.value[ZOUT_MAX_VOLTAGE]     = 0.5F;
		settings.value[ZOUT_MAX_CURRENT]     = 5.0F;
		settings.value[ZOUT_CLIP_RESISTANCE] = 5.0F;
	}
	return settings;
}

/// Overwrites what no stage may read any more, and lines that nobody says to be in use altogether. With a number:
/// filters multiply it by taps that are 0, when it has come to stand ahead of what is written.
static void
poison(ZoutModel* const model)
{
	ZoutLines* const lines  = &model->lines;
	const unsigned   in_use = zout_residual_lines(&model->residual);
	const size_t     gone   = lines->at - lines->past_frames;
	for (unsigned i = 0; i < ZOUT_SINGLE_LINES; ++i) {
		const unsigned lanes = i == ZOUT_LINE_DRY ? ZOUT_INPUT_LANES : lines->lanes;
		const size_t   end   = i < in_use ? gone : lines->at;
		for (size_t k = 0; k < end * lanes; ++k) {
			lines->single_line[i][k] = poison_fs;
		}
	}
	for (unsigned i = 0; i < ZOUT_DOUBLE_LINES; ++i) {
		for (size_t k = 0; k < gone * lines->lanes; ++k) {
			lines->double_line[i][k] = (double)poison_fs;
		}
	}
}

static void
render(ZoutModel* const model, const unsigned scene, const bool poisoned, float out[4][N_FRAMES])
{
	uint32_t seed = 7;
	uint32_t step = 0;
	zout_model_reset(model);
	for (uint32_t done = 0; done < N_FRAMES;) {
		if (done == step * CHANGE) {
			const ZoutSettings settings = scene_settings(scene, step++);
			zout_model_set(model, 0, &settings);
			zout_model_set(model, 1, &settings);
		}
		const uint32_t end    = step * CHANGE < N_FRAMES ? step * CHANGE : N_FRAMES;
		const uint32_t wanted = 1U + (uint32_t)(fuzz_uniform(&seed) * MOST_FRAMES);
		const uint32_t n      = wanted < end - done ? wanted : end - done;
		if (poisoned) {
			poison(model);
		}
		const float* const from[2] = {source[0] + done, source[1] + done};
		float* const       to[4]   = {out[0] + done, out[1] + done, out[2] + done, out[3] + done};
		zout_model_process(model, from, to, n);
		done += n;
	}
}

static void
test_what_is_older_than_the_past_is_not_read(void** const state)
{
	(void)state;
	uint32_t seed = 1;
	for (unsigned channel = 0; channel < 2; ++channel) {
		fuzz_speech(source[channel], N_FRAMES, 0.7, &seed);
	}
	for (unsigned i = 0; i < PROBE_N_RATES * N_SCENES * 2U; ++i) {
		const unsigned     chains   = 1U + i % 2U;
		const unsigned     scene    = i / 2U % N_SCENES;
		const ZoutSettings settings = scene_settings(scene, 0);
		ZoutModel* const   model    = probe_model(probe_rates_hz[i / 2U / N_SCENES], chains, &settings);
		render(model, scene, false, expected);
		render(model, scene, true, got);
		for (unsigned k = 0; k < 2U * chains; ++k) {
			assert_memory_equal(got[k], expected[k], sizeof(got[k]));
		}
		zout_model_free(model);
	}
}

/// Whether the window of a line lies within its store, with room for a tile behind `at`
static bool
is_inside(const size_t start, const unsigned at)
{
	return start + at + ZOUT_TILE_FRAMES <= ZOUT_LINE_FRAMES;
}

static void
test_no_line_runs_out_of_its_store(void** const state)
{
	(void)state;
	static ZoutLines lines;
	ZoutTiming       timing;
	uint32_t         seed = 3;

	static const unsigned past[] = {ZOUT_SINGLE_INPUTS, ZOUT_SINGLE_AWAKE, ZOUT_SINGLE_LINES};
	zout_timing_init(&timing, 48000.0);
	for (unsigned lanes = 2; lanes <= ZOUT_MAX_LANES; lanes += 2) {
		zout_lines_reset(&lines, &timing, lanes);
		for (uint32_t round = 0; round < 100000; ++round) {
			const double   most = round / 1000U % 2U ? ZOUT_TILE_FRAMES : 20.0;
			const unsigned n    = 1U + (unsigned)(fuzz_uniform(&seed) * most);
			zout_lines_advance(&lines, n, past[round % 3U]);
			for (unsigned i = 0; i < ZOUT_SINGLE_LINES; ++i) {
				const size_t values = (size_t)(lines.single_line[i] - lines.single_store[i]);
				assert_true(is_inside(values / (i == ZOUT_LINE_DRY ? ZOUT_INPUT_LANES : lanes), lines.at));
			}
			for (unsigned i = 0; i < ZOUT_DOUBLE_LINES; ++i) {
				assert_true(is_inside((size_t)(lines.double_line[i] - lines.double_store[i]) / lanes, lines.at));
			}
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_older_than_the_past_is_not_read),
		cmocka_unit_test(test_no_line_runs_out_of_its_store),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
