// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A plan made elsewhere and the settings themselves lead to the same audio, by every bit. */

#include "dsp/plan.h"
#include "fuzz.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
	N_CHANGES = 200,
	N_FRAMES  = 997, // Between changes: in every part of a tile, a fade and a design
};

/// Any settings: legal ones, one control moved from those before, and values that no control takes
static void
change(ZoutSettings* const settings, const unsigned n, uint32_t* const seed)
{
	const ZoutParam param = (ZoutParam)(fuzz_uniform(seed) * ZOUT_N_PARAMS);
	if (n % 8U == 0) {
		fuzz_settings(settings, seed);
	} else if (n % 8U == 1) {
		settings->value[param] = fuzz_uniform(seed) < 0.5 ? NAN : 1e30F;
	} else {
		settings->value[param]       = fuzz_value(param, seed);
		settings->value[ZOUT_VOLUME] = fuzz_value(ZOUT_VOLUME, seed);
	}
}

static void
compare(const unsigned chains)
{
	static float in[2][N_FRAMES];
	static float by_settings[4][N_FRAMES];
	static float by_plan[4][N_FRAMES];
	const float* from[2]   = {in[0], in[1]};
	float*       first[4]  = {by_settings[0], by_settings[1], by_settings[2], by_settings[3]};
	float*       second[4] = {by_plan[0], by_plan[1], by_plan[2], by_plan[3]};
	ZoutModel*   model[2]  = {NULL, NULL};
	uint32_t     seed      = 7;
	ZoutSettings settings;
	zout_settings_init(&settings);
	assert_int_equal(zout_model_new(48000.0, chains, &model[0]), ZOUT_SUCCESS);
	assert_int_equal(zout_model_new(48000.0, chains, &model[1]), ZOUT_SUCCESS);
	for (unsigned n = 0; n < N_CHANGES; ++n) {
		change(&settings, n, &seed);
		fuzz_speech(in[0], N_FRAMES, 0.8, &seed);
		fuzz_speech(in[1], N_FRAMES, 0.8, &seed);
		zout_model_set(model[0], 0, &settings);
		if (n % 5U == 4) { // either way may follow the other
			zout_model_set(model[1], 0, &settings);
		} else {
			ZoutPlan plan;
			zout_plan_init(&plan, &settings);
			zout_model_set_plan(model[1], &plan);
		}
		if (n % 50U == 49) {
			zout_model_reset(model[0]);
			zout_model_reset(model[1]);
		}
		zout_model_process(model[0], from, first, N_FRAMES);
		zout_model_process(model[1], from, second, N_FRAMES);
		assert_memory_equal(by_settings, by_plan, sizeof(by_plan));
	}
	zout_model_free(model[0]);
	zout_model_free(model[1]);
}

static void
test_plan_sounds_as_settings_do(void** const state)
{
	(void)state;
	compare(1);
}

static void
test_two_chains_take_the_settings_of_a_plan(void** const state)
{
	(void)state;
	compare(2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan_sounds_as_settings_do),
		cmocka_unit_test(test_two_chains_take_the_settings_of_a_plan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
