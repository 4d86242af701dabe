// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A change of the load while audio runs: when it happens, and that nothing else happens before it. */

#include "dsp/zout.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum {
	RATE_HZ  = 48000,
	N_FRAMES = 24000,
	BEFORE   = 4800, ///< Frames until the change
	PERIOD   = 48,   ///< Of a sine of 1 kHz
};

static float out[2][N_FRAMES];

static ZoutSettings
heavy_load(const float volts_mode)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_SOURCE_LEVEL]     = 2.0F;
	settings.value[ZOUT_OUTPUT_LEVEL]     = 1.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
	settings.value[ZOUT_RESISTANCE]       = 30.0F;
	settings.value[ZOUT_OUTPUT_MODE]      = volts_mode;
	return settings;
}

/// What stands in `out`, with a change of settings after BEFORE frames, in blocks of `block`
static void
play_through(const ZoutSettings* const first, const ZoutSettings* const second, const uint32_t block)
{
	ZoutModel* model = NULL;
	assert_int_equal(zout_model_new(RATE_HZ, 1, &model), ZOUT_SUCCESS);
	zout_model_set(model, 0, first);
	zout_model_reset(model);
	for (uint32_t done = 0; done < N_FRAMES;) {
		if (done == BEFORE) {
			zout_model_set(model, 0, second);
		}
		const uint32_t     end     = done < BEFORE ? BEFORE : N_FRAMES;
		const uint32_t     n       = end - done < block ? end - done : block;
		const float* const from[2] = {out[0] + done, out[1] + done};
		float* const       to[2]   = {out[0] + done, out[1] + done};
		zout_model_process(model, from, to, n);
		done += n;
	}
	zout_model_free(model);
}

/// A sine of -20 dBFS, likewise
static void
play_change(const ZoutSettings* const first, const ZoutSettings* const second, const uint32_t block)
{
	for (uint32_t i = 0; i < N_FRAMES; ++i) {
		out[0][i] = out[1][i] = (float)(0.1 * sin(6.283185307179586 * (double)(i % PERIOD) / PERIOD));
	}
	play_through(first, second, block);
}

/// Peak of the period that ends at frame `end`
static double
peak_before(const uint32_t end)
{
	double peak = 0.0;
	for (uint32_t i = end - PERIOD; i < end; ++i) {
		peak = fmax(peak, fabs((double)out[0][i]));
	}
	return peak;
}

/* From Matched to Volts the scale of the load falls by 14 dB, to 30 / (30 + 120), and the gain behind it rises by 6 dB,
 * 2 V to 1 V: one without the other would be louder, or softer, than both ends. */
static void
test_mode_and_load_move_as_one(void** const state)
{
	(void)state;
	for (unsigned way = 0; way < 2; ++way) {
		const ZoutSettings first  = heavy_load(way ? 1.0F : 0.0F);
		const ZoutSettings second = heavy_load(way ? 0.0F : 1.0F);
		play_change(&first, &second, 64);
		const double start = peak_before(BEFORE);
		const double end   = peak_before(N_FRAMES);
		assert_true(fabs(log2(start / end)) > 1.0); // two ends worth the name
		for (uint32_t i = BEFORE; i <= N_FRAMES; i += PERIOD / 2) {
			// Room for the ring of a filter that starts silent, far less than the 6 dB of one moving alone
			assert_true(peak_before(i) <= 1.05 * fmax(start, end));
			assert_true(peak_before(i) >= 0.95 * fmin(start, end));
		}
	}
}

/* Where the scale falls as far as the gain behind it rises, by up to 36 dB here, what is heard is equally loud before
 * and after; no part of the way may be louder, also where the gain of the amplifier moves with the mode. */
