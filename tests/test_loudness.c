// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The running loudness against the Recommendation and against libebur128, an independent program. */

#include "abx/loudness.h"

#include "fuzz.h"
#include "probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/// What the specification of the plugin allows against libebur128
static const double tolerance_db = 0.05;

static const double pi = 3.14159265358979323846;

typedef struct {
	double   rate_hz;
	uint32_t frames;
	float*   left;
	float*   right;
} Programme;

static Programme
programme_new(const double rate_hz, const double length_s)
{
	const uint32_t  frames = (uint32_t)(rate_hz * length_s);
	const Programme self   = {rate_hz, frames, calloc(frames, sizeof(float)), calloc(frames, sizeof(float))};
	assert_non_null(self.left);
	assert_non_null(self.right);
	return self;
}

static void
programme_free(const Programme* const self)
{
	free(self->left);
	free(self->right);
}

static void
add_sine(const Programme* const self, const double f_hz, const double peak, const double from_s, const double to_s)
{
	for (uint32_t i = (uint32_t)(from_s * self->rate_hz); i < (uint32_t)(to_s * self->rate_hz); ++i) {
		self->left[i] += (float)(peak * sin(2.0 * pi * f_hz * i / self->rate_hz));
		self->right[i] = self->left[i];
	}
}

/// Like music: speech and noise that swell and fade over 50 dB, so that both gates have work
static void
fill_swelling(const Programme* const self, uint32_t seed)
{
	fuzz_speech(self->left, self->frames, 0.8, &seed);
	fuzz_noise(self->right, self->frames, 0.5, &seed);
	for (uint32_t i = 0; i < self->frames; ++i) {
		const double swell = pow(10.0, -1.25 * (1.0 - cos(2.0 * pi * i / self->rate_hz / 7.3)));
		self->left[i] *= (float)swell;
		self->right[i] *= (float)swell;
	}
}

/// Lets a meter listen to frames of a programme, of chain A that leaves it as it is, and of what chain B makes of it
static void
hear(ZoutLoudness* const    meter,
     const Programme* const in,
     const Programme* const b,
     const uint32_t         at,
     const uint32_t         n)
{
	const float* const from[]   = {in->left + at, in->right + at};
	const float* const chains[] = {from[0], from[1], b->left + at, b->right + at};
	zout_loudness_process(meter, from, chains, n);
}

static ZoutLoudnessLevels
compare(const Programme* const in, const Programme* const b)
{
	static ZoutLoudness meter;
	zout_loudness_init(&meter, in->rate_hz);
	hear(&meter, in, b, 0, in->frames);
	return zout_loudness_levels(&meter);
}

/// Where both chains leave the programme as it is, its loudness is theirs
static double
measure(const Programme* const self)
{
	const ZoutLoudnessLevels levels = compare(self, self);
	assert_memory_equal(&levels.chain_lufs[0], &levels.chain_lufs[1], sizeof(double));
	return levels.chain_lufs[0];
}

static double
measure_ebur128(const Programme* const self)
{
	ebur128_state* const meter = ebur128_init(2, (unsigned long)self->rate_hz, EBUR128_MODE_I);
	float* const         both  = calloc(2U * (size_t)self->frames, sizeof(float));
	double               lufs  = 0.0;
	assert_non_null(meter);
	assert_non_null(both);
	for (uint32_t i = 0; i < self->frames; ++i) {
		both[2U * i]      = self->left[i];
		both[2U * i + 1U] = self->right[i];
	}
	assert_int_equal(ebur128_add_frames_float(meter, both, self->frames), EBUR128_SUCCESS);
	assert_int_equal(ebur128_loudness_global(meter, &lufs), EBUR128_SUCCESS);
	ebur128_state* gone = meter;
	ebur128_destroy(&gone);
	free(both);
	return lufs;
}

static void
test_filters_are_those_of_the_recommendation(void** const state)
{
	(void)state;
	// BS.1770-4, Annex 1, Tables 1 and 2: 48 kHz
	static const double b[2][3] = {{1.53512485958697, -2.69169618940638, 1.19839281085285}, {1.0, -2.0, 1.0}};
	static const double a[2][3] = {
		{1.0, -1.69065929318241, 0.73248077421585}, {1.0, -1.99004745483398, 0.99007225036621}};
	ZoutLoudness meter;
	zout_loudness_init(&meter, 48e3);
	for (unsigned i = 0; i < 2; ++i) {
		for (unsigned k = 0; k < 3; ++k) {
			assert_true(fabs(meter.section[i].b[k] - b[i][k]) < 1e-13); // the digits that the tables have
			assert_true(fabs(meter.section[i].a[k] - a[i][k]) < 1e-13);
		}
	}
}

