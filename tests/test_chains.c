// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Chain A is what it is, whatever chain B does beside it: to the bit, or a blind test could be cheated. */

#include "probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { BLOCK_FRAMES = 1000, N_BLOCKS = 700, N_FRAMES = N_BLOCKS * BLOCK_FRAMES };

/// Both sides of both chains
static float out[4][N_FRAMES];
static float in[2][N_FRAMES];

/// Tones that come and go: loud enough to clip, quiet, and silent, so that every stage wakes up and falls asleep; at
/// the end 3 s of silence or more, in which what DC clipping left behind decays below the threshold of sleep
static int
make_input(void** const state)
{
	(void)state;
	static float tone[N_FRAMES];
	probe_sine(tone, N_FRAMES, 4801, 311, 1.0, -1.57);
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		static const float levels[] = {0.2F, 0.0F, 0.9F, 0.01F, 0.6F, 0.0F, 0.5F};
		const float        level    = i < 100000U ? levels[i / 10000U % 7U] : 0.0F;
		in[0][i]                    = level * tone[i] + 0.0F; // no negative zero: a wire keeps it, a filter does not
		in[1][i]                    = -0.7F * level * tone[i] + 0.0F;
	}
	return 0;
}

/// Plays through both chains; A becomes another amplifier at `change_frame`, unless it is at the end
static void
play(const double              rate_hz,
     const float* const        left,
     const float* const        right,
     const unsigned            n_frames,
     const ZoutSettings* const a,
     const ZoutSettings* const later,
     const unsigned            change_frame,
     const ZoutSettings* const b)
{
	ZoutModel* const model = probe_model(rate_hz, 2, a);
	zout_model_set(model, 1, b);
	zout_model_reset(model);
	for (unsigned i = 0; i < n_frames; i += BLOCK_FRAMES) {
		if (i == change_frame) {
			zout_model_set(model, 0, later);
		}
		const float* const from[2] = {left + i, right + i};
		float* const       to[4]   = {out[0] + i, out[1] + i, out[2] + i, out[3] + i};
		zout_model_process(model, from, to, BLOCK_FRAMES);
	}
	zout_model_free(model);
}

static void
run_both(const double rate_hz, const ZoutSettings* const a, const ZoutSettings* const b)
{
	play(rate_hz, in[0], in[1], N_FRAMES, a, a, N_FRAMES, b);
}

/// An amplifier that differs in everything
static ZoutSettings
bad_amplifier(void)
{
	ZoutSettings settings                 = probe_plain();
	settings.value[ZOUT_GAIN]             = 40.0F;
	settings.value[ZOUT_MAX_VOLTAGE]      = 0.5F;
	settings.value[ZOUT_CLIP_RESISTANCE]  = 50.0F; // of 420 ohm: little enough for sweeps
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
	settings.value[ZOUT_OUTPUT_CAPACITOR] = 100.0F;
	settings.value[ZOUT_BANDWIDTH]        = 30.0F;
	settings.value[ZOUT_H2]               = -30.0F;
	settings.value[ZOUT_H3]               = -30.0F;
	return settings;
}

static void
check_independence(const ZoutSettings* const a)
{
	static float       alone[2][N_FRAMES];
	const ZoutSettings bad = bad_amplifier();
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		run_both(probe_rates_hz[r], a, a);
		assert_memory_equal(out[0], out[2], sizeof(out[0]));
		assert_memory_equal(out[1], out[3], sizeof(out[1]));
		memcpy(alone[0], out[0], sizeof(alone[0]));
		memcpy(alone[1], out[1], sizeof(alone[1]));

		run_both(probe_rates_hz[r], a, &bad);
		assert_memory_equal(out[0], alone[0], sizeof(alone[0]));
		assert_memory_equal(out[1], alone[1], sizeof(alone[1]));
		assert_memory_not_equal(out[2], alone[0], sizeof(alone[0]));

		// And the other way round
		run_both(probe_rates_hz[r], &bad, a);
		assert_memory_equal(out[2], alone[0], sizeof(alone[0]));
		assert_memory_equal(out[3], alone[1], sizeof(alone[1]));
	}
}

static void
test_wire_beside_a_bad_amplifier(void** const state)
{
	(void)state;
	const ZoutSettings a = probe_plain();
	check_independence(&a);
}

static void
test_load_beside_a_bad_amplifier(void** const state)
{
	(void)state;
	ZoutSettings a                 = probe_plain();
	a.value[ZOUT_OUTPUT_IMPEDANCE] = 10.0F;
	check_independence(&a);
}

static void
test_harmonics_beside_a_bad_amplifier(void** const state)
{
	(void)state;
	ZoutSettings a   = probe_plain();
	a.value[ZOUT_H2] = -60.0F;
	a.value[ZOUT_H3] = -70.0F;
	check_independence(&a);
}

