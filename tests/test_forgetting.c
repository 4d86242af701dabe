// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What limiting left in the load is forgotten when it is gone, not before: the next beat finds the load as the last one
 * left it. Against the same model that never forgets. */

#include "probe.h"

#include "model.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

enum { TIME_S = 4, MOST_FRAMES = TIME_S * 96000 };

/// Then 2.5 s of silence, in which the DC servo, the slowest of all, decays by exp(-15)
static const double beats_s = 1.5;

/// What is forgotten is 100 dB below the nearest limit for each element; there are three at most
static const double bound_db = -90.0;

static float in[MOST_FRAMES];
static float out[2][MOST_FRAMES];
static float right[MOST_FRAMES];

/// Beats of 100 ms that clip one side more than the other, and 200 ms of silence after each
static void
make_beats(const double rate_hz, const size_t n_frames)
{
	for (size_t i = 0; i < n_frames; ++i) {
		const double all_s  = (double)i / rate_hz;
		const double time_s = fmod(all_s, 0.3);
		const double beat   = exp(-time_s / 0.04) * sin(503.0 * time_s) + 0.3 * sin(14000.0 * time_s);
		in[i]               = all_s < beats_s && time_s < 0.1 ? (float)beat : 0.0F;
	}
}

static void
play(const ZoutSettings* const settings, const double rate_hz, const bool forgets, float* const to, const size_t n)
{
	ZoutModel* const model = probe_model(rate_hz, 1, settings);
	if (!forgets) {
		model->residual.solver.forget_tiles = UINT_MAX / 2U;
	}
	probe_run(model, in, in, to, right, n);
	assert_true(!forgets || !model->residual.solver.awake); // at last it does forget
	zout_model_free(model);
}

static void
check(const char* const what, const ZoutSettings* const settings)
{
	static const double rates_hz[] = {44100.0, 96000.0};
	double              worst      = -400.0;
	for (unsigned r = 0; r < 2; ++r) {
		const size_t n = (size_t)(TIME_S * rates_hz[r]);
		make_beats(rates_hz[r], n);
		play(settings, rates_hz[r], true, out[0], n);
		play(settings, rates_hz[r], false, out[1], n);
		double peak  = 0.0;
		double error = 0.0;
		for (size_t i = 0; i < n; ++i) {
			peak  = fmax(peak, fabs((double)out[1][i]));
			error = fmax(error, fabs((double)out[0][i] - (double)out[1][i]));
		}
		probe_at_most(&worst, probe_db(error / peak), bound_db);
	}
	probe_report(what, worst, "dB");
}

/// The Expanse behind an amplifier of 1 V that is driven by 4 V
static ZoutSettings
driven_hard(void)
{
	ZoutSettings settings                 = probe_plain();
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 0.5F;
	settings.value[ZOUT_GAIN]             = 6.0F;
	settings.value[ZOUT_MAX_VOLTAGE]      = 1.0F;
	settings.value[ZOUT_RESISTANCE]       = 23.0F;
	settings.value[ZOUT_F1]               = 230.0F;
	settings.value[ZOUT_R1]               = 13.0F;
	settings.value[ZOUT_Q1]               = 1.0F;
	return settings;
}

static void
test_falling_clip_level(void** const state)
{
	(void)state;
	ZoutSettings settings                = driven_hard();
	settings.value[ZOUT_CLIP_RESISTANCE] = 2.5F;
	check("falling clip level", &settings);
}

static void
test_limited_current(void** const state)
{
	(void)state;
	ZoutSettings settings            = driven_hard();
	settings.value[ZOUT_MAX_CURRENT] = 20.0F;
	check("limited current", &settings);
}

static void
test_behind_a_capacitor(void** const state)
{
	(void)state;
	ZoutSettings settings                 = driven_hard();
	settings.value[ZOUT_CLIP_RESISTANCE]  = 2.5F;
	settings.value[ZOUT_OUTPUT_CAPACITOR] = 2200.0F;
	check("falling clip level behind a capacitor", &settings);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_falling_clip_level),
		cmocka_unit_test(test_limited_current),
		cmocka_unit_test(test_behind_a_capacitor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
