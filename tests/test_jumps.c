// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Ears are at the other end: a jump between extremes, carried through to its end, must not be louder on the way than
 * the louder of both ends. */

#include "probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

enum { SECOND_SHARE = 8, MAX_FRAMES = 192000 / SECOND_SHARE }; ///< An eighth of a second: ramps and filters settle

// What filters overshoot while a wave changes its shape, as in test_clicks.c
static const double allowance = 1.1;

/// A jump between hopeless overdrive and next to nothing; which controls move is told by the bits of `moves`
static ZoutSettings
end_of_jump(const unsigned moves, const bool hot, const bool volts)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_MODE]      = volts ? 1.0F : 0.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 10.0F;
	settings.value[ZOUT_H2]               = -60.0F; // 1 % and
	settings.value[ZOUT_H3]               = -80.0F; // 1 % at 10 V: gains on the way are no louder for it
	if (moves & 1U) {
		settings.value[ZOUT_SOURCE_LEVEL] = hot ? 20.0F : 0.1F;
	}
	if (moves & 2U) {
		settings.value[ZOUT_GAIN] = hot ? 40.0F : -20.0F;
	}
	if (moves & 4U) {
		settings.value[ZOUT_MAX_VOLTAGE] = hot ? 50.0F : 0.1F; // against gain it would be louder on the way by design
	}
	return settings;
}

/// Plays `settings` for an eighth of a second and returns the peak, from frame `from` on
static double
peak_of(ZoutModel* const model, const ZoutSettings* const settings, const size_t n_frames, const size_t from)
{
	static float in[MAX_FRAMES];
	static float left[MAX_FRAMES];
	static float right[MAX_FRAMES];
	zout_model_set(model, 0, settings);
	probe_sine(in, n_frames, n_frames, 55, 0.9, 0.0); // 440 Hz
	probe_run(model, in, in, left, right, n_frames);
	double peak = 0.0;
	for (size_t i = from; i < n_frames; ++i) {
		assert_true(isfinite(left[i]));
		peak = fmax(peak, fabs((double)left[i]));
	}
	return peak;
}

static void
test_jumps_never_burst(void** const state)
{
	(void)state;
	double worst = 0.0;
	for (unsigned i = 0; i < PROBE_N_RATES * 16U; ++i) {
		const size_t       n     = (size_t)(probe_rates_hz[i / 16U] / SECOND_SHARE);
		const unsigned     moves = i % 8U;
		const bool         volts = i / 8U % 2U;
		const ZoutSettings hot   = end_of_jump(moves, true, volts);
		const ZoutSettings cold  = end_of_jump(moves, false, volts);
		ZoutModel* const   model = probe_model(probe_rates_hz[i / 16U], 1, &hot);

		const double hot_peak  = peak_of(model, &hot, n, n / 2U);
		const double down_peak = peak_of(model, &cold, n, 0);
		const double cold_peak = peak_of(model, &cold, n, n / 2U);
		const double up_peak   = peak_of(model, &hot, n, 0);
		worst                  = fmax(worst, fmax(down_peak, up_peak) / fmax(hot_peak, cold_peak));
		zout_model_free(model);
	}
	print_message("# jumps: at most x%.3f of the louder end\n", worst);
	assert_true(worst <= allowance);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jumps_never_burst),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
