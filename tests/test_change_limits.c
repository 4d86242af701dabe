// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A change of load or limits while limits act that hang on the load's current: nothing on the way may be louder than
 * both ends, and what goes over from one load to the other does so in the 20 ms of a fade. */

#include "probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum {
	RATE_HZ  = 48000,
	N_FRAMES = 24000,
	BEFORE   = 4864, ///< Frames until the change, whole blocks
	BLOCK    = 64,
	PERIOD   = 48, ///< Of a sine of 1 kHz
	FADE     = RATE_HZ / 50,
};

static float in[N_FRAMES];
static float out[2][2][N_FRAMES]; ///< Of each chain

/// An amplifier of 2 V full scale, whose output sample is the headphone's volts over 2 V * sqrt(2)
static ZoutSettings
amplifier(const float ohm, const float max_vrms, const float clip_ohm, const float max_ma)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_SOURCE_LEVEL]     = 2.0F;
	settings.value[ZOUT_OUTPUT_LEVEL]     = 2.0F;
	settings.value[ZOUT_OUTPUT_MODE]      = 1.0F; // Volts
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = ohm;
	settings.value[ZOUT_MAX_VOLTAGE]      = max_vrms;
	settings.value[ZOUT_CLIP_RESISTANCE]  = clip_ohm;
	settings.value[ZOUT_MAX_CURRENT]      = max_ma;
	return settings;
}

static ZoutSettings
into(ZoutSettings settings, const float ohm)
{
	settings.value[ZOUT_RESISTANCE] = ohm;
	return settings;
}

/// A sine of 0.9 through a change of chain A from the first settings to the second; chain B, if there is one, stays
static void
play_tone(const unsigned            tone_hz,
          const double              phase_rad,
          const ZoutSettings* const first,
          const ZoutSettings* const second,
          const ZoutSettings* const other)
{
	probe_sine(in, N_FRAMES, RATE_HZ, tone_hz, 0.9, phase_rad);
	ZoutModel* const model = probe_model(RATE_HZ, other ? 2 : 1, first);
	if (other) {
		zout_model_set(model, 1, other);
		zout_model_reset(model);
	}
	for (uint32_t done = 0; done < N_FRAMES; done += BLOCK) {
		if (done == BEFORE) {
			zout_model_set(model, 0, second);
		}
		const float* const from[2] = {in + done, in + done};
		float* const       to[4]   = {out[0][0] + done, out[0][1] + done, out[1][0] + done, out[1][1] + done};
		zout_model_process(model, from, to, BLOCK < N_FRAMES - done ? BLOCK : N_FRAMES - done);
	}
	zout_model_free(model);
}

static void
play(const ZoutSettings* const first, const ZoutSettings* const second, const ZoutSettings* const other)
{
	play_tone(RATE_HZ / PERIOD, 0.0, first, second, other);
}

/// Peak of the half period that ends at frame `end`
static double
peak_before(const uint32_t end)
{
	double peak = 0.0;
	for (uint32_t i = end - PERIOD / 2; i < end; ++i) {
		peak = fmax(peak, fabs((double)out[0][0][i]));
	}
	return peak;
}

/// What is loudest through a change, relative to the louder end
static double
loudest(const ZoutSettings* const first, const ZoutSettings* const second)
{
	play(first, second, NULL);
	double most = 0.0;
	for (uint32_t i = BEFORE; i <= N_FRAMES; i += PERIOD / 2) {
		most = fmax(most, peak_before(i));
	}
	const double over = most / fmax(peak_before(BEFORE), peak_before(N_FRAMES));
	printf("# limits through a change: %.2f dB over both ends at most\n", 20.0 * log10(over));
	return over;
}

/* A headphone that resonates at 3 kHz gives way to one behind a capacitor that resonates at 100 Hz: what limiting has
 * left in the first one is no charge of the capacitor, and would be loud in a resonance that turns more slowly. The
 * second amplifier also limits the current, and is solved in another way. */
static void
test_a_new_load_does_not_inherit(void** const state)
{
	(void)state;
	static const float limits_ma[] = {5000.0F, 10.0F};
	for (unsigned i = 0; i < 2; ++i) {
		ZoutSettings first                  = into(amplifier(1.0F, 0.5F, 0.5F, 5000.0F), 30.0F);
		first.value[ZOUT_R1]                = 100.0F;
		ZoutSettings second                 = first;
		first.value[ZOUT_F1]                = 3000.0F;
		first.value[ZOUT_Q1]                = 2.0F;
		second.value[ZOUT_OUTPUT_CAPACITOR] = 470.0F;
		second.value[ZOUT_MAX_CURRENT]      = limits_ma[i];
		assert_true(loudest(&first, &second) <= 1.05); // room for a capacitor that starts empty
	}
}

/* The sine of 0.9 * 2 V * sqrt(2) drives 283 mA through 9 ohm, of which 40 mA rms are left; were that current taken
 * from the amplifier with another load behind it, it would have to turn the voltage round to its limit. Nor may what
 * limits leave be that of the new load at once: into 300 ohm there is nothing to limit, and the whole sine would burst
 * through the old one. Fade of the loads and fade of what is taken away multiply: twice the slope of either. */