static void
test_modes_far_apart_are_not_louder_between(void** const state)
{
	(void)state;
	static const float ohms[]     = {60.0F, 300.0F, 500.0F};
	static const float gains_db[] = {9.5F, 20.8F, 30.0F};
	for (unsigned i = 0; i < 6; ++i) {
		ZoutSettings from                 = heavy_load(i % 2U ? 1.0F : 0.0F);
		from.value[ZOUT_OUTPUT_LEVEL]     = 2.0F;
		from.value[ZOUT_OUTPUT_IMPEDANCE] = ohms[i / 2U];
		from.value[ZOUT_GAIN]             = gains_db[i / 2U];
		ZoutSettings to                   = from;
		to.value[ZOUT_OUTPUT_MODE]        = i % 2U ? 0.0F : 1.0F;
		play_change(&from, &to, 64);
		const double most = fmax(peak_before(BEFORE), peak_before(N_FRAMES));
		for (uint32_t k = BEFORE; k <= N_FRAMES; k += PERIOD / 2) {
			assert_true(peak_before(k) <= 1.05 * most); // as above
		}
	}
}

static uint32_t
first_difference(const float* const a, const float* const b)
{
	uint32_t i = 0;
	while (i < N_FRAMES && !memcmp(&a[i], &b[i], sizeof(float))) {
		++i;
	}
	return i;
}

/* Design and fade belong to frames, not to calls. */
static void
test_blocks_do_not_matter(void** const state)
{
	(void)state;
	static const uint32_t blocks[] = {1, 7, 64, 100, 1000, N_FRAMES};
	static float          expected[N_FRAMES];
	const ZoutSettings    first  = heavy_load(1.0F);
	ZoutSettings          second = first;
	second.value[ZOUT_R1]        = 200.0F;
	play_change(&first, &second, 256);
	memcpy(expected, out[0], sizeof(expected));
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); ++i) {
		play_change(&first, &second, blocks[i]);
		assert_int_equal(first_difference(out[0], expected), N_FRAMES);
	}
}

/* The interface promises a few thousand frames; a volume moved at the same time does not wait for them. */
static void
test_volume_does_not_wait(void** const state)
{
	(void)state;
	static float       expected[N_FRAMES];
	const ZoutSettings first  = heavy_load(1.0F);
	ZoutSettings       second = first;
	play_change(&first, &second, 64);
	memcpy(expected, out[0], sizeof(expected));

	second.value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
	play_change(&first, &second, 64);
	const uint32_t designed = first_difference(out[0], expected);
	assert_true(designed > BEFORE + 1000 && designed < BEFORE + 8000);

	second.value[ZOUT_VOLUME] = -20.0F;
	play_change(&first, &second, 64);
	assert_in_range(first_difference(out[0], expected), BEFORE, BEFORE + 100); // latency and the first ramped frame
}

/* A constant of -6 dBFS, and two loads of equal resistance: what the new filter does of itself is all that moves. Its
 * resonance turns at 100 Hz and stands for a tenth of the voltage at most, so that its second difference is below
 * 0.5 * 0.1 * (2 pi 100 / 48000)^2 = 9e-6; anything that rings near the Nyquist frequency shows four times its
 * amplitude. */
static void
test_a_new_load_does_not_ring(void** const state)
{
	(void)state;
	ZoutSettings first                 = heavy_load(1.0F);
	first.value[ZOUT_OUTPUT_IMPEDANCE] = 50.0F;
	first.value[ZOUT_RESISTANCE]       = 300.0F;
	ZoutSettings second                = first;
	second.value[ZOUT_F1]              = 100.0F;
	second.value[ZOUT_R1]              = 200.0F;
	second.value[ZOUT_INDUCTANCE]      = 1.0F;
	for (uint32_t i = 0; i < N_FRAMES; ++i) {
		out[0][i] = out[1][i] = 0.5F;
	}
	play_through(&first, &second, 64);
	double bend = 0.0;
	for (uint32_t i = BEFORE; i < N_FRAMES; ++i) {
		bend = fmax(bend, fabs((double)out[0][i] - 2.0 * (double)out[0][i - 1U] + (double)out[0][i - 2U]));
	}
	printf("# constant through a new load: second difference at most %.2g\n", bend);
	assert_true(bend < 9e-6);
}