static void
test_clipping_beside_a_bad_amplifier(void** const state)
{
	(void)state;
	ZoutSettings a            = probe_plain();
	a.value[ZOUT_MAX_VOLTAGE] = 1.0F;
	check_independence(&a);
}

/// A capacitor remembers for long what was limited, here for 140 ms
static ZoutSettings
with_memory(void)
{
	ZoutSettings a                 = probe_plain();
	a.value[ZOUT_OUTPUT_IMPEDANCE] = 1.0F;
	a.value[ZOUT_OUTPUT_CAPACITOR] = 470.0F; // with 300 ohm
	return a;
}

/// Of 301 ohm, 50 ohm are more than the 0.15 up to which frames are solved by sweeps, and 40 ohm are less
static void
test_falling_clip_level_beside_a_bad_amplifier(void** const state)
{
	(void)state;
	static const float clip_ohm[] = {40.0F, 50.0F};
	for (unsigned i = 0; i < 2; ++i) {
		ZoutSettings a                = with_memory();
		a.value[ZOUT_MAX_VOLTAGE]     = 1.0F;
		a.value[ZOUT_CLIP_RESISTANCE] = clip_ohm[i];
		check_independence(&a);
	}
}

static void
test_limited_current_beside_a_bad_amplifier(void** const state)
{
	(void)state;
	ZoutSettings a            = with_memory();
	a.value[ZOUT_MAX_VOLTAGE] = 3.0F;
	a.value[ZOUT_MAX_CURRENT] = 3.0F;
	check_independence(&a);
}

/// A headphone that resonates at 60 Hz, where the current takes a tenth of a second to settle
static ZoutSettings
slow_headphone(void)
{
	ZoutSettings a                 = probe_plain();
	a.value[ZOUT_OUTPUT_MODE]      = 1.0F; // Volts
	a.value[ZOUT_MAX_VOLTAGE]      = 1.0F;
	a.value[ZOUT_OUTPUT_IMPEDANCE] = 0.3F;
	a.value[ZOUT_RESISTANCE]       = 80.0F;
	a.value[ZOUT_R1]               = 220.0F;
	a.value[ZOUT_F1]               = 60.0F;
	a.value[ZOUT_Q1]               = 0.75F;
	return a;
}

/// What becomes dependent on the current: the clip level, or a harmonic
static ZoutSettings
with_current(ZoutSettings a, const bool clips)
{
	if (clips) {
		a.value[ZOUT_CLIP_RESISTANCE] = 8.0F;
	} else {
		a.value[ZOUT_CURRENT_H2] = -60.0F;
	}
	return a;
}

enum { CHANGE_FRAMES = 24 * BLOCK_FRAMES, CHANGED_FRAMES = 2 * CHANGE_FRAMES };

/// Chain A goes from one amplifier to another one in the midst of a tone that its clip level is just above
static void
run_change(const double              rate_hz,
           const ZoutSettings* const a,
           const ZoutSettings* const later,
           const ZoutSettings* const b)
{
	static float tone[CHANGED_FRAMES];
	probe_sine(tone, CHANGED_FRAMES, (unsigned)rate_hz, 60, 0.6, 0.0);
	play(rate_hz, tone, tone, CHANGED_FRAMES, a, later, CHANGE_FRAMES, b);
}

static void
test_current_that_matters_late(void** const state)
{
	(void)state;
	static float       alone[2][CHANGED_FRAMES];
	const ZoutSettings a = slow_headphone();
	for (unsigned i = 0; i < 4 * PROBE_N_RATES; ++i) {
		const ZoutSettings later   = with_current(a, i % 2);
		const ZoutSettings b       = with_current(a, i / 2 % 2);
		const double       rate_hz = probe_rates_hz[i / 4];
		run_change(rate_hz, &a, &later, &a);
		memcpy(alone[0], out[0], sizeof(alone[0]));
		memcpy(alone[1], out[1], sizeof(alone[1]));
		run_change(rate_hz, &a, &later, &b);
		assert_memory_equal(out[0], alone[0], sizeof(alone[0]));
		assert_memory_equal(out[1], alone[1], sizeof(alone[1]));

		// And back, where the current is known for B's sake until B needs it no more
		run_change(rate_hz, &later, &a, &a);
		memcpy(alone[0], out[0], sizeof(alone[0]));
		run_change(rate_hz, &later, &a, &b);
		assert_memory_equal(out[0], alone[0], sizeof(alone[0]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire_beside_a_bad_amplifier),
		cmocka_unit_test(test_load_beside_a_bad_amplifier),
		cmocka_unit_test(test_harmonics_beside_a_bad_amplifier),
		cmocka_unit_test(test_clipping_beside_a_bad_amplifier),
		cmocka_unit_test(test_falling_clip_level_beside_a_bad_amplifier),
		cmocka_unit_test(test_limited_current_beside_a_bad_amplifier),
		cmocka_unit_test(test_current_that_matters_late),
	};
	return cmocka_run_group_tests(tests, make_input, NULL);
}
