// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What the two channels do to each other: crosstalk, and the tracking error of the volume control. */

#include "probe.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { N = 4800, SETTLED = 2400 };

static float silence[N];
static float tone[N];

static void
play(const ZoutSettings* const settings, const float* const left, const float* const right, float out[2][N])
{
	ZoutModel* const model = probe_model(48000.0, 1, settings);
	probe_sine(tone, N, 480, 10, 0.5, 0.3);
	probe_run(model, left, right, out[0], out[1], N);
	zout_model_free(model);
}

/// Level of the 1 kHz tone in a channel, relative to full scale
static double
level_db(const float* const out)
{
	return probe_db(cabs(probe_bin(out + SETTLED, 2400, 50)));
}

/* Exact: single precision of the factor is 1e-6 dB, the model's path 1e-4 dB at most. */
static void
test_crosstalk_is_exact_and_inverted(void** const state)
{
	(void)state;
	float  out[2][N];
	double worst = 0.0;
	for (float db = -130.0F; db <= -20.0F; db += 10.0F) {
		for (unsigned driven = 0; driven < 2; ++driven) {
			ZoutSettings settings          = probe_plain();
			settings.value[ZOUT_CROSSTALK] = db;
			play(&settings, driven ? silence : tone, driven ? tone : silence, out);
			probe_at_most(&worst, fabs(level_db(out[!driven]) - level_db(out[driven]) - (double)db), 0.001);
			const double complex ratio =
				probe_bin(out[!driven] + SETTLED, 2400, 50) / probe_bin(out[driven] + SETTLED, 2400, 50);
			assert_true(creal(ratio) < 0.0);
		}
	}
	probe_report("crosstalk, worst error", worst, "dB");
}

static void
test_no_crosstalk_is_none_at_all(void** const state)
{
	(void)state;
	float              out[2][N];
	const ZoutSettings settings = probe_plain();
	play(&settings, tone, silence, out);
	assert_memory_equal(out[1], silence, sizeof(silence));
}

/* 0 dB of tracking: balanced at every volume, to the bit. */
static void
test_balanced_to_the_bit(void** const state)
{
	(void)state;
	float out[2][N];
	for (float volume = -90.0F; volume <= 0.0F; volume += 1.5F) {
		ZoutSettings settings       = probe_plain();
		settings.value[ZOUT_VOLUME] = volume;
		settings.value[ZOUT_H2]     = -60.0F;
		play(&settings, tone, tone, out);
		assert_memory_equal(out[0], out[1], sizeof(out[0]));
	}
}

/* The RK27's limits at its 2 dB: 2 dB from 0 to -60 dB, 3 dB from -60 to -70 dB; growing with attenuation, by the
 * law of docs/model.md, the setting itself at -60 dB; never louder than asked. */
static void
test_tracking_keeps_within_the_shape(void** const state)
{
	(void)state;
	float  out[2][N];
	double before_db = 0.0;
	double worst     = 0.0;
	for (float volume = 0.0F; volume >= -70.0F; volume -= 2.0F) {
		ZoutSettings settings         = probe_plain();
		settings.value[ZOUT_VOLUME]   = volume;
		settings.value[ZOUT_TRACKING] = 2.0F;
		play(&settings, tone, tone, out);
		const double error_db = level_db(out[0]) - level_db(out[1]);
		probe_at_most(&worst, fabs(level_db(out[0]) - probe_db(0.5) - (double)volume), 0.001);
		probe_at_most(&worst, fabs(error_db - 2.0 * pow((double)-volume / 60.0, 1.5)), 0.001);
		assert_true(error_db >= before_db);
		assert_true(error_db <= (volume >= -60.0F ? 2.001 : 3.0));
		if (volume >= 0.0F) {
			assert_memory_equal(out[0], out[1], sizeof(out[0]));
		}
		before_db = error_db;
	}
	probe_report("tracking, worst error", worst, "dB");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crosstalk_is_exact_and_inverted),
		cmocka_unit_test(test_no_crosstalk_is_none_at_all),
		cmocka_unit_test(test_balanced_to_the_bit),
		cmocka_unit_test(test_tracking_keeps_within_the_shape),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
