// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Silence is silence: nothing in, nothing out, to the bit, whatever is set but noise and hum. */

#include "fuzz.h"
#include "probe.h"
#include "zout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

enum { RATE_HZ = 48000, BLOCK = 1000 };

/// Any settings, the wildest among them, of which all are legal
static ZoutSettings
some_settings(uint32_t* const seed)
{
	ZoutSettings settings;
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParamInfo* const info = zout_param_info((ZoutParam)i);
		const double               at   = fuzz_uniform(seed);
		const float                ends = at < 0.15 ? info->min : info->max;
		settings.value[i] = at < 0.3 ? ends : info->min + (float)fuzz_uniform(seed) * (info->max - info->min);
		settings.value[i] = zout_param_clamp((ZoutParam)i, settings.value[i]);
	}
	settings.value[ZOUT_NOISE] = 0.0F;
	settings.value[ZOUT_HUM]   = 0.0F;
	return settings;
}

/// Frames that are not zero among those that come out of `n` blocks of the input
static unsigned
heard(ZoutModel* const model, float in[2][BLOCK], const unsigned n)
{
	float              made[2][BLOCK];
	const float* const from[2] = {in[0], in[1]};
	float* const       to[2]   = {made[0], made[1]};
	unsigned           loud    = 0;
	for (unsigned k = 0; k < n; ++k) {
		zout_model_process(model, from, to, BLOCK);
		for (unsigned i = 0; i < BLOCK; ++i) {
			loud += made[0][i] < 0.0F || made[0][i] > 0.0F || made[1][i] < 0.0F || made[1][i] > 0.0F;
			assert_true(isfinite(made[0][i]) && isfinite(made[1][i]));
		}
	}
	return loud;
}

static void
test_silence_from_the_start_is_exact(void** const state)
{
	(void)state;
	static float in[2][BLOCK];
	uint32_t     seed = 11;
	for (unsigned turn = 0; turn < 200; ++turn) {
		const ZoutSettings settings = some_settings(&seed);
		ZoutModel*         model    = NULL;
		assert_int_equal(zout_model_new(RATE_HZ, 1, &model), ZOUT_SUCCESS);
		zout_model_set(model, 0, &settings);
		zout_model_reset(model);
		assert_int_equal(heard(model, in, 5), 0);
		const ZoutSettings other = some_settings(&seed);
		zout_model_set(model, 0, &other); // on the way from one to the other, too
		assert_int_equal(heard(model, in, 5), 0);
		zout_model_free(model);
	}
}

/* After audio, what rings has to end. The slowest, but for a coupling capacitor, which may need minutes and is left
 * out, is the filter that keeps the residual free of DC: from 2^8 to the least float above 0, 2^-149, exp(-2 pi f t)
 * takes 109 / (2 pi f) s, which are 9 s at its 2 Hz. Resonances at 10 Hz with a Q of 20 ring by exp(-pi f t / Q): 69 s.
 */
static void
test_silence_after_audio_is_exact_in_the_end(void** const state)
{
	(void)state;
	static float none[2][BLOCK];
	static float noise[2][BLOCK];
	uint32_t     seed  = 12;
	unsigned     audio = 0;
	for (unsigned turn = 0; turn < 12; ++turn) {
		ZoutSettings settings                 = some_settings(&seed);
		ZoutModel*   model                    = NULL;
		settings.value[ZOUT_OUTPUT_CAPACITOR] = 0.0F;
		fuzz_noise(noise[0], BLOCK, 0.9, &seed);
		fuzz_noise(noise[1], BLOCK, 0.9, &seed);
		assert_int_equal(zout_model_new(RATE_HZ, 1, &model), ZOUT_SUCCESS);
		zout_model_set(model, 0, &settings);
		zout_model_reset(model);
		audio += heard(model, noise, 10) ? 1U : 0U;
		heard(model, none, 80 * RATE_HZ / BLOCK);
		assert_int_equal(heard(model, none, 10), 0);
		zout_model_free(model);
	}
	assert_true(audio >= 6); // Others are turned down
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silence_from_the_start_is_exact),
		cmocka_unit_test(test_silence_after_audio_is_exact_in_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