static void
test_each_load_answers_for_its_own_current(void** const state)
{
	(void)state;
	static const float others_ohm[] = {32.0F, 300.0F};
	for (unsigned i = 0; i < 4; ++i) {
		const ZoutSettings plain   = amplifier(1.0F, 5.0F, 0.0F, 40.0F);
		const ZoutSettings load[2] = {into(plain, 8.0F), into(plain, others_ohm[i / 2U])};
		assert_true(loudest(&load[i % 2U], &load[1U - i % 2U]) <= 1.01); // edges of a clipped sine are steep
		const double way = fabs(peak_before(N_FRAMES) - peak_before(BEFORE));
		assert_true(way > 0.2); // worth the name
		for (uint32_t k = BEFORE; k + PERIOD / 2 <= N_FRAMES; k += PERIOD / 2) {
			const double step = fabs(peak_before(k + PERIOD / 2) - peak_before(k));
			assert_true(step <= 2.0 * way * (PERIOD / 2) / FADE);
		}
	}
}

/* An amplifier that limits the current gives way to one that limits the voltage: on a way between the two, neither
 * limit would be in the way of much. So each load keeps its amplifier's limits. */
static void
test_each_load_keeps_its_limits(void** const state)
{
	(void)state;
	const ZoutSettings by_current = into(amplifier(8.0F, 5.0F, 0.0F, 14.0F), 32.0F);
	const ZoutSettings by_voltage = into(amplifier(1.0F, 0.5F, 0.0F, 5000.0F), 32.0F);
	const ZoutSettings by_both    = into(amplifier(1.0F, 2.0F, 60.0F, 5000.0F), 32.0F);
	assert_true(loudest(&by_current, &by_voltage) <= 1.01); // as above
	assert_true(loudest(&by_voltage, &by_current) <= 1.01);
	assert_true(loudest(&by_current, &by_both) <= 1.01);
	assert_true(loudest(&by_both, &by_current) <= 1.01);
}

/* What is clipped 14 dB over stays so while the clip level begins to fall with the current, and falls no more */
static void
test_limits_go_on_where_they_begin_to_react(void** const state)
{
	(void)state;
	const ZoutSettings fixed = into(amplifier(120.0F, 0.36F, 0.0F, 5000.0F), 30.0F);
	const ZoutSettings falls = into(amplifier(120.0F, 0.36F, 5.0F, 5000.0F), 30.0F);
	assert_true(loudest(&fixed, &falls) <= 1.01); // as above
	assert_true(loudest(&falls, &fixed) <= 1.01);
}

/* A headphone that resonates at 60 Hz, where current lags and takes a tenth of a second to settle: a clip level that
 * begins to fall with it knows what it is at once. When the ramp has ended, what is left to tell it from one that fell
 * all along is what clipping has stored in the load before, -60 dB at most. Out of silence it was -48 dB. */
static void
test_limits_know_the_current_when_they_begin_to_react(void** const state)
{
	(void)state;
	enum { SETTLED = BEFORE + FADE + 128, WINDOW = FADE + FADE / 2 };
	static float always[N_FRAMES];
	ZoutSettings fixed   = into(amplifier(0.3F, 1.0F, 0.0F, 5000.0F), 79.0F);
	fixed.value[ZOUT_R1] = 221.0F;
	fixed.value[ZOUT_F1] = 60.0F;
	fixed.value[ZOUT_Q1] = 0.76F;
	ZoutSettings falls   = fixed;

	falls.value[ZOUT_CLIP_RESISTANCE] = 8.0F;
	double worst                      = 0.0;
	double peak                       = 0.0;
	for (unsigned phase = 0; phase < 6; ++phase) { // half a turn: the other half is alike
		const double phase_rad = 0.5 * phase;
		play_tone(60, phase_rad, &falls, &falls, NULL);
		memcpy(always, out[0][0], sizeof(always));
		play_tone(60, phase_rad, &fixed, &falls, NULL);
		for (unsigned i = SETTLED; i < SETTLED + WINDOW; ++i) {
			worst = fmax(worst, fabs((double)(out[0][0][i] - always[i])));
			peak  = fmax(peak, fabs((double)always[i]));
		}
	}
	printf("# a current that matters late: %.1f dB from one that did all along\n", 20.0 * log10(worst / peak));
	assert_true(worst <= 1.2e-3 * peak);
}

/* Chain B limits the current in a load of its own, and does not hear of a change of A's amplifier */
static void
test_the_other_chain_hears_nothing(void** const state)
{
	(void)state;
	static float       alone[2][N_FRAMES];
	const ZoutSettings first  = into(amplifier(1.0F, 5.0F, 0.0F, 40.0F), 8.0F);
	const ZoutSettings second = into(amplifier(10.0F, 2.0F, 3.0F, 200.0F), 8.0F);
	const ZoutSettings other  = into(amplifier(2.0F, 1.0F, 2.0F, 60.0F), 8.0F);
	play(&first, &first, &other);
	memcpy(alone, out[1], sizeof(alone));
	play(&first, &second, &other);
	assert_memory_equal(alone, out[1], sizeof(alone));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_new_load_does_not_inherit),
		cmocka_unit_test(test_each_load_answers_for_its_own_current),
		cmocka_unit_test(test_each_load_keeps_its_limits),
		cmocka_unit_test(test_limits_go_on_where_they_begin_to_react),
		cmocka_unit_test(test_limits_know_the_current_when_they_begin_to_react),
		cmocka_unit_test(test_the_other_chain_hears_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