static void
test_reference_tone_reads_what_the_recommendation_says(void** const state)
{
	(void)state;
	// A 997 Hz sine of 0 dBFS in one channel: -3.01 LKFS; in both, 3.01 dB more
	for (unsigned i = 0; i < PROBE_N_RATES; ++i) {
		const Programme tone = programme_new(probe_rates_hz[i], 5.0);
		const double    bound_db =
            probe_rates_hz[i] == 48e3 ? 0.005 : tolerance_db; // where the table is; elsewhere warped
		add_sine(&tone, 997.0, 1.0, 0.0, 5.0);
		assert_true(fabs(measure(&tone)) < bound_db);
		memset(tone.right, 0, tone.frames * sizeof(float));
		assert_true(fabs(measure(&tone) + 3.01) < bound_db);
		programme_free(&tone);
	}
}

static void
test_gates_of_tech_3341(void** const state)
{
	(void)state;
	// EBU Tech 3341, minimum requirements, cases 3 to 5: 1 kHz in both channels, LUFS equal to dBFS; all read -23
	static const double cases[3][6][2] = {{{-36, 10}, {-23, 60}, {-36, 10}},
	                                      {{-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10}},
	                                      {{-26, 20}, {-20, 20.1}, {-26, 20}}};
	for (unsigned k = 0; k < 3; ++k) {
		const Programme tone = programme_new(48e3, 110.0);
		double          at_s = 0.0;
		Programme       part = tone;
		for (unsigned i = 0; i < 6 && cases[k][i][1] > 0.0; ++i) {
			const double to_s = at_s + cases[k][i][1];
			add_sine(&tone, 1000.0, pow(10.0, cases[k][i][0] / 20.0), at_s, to_s);
			at_s = to_s;
		}
		part.frames = (uint32_t)(at_s * tone.rate_hz);
		assert_true(fabs(measure(&part) + 23.0) < 0.1); // the tolerance of Tech 3341
		programme_free(&tone);
	}
}

static void
test_agrees_with_libebur128(void** const state)
{
	(void)state;
	static const double rates_hz[] = {8e3, 22050, 44.1e3, 48e3, 88.2e3, 96e3, 192e3};
	double              worst      = 0.0;
	for (uint32_t i = 0; i < 3U * sizeof(rates_hz) / sizeof(rates_hz[0]); ++i) {
		const Programme programme = programme_new(rates_hz[i / 3U], 20.0);
		fill_swelling(&programme, 1U + i);
		probe_at_most(&worst, fabs(measure(&programme) - measure_ebur128(&programme)), tolerance_db);
		programme_free(&programme);
	}
	probe_report("largest difference to libebur128", worst, "dB");
}

static void
test_any_split_gives_the_same_loudness(void** const state)
{
	(void)state;
	static ZoutLoudness meter;
	const Programme     programme = programme_new(44.1e3, 10.0);
	fill_swelling(&programme, 5);
	const double expected = measure(&programme);
	uint32_t     seed     = 1;
	zout_loudness_init(&meter, programme.rate_hz);
	hear(&meter, &programme, &programme, 0, 1000);
	zout_loudness_reset(&meter);
	for (uint32_t done = 0; done < programme.frames;) {
		const uint32_t wanted = (uint32_t)(fuzz_uniform(&seed) * 700.0);
		const uint32_t left   = programme.frames - done;
		const uint32_t n      = wanted < left ? wanted : left;
		hear(&meter, &programme, &programme, done, n);
		done += n;
	}
	const ZoutLoudnessLevels levels = zout_loudness_levels(&meter);
	assert_memory_equal(&expected, &levels.chain_lufs[0], sizeof(double));
	programme_free(&programme);
}

static void
test_silence_and_bad_samples_have_no_loudness(void** const state)
{
	(void)state;
	static ZoutLoudness meter;
	const Programme     programme = programme_new(48e3, 2.0);
	assert_true(isinf(measure(&programme)) && measure(&programme) < 0.0);
	for (uint32_t i = 0; i < programme.frames; ++i) {
		programme.left[i]  = i % 3U ? NAN : INFINITY;
		programme.right[i] = i % 3U ? 3e38F : -INFINITY;
	}
	assert_true(isinf(measure(&programme)) && measure(&programme) < 0.0);

	// What comes after them is measured as if they had been silence
	zout_loudness_init(&meter, 48e3);
	hear(&meter, &programme, &programme, 0, programme.frames);
	memset(programme.left, 0, programme.frames * sizeof(float));
	add_sine(&programme, 997.0, 0.1, 0.0, 2.0);
	hear(&meter, &programme, &programme, 0, programme.frames);
	assert_true(zout_loudness_blocks(&meter) > 0);
	assert_true(isfinite(zout_loudness_levels(&meter).chain_lufs[0]));
	programme_free(&programme);
}

static void
test_blocks_count_tenths_of_a_second(void** const state)
{
	(void)state;
	static ZoutLoudness meter;
	const Programme     programme = programme_new(48e3, 3.0);
	add_sine(&programme, 997.0, 0.1, 0.0, 3.0);
	zout_loudness_init(&meter, 48e3);
	hear(&meter, &programme, &programme, 0, 19199);
	assert_int_equal(zout_loudness_blocks(&meter), 0);
	hear(&meter, &programme, &programme, 19199, programme.frames - 19199);
	assert_int_equal(zout_loudness_blocks(&meter), 27); // 3 s are 30 steps, the first block takes four
	programme_free(&programme);
}

