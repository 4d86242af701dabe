// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The model while anything legal turns into anything else, far too often: no block may be seen in the output, and no
 * memory of the old load may blow up in the new one. */

#include "fuzz.h"
#include "probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { MOST = 700, N_STEPS = 60, N_SEEDS = 60 };

static float source[2][MOST];
static float whole[2][MOST];
static float parts[2][MOST];

/// Silence, the loudest that counts as audio, or noise
static void
fill(uint32_t* const seed)
{
	const double kind = fuzz_uniform(seed);
	for (unsigned i = 0; i < 2U * MOST; ++i) {
		const double u             = fuzz_uniform(seed);
		source[i / MOST][i % MOST] = kind < 0.33 ? 0.0F : kind < 0.67 ? (u < 0.5 ? -256.0F : 256.0F) : (float)(u - 0.5);
	}
}

static void
run(ZoutModel* const model, float out[2][MOST], const uint32_t at, const uint32_t frames)
{
	zout_model_process(model,
	                   (const float* const[2]){source[0] + at, source[1] + at},
	                   (float* const[2]){out[0] + at, out[1] + at},
	                   frames);
}

/// Plays to two models, whole blocks to one and parts of them to the other; `change` draws new settings now and then
static void
play_both(const double rate_hz, uint32_t seed, void (*const change)(ZoutSettings* settings, uint32_t* seed))
{
	const uint32_t number = seed;
	ZoutSettings   settings;
	zout_settings_init(&settings);
	ZoutModel* const a = probe_model(rate_hz, 1, &settings);
	ZoutModel* const b = probe_model(rate_hz, 1, &settings);
	for (unsigned step = 0; step < N_STEPS; ++step) {
		const uint32_t n = 1U + (uint32_t)(fuzz_uniform(&seed) * (MOST - 1));
		change(&settings, &seed);
		zout_model_set(a, 0, &settings);
		zout_model_set(b, 0, &settings);
		fill(&seed);
		run(a, whole, 0, n);
		for (uint32_t done = 0, now = 0; done < n; done += now) {
			now = 1U + (uint32_t)(fuzz_uniform(&seed) * (double)(n - done - 1U));
			run(b, parts, done, now);
		}
		for (uint32_t i = 0; i < 2U * n; ++i) {
			const float* const x = &whole[i / n][i % n];
			const float* const y = &parts[i / n][i % n];
			if (memcmp(x, y, sizeof(float)) != 0) {
				fail_msg("seed %u, %g Hz, step %u, frame %u: %.9g, in parts %.9g",
				         number,
				         rate_hz,
				         step,
				         i % n,
				         (double)*x,
				         (double)*y);
			}
		}
	}
	zout_model_free(b);
	zout_model_free(a);
}

static void
change_everything(ZoutSettings* const settings, uint32_t* const seed)
{
	if (fuzz_uniform(seed) < 0.2) {
		fuzz_settings(settings, seed);
	}
}

/// The ramp that ends in the middle of a block
static void
change_current_h2(ZoutSettings* const settings, uint32_t* const seed)
{
	if (fuzz_uniform(seed) < 0.4) {
		settings->value[ZOUT_CURRENT_H2] = fuzz_uniform(seed) < 0.5 ? -140.0F : -30.0F;
	}
}

static void
test_blocks_make_no_difference_while_everything_changes(void** const state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= N_SEEDS; ++seed) {
		static const double rates_hz[] = {8e3, 11025.0, 48e3, 96e3};
		play_both(rates_hz[seed % 4U], seed * 2654435761U, change_everything);
	}
}

static void
test_blocks_make_no_difference_while_current_h2_changes(void** const state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 8; ++seed) {
		play_both(seed % 2U ? 48e3 : 8e3, seed * 2654435761U, change_current_h2);
	}
}

/// An amplifier that limits by current and clip level into a load of every element
static ZoutSettings
limiting_settings(uint32_t* const seed)
{
	ZoutSettings settings;
	fuzz_settings(&settings, seed);
	settings.value[ZOUT_ENABLED]           = 1.0F;
	settings.value[ZOUT_OUTPUT_MODE]       = 1.0F;
	settings.value[ZOUT_OUTPUT_LEVEL]      = 1.0F;
	settings.value[ZOUT_SOURCE_LEVEL]      = 2.0F;
	settings.value[ZOUT_GAIN]              = 0.0F;
	settings.value[ZOUT_MAX_VOLTAGE]       = 1.0F;
	settings.value[ZOUT_MAX_CURRENT]       = 10.0F;
	settings.value[ZOUT_VOLUME]            = 0.0F;
	settings.value[ZOUT_BALANCE]           = 0.0F;
	settings.value[ZOUT_DISTORTION_CORNER] = 100.0F;
	return settings;
}

/* 1 V is full scale here. What a load remembers is at most what the amplifier put into it; a resonance of the highest
 * Q, 20, and an inductance held by the current's limit may add some volts. A hundred is far above all of them and a
 * thousand times below what was seen. */
static void
test_old_load_does_not_blow_up_in_the_new_one(void** const state)
{
	(void)state;
	double   worst = 0.0;
	uint32_t seed  = 5;
	for (unsigned i = 0; i < 300; ++i) {
		const ZoutSettings before = limiting_settings(&seed);
		const ZoutSettings after  = limiting_settings(&seed);
		ZoutModel* const   model  = probe_model(i % 2U ? 8e3 : 48e3, 1, &before);
		for (unsigned n = 0; n < 2U * MOST; ++n) {
			source[n / MOST][n % MOST] = (float)(3.0 * sin(0.05 * (n % MOST)));
		}
		run(model, whole, 0, MOST);
		zout_model_set(model, 0, &after);
		memset(source, 0, sizeof(source));
		run(model, whole, 0, MOST);
		for (unsigned n = 0; n < MOST; ++n) {
			worst = fmax(worst, fabs((double)whole[0][n]));
		}
		zout_model_free(model);
	}
	print_message("# new load in silence: at most %.3g\n", worst);
	assert_true(worst < 100.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks_make_no_difference_while_everything_changes),
		cmocka_unit_test(test_blocks_make_no_difference_while_current_h2_changes),
		cmocka_unit_test(test_old_load_does_not_blow_up_in_the_new_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