/* What rests is not asked again until it is set: a setting that moves after some rest must be heard all the same */
static void
test_what_rested_moves(void** const state)
{
	(void)state;
	static const struct {
		ZoutParam param;
		float     value;
	} moved[] = {{ZOUT_H2, -40.0F},
	             {ZOUT_CURRENT_H2, -40.0F},
	             {ZOUT_NOISE, 500.0F},
	             {ZOUT_HUM, 500.0F},
	             {ZOUT_CLIP_RESISTANCE, 10.0F}};
	static float left_alone[N_FRAMES];
	ZoutSettings first            = heavy_load(0.0F);
	first.value[ZOUT_MAX_VOLTAGE] = 1.0F;
	for (unsigned k = 0; k < sizeof(moved) / sizeof(moved[0]); ++k) {
		for (unsigned second = 0; second < 2; ++second) {
			ZoutSettings settings = first;
			if (second) {
				settings.value[moved[k].param] = moved[k].value;
			}
			for (uint32_t i = 0; i < N_FRAMES; ++i) {
				out[0][i] = out[1][i] = (float)(0.9 * sin(6.283185307179586 * i / PERIOD));
			}
			play_through(&first, &settings, 64);
			if (!second) {
				memcpy(left_alone, out[0], sizeof(left_alone));
			}
		}
		double most = 0.0;
		for (uint32_t i = N_FRAMES / 2; i < N_FRAMES; ++i) {
			most = fmax(most, fabs((double)out[0][i] - (double)left_alone[i]));
		}
		assert_true(most > 1e-5); // each of them makes some 1e-4 of full scale and more
	}
}

/* From 40 mA behind 120 ohm to 560 mA behind 1 ohm: 3.6 V of sine drive 28 mA through 8 ohm before and 400 mA after, so
 * neither of the amplifiers limits. Half way from one load to the other there are 214 mA, more than the 150 mA that a
 * limit would have reached that goes the same way in equal ratios. */
static void
test_a_limit_that_moves_away_is_not_in_the_way(void** const state)
{
	(void)state;
	static float unlimited[N_FRAMES];
	double       most = 0.0;
	for (unsigned limits = 0; limits < 2; ++limits) {
		ZoutSettings first                  = heavy_load(1.0F);
		first.value[ZOUT_RESISTANCE]        = 8.0F;
		first.value[ZOUT_MAX_VOLTAGE]       = 50.0F;
		first.value[ZOUT_MAX_CURRENT]       = limits ? 40.0F : 5000.0F;
		ZoutSettings second                 = first;
		second.value[ZOUT_OUTPUT_IMPEDANCE] = 1.0F;
		second.value[ZOUT_MAX_CURRENT]      = limits ? 560.0F : 5000.0F;
		for (uint32_t i = 0; i < N_FRAMES; ++i) {
			out[0][i] = out[1][i] = (float)(3.6 / 2.0 * sin(6.283185307179586 * i / PERIOD));
		}
		play_through(&first, &second, 64);
		if (!limits) {
			memcpy(unlimited, out[0], sizeof(unlimited));
		}
	}
	for (uint32_t i = 0; i < N_FRAMES; ++i) {
		most = fmax(most, fabs((double)out[0][i] - (double)unlimited[i]));
	}
	printf("# limited and not limited differ by at most %.2g of full scale\n", most);
	assert_true(most == 0.0); // below its limits the model is linear, to the bit
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mode_and_load_move_as_one),
		cmocka_unit_test(test_modes_far_apart_are_not_louder_between),
		cmocka_unit_test(test_blocks_do_not_matter),
		cmocka_unit_test(test_volume_does_not_wait),
		cmocka_unit_test(test_a_new_load_does_not_ring),
		cmocka_unit_test(test_what_rested_moves),
		cmocka_unit_test(test_a_limit_that_moves_away_is_not_in_the_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