/// Both sides of a programme times a gain, left and right
static Programme
times(const Programme* const self, const double gain_lin)
{
	const Programme result = programme_new(self->rate_hz, self->frames / self->rate_hz);
	for (uint32_t i = 0; i < self->frames; ++i) {
		result.left[i]  = (float)(gain_lin * (double)self->left[i]);
		result.right[i] = (float)(gain_lin * (double)self->right[i]);
	}
	return result;
}

static void
test_both_chains_are_compared_on_the_same_blocks(void** const state)
{
	(void)state;
	// 3 s loud, then 3 s soft, of which B makes 3 dB more. Somewhere among these levels the soft part falls out: in
	// both chains at once, so that B is as much louder as it has more energy, or no louder
	for (double soft_db = -29.0; soft_db >= -34.0; soft_db -= 0.25) {
		const Programme a    = programme_new(48e3, 6.0);
		const Programme b    = programme_new(48e3, 6.0);
		const double    soft = pow(10.0, soft_db / 20.0);
		add_sine(&a, 1000.0, 0.1, 0.0, 3.0);
		add_sine(&b, 1000.0, 0.1, 0.0, 3.0);
		add_sine(&a, 1000.0, soft, 3.0, 6.0);
		add_sine(&b, 1000.0, soft * pow(10.0, 3.0 / 20.0), 3.0, 6.0);
		const ZoutLoudnessLevels levels = compare(&a, &b);
		const double             ratio  = soft * soft / 0.01;
		const double all_db = 10.0 * log10((1.0 + ratio * pow(10.0, 0.3)) / (1.0 + ratio)); // Both parts are as long
		assert_true(levels.chain_lufs[1] - levels.chain_lufs[0] > -1e-3);
		assert_true(levels.chain_lufs[1] - levels.chain_lufs[0] < all_db + 0.01); // Some blocks are partly soft
		programme_free(&a);
		programme_free(&b);
	}
}

static void
test_volume_of_both_chains_chooses_no_blocks(void** const state)
{
	(void)state;
	const Programme programme = programme_new(48e3, 20.0);
	fill_swelling(&programme, 3);
	const double expected = measure(&programme);
	double       worst    = 0.0;
	for (double volume_db = 20.0; volume_db >= -80.0; volume_db -= 20.0) {
		static ZoutLoudness meter;
		const Programme     heard    = times(&programme, pow(10.0, volume_db / 20.0));
		const float* const  from[]   = {programme.left, programme.right};
		const float* const  chains[] = {heard.left, heard.right, heard.left, heard.right};
		zout_loudness_init(&meter, programme.rate_hz);
		zout_loudness_process(&meter, from, chains, programme.frames);
		const double found = zout_loudness_levels(&meter).chain_lufs[1];
		probe_at_most(&worst, fabs(found - volume_db - expected), 0.001);
		programme_free(&heard);
	}
	probe_report("largest error at another volume", worst, "dB");
	programme_free(&programme);
}

static void
test_sides_add_up_to_their_chain(void** const state)
{
	(void)state;
	const Programme a = programme_new(48e3, 5.0);
	const Programme b = programme_new(48e3, 5.0);
	add_sine(&a, 997.0, 0.1, 0.0, 5.0);
	add_sine(&b, 997.0, 0.1, 0.0, 5.0);
	memset(b.left, 0, b.frames * sizeof(float));
	const ZoutLoudnessLevels levels = compare(&a, &b);
	assert_true(fabs(levels.chain_lufs[0] + 20.0) < 0.01);
	assert_true(fabs(levels.side_lufs[0][0] + 23.01) < 0.01);
	assert_true(fabs(levels.side_lufs[0][1] + 23.01) < 0.01);
	assert_true(fabs(levels.chain_lufs[1] + 23.01) < 0.01);
	assert_true(isinf(levels.side_lufs[1][0]) && levels.side_lufs[1][0] < 0.0);
	assert_true(fabs(levels.side_lufs[1][1] + 23.01) < 0.01);
	programme_free(&a);
	programme_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filters_are_those_of_the_recommendation),
		cmocka_unit_test(test_reference_tone_reads_what_the_recommendation_says),
		cmocka_unit_test(test_gates_of_tech_3341),
		cmocka_unit_test(test_agrees_with_libebur128),
		cmocka_unit_test(test_any_split_gives_the_same_loudness),
		cmocka_unit_test(test_silence_and_bad_samples_have_no_loudness),
		cmocka_unit_test(test_blocks_count_tenths_of_a_second),
		cmocka_unit_test(test_both_chains_are_compared_on_the_same_blocks),
		cmocka_unit_test(test_volume_of_both_chains_chooses_no_blocks),
		cmocka_unit_test(test_sides_add_up_to_their_chain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
