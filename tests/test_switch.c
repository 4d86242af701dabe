// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The switch between two chains: what a listener hears of it says nothing about the choice. */

#include "abx/switch.h"

#include "fuzz.h"
#include "probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

enum {
	RATE_HZ     = 48000,
	FADE_FRAMES = 960,  // 20 ms
	GAP_FRAMES  = 1440, // 30 ms
	DUCK_FRAMES = FADE_FRAMES + GAP_FRAMES + FADE_FRAMES,
	N_FRAMES    = 32768,
};

static float in[ZOUT_SWITCH_INPUTS][N_FRAMES];
static float out[2][N_FRAMES];
static float reference[2][N_FRAMES];

typedef struct {
	uint32_t frame;
	unsigned chain;
} Press;

static void
process(ZoutSwitch* const self, const uint32_t start, const uint32_t frames)
{
	const float* const from[] = {in[0] + start, in[1] + start, in[2] + start, in[3] + start};
	float* const       to[]   = {out[0] + start, out[1] + start};
	zout_switch_process(self, from, to, frames);
}

/// A switch at rest, a chain heard
static ZoutSwitch
resting(const unsigned chain)
{
	ZoutSwitch self;
	zout_switch_init(&self, RATE_HZ);
	zout_switch_press(&self, chain);
	process(&self, 0, GAP_FRAMES + FADE_FRAMES + 1);
	assert_int_equal(zout_switch_phase(&self), ZOUT_SWITCH_REST);
	return self;
}

/// A signal by which each input and frame can be told
static void
fill_inputs(void)
{
	uint32_t seed = 11;
	for (unsigned i = 0; i < ZOUT_SWITCH_INPUTS; ++i) {
		fuzz_noise(in[i], N_FRAMES, 0.9, &seed);
	}
}

/// Each chain a constant: what comes out is the envelope
static void
fill_constants(const float a, const float b)
{
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		in[0][i] = in[1][i] = a;
		in[2][i] = in[3][i] = b;
	}
}

static void
render(const uint32_t block, const Press* const presses)
{
	uint32_t     seed = 1U + block;
	ZoutSwitch   self;
	const Press* press = presses;
	zout_switch_init(&self, RATE_HZ);
	zout_switch_set_gains(&self, 0.5F, 0.7F);
	for (uint32_t done = 0; done < N_FRAMES;) {
		while (press->frame == done) {
			zout_switch_press(&self, (press++)->chain);
		}
		const uint32_t wanted = block ? block : (uint32_t)(fuzz_uniform(&seed) * 900.0);
		const uint32_t left   = (press->frame < N_FRAMES ? press->frame : N_FRAMES) - done;
		const uint32_t n      = wanted < left ? wanted : left;
		process(&self, done, n);
		done += n;
	}
}

static void
test_any_split_gives_the_same_bits(void** const state)
{
	(void)state;
	static const Press    presses[] = {{0, 1},
	                                   {5000, 0},
	                                   {5100, 1},
	                                   {6500, 0},
	                                   {8000, 1},
	                                   {12000, 1},
	                                   {15000, 0},
	                                   {18100, 1},
	                                   {18100, 0},
	                                   {22000, 0},
	                                   {22960, 1},
	                                   {24400, 0},
	                                   {28000, 1},
	                                   {UINT32_MAX, 0}};
	static const uint32_t blocks[]  = {1, 7, 64, 480, 960, 1440, 4096, 0};
	fill_inputs();
	render(N_FRAMES, presses);
	memcpy(reference, out, sizeof(out));
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); ++i) {
		memset(out, 0, sizeof(out));
		render(blocks[i], presses);
		assert_memory_equal(out, reference, sizeof(out));
	}
}

/// The envelope of a press of `to` while `from` is heard; B is 12 dB softer and matched, exactly in binary
static void
duck(const unsigned from, const unsigned to, float* const envelope)
{
	ZoutSwitch self;
	fill_constants(1.0F, 0.25F);
	zout_switch_init(&self, RATE_HZ);
	zout_switch_set_gains(&self, 1.0F, 4.0F);
	zout_switch_press(&self, from);
	process(&self, 0, 2 * DUCK_FRAMES);
	zout_switch_press(&self, to);
	process(&self, 0, 2 * DUCK_FRAMES);
	memcpy(envelope, out[0], 2 * DUCK_FRAMES * sizeof(float));
}

static void
test_envelope_is_the_same_for_every_transition(void** const state)
{
	(void)state;
	static float first[2 * DUCK_FRAMES];
	static float other[2 * DUCK_FRAMES];
	double       worst = 0.0;
	duck(0, 0, first);
	for (unsigned i = 1; i < 4; ++i) {
		duck(i / 2U, i % 2U, other);
		for (unsigned k = 0; k < 2 * DUCK_FRAMES; ++k) {
			worst = fmax(worst, fabs((double)(other[k] - first[k])));
		}
	}
	probe_report("largest difference of two envelopes", probe_db(worst), "dB");
	assert_true(worst == 0.0); // -100 dB are asked for, but there is no reason for any difference
}

static void
test_envelope_is_a_raised_cosine_around_a_gap(void** const state)
{
	(void)state;
	static float envelope[2 * DUCK_FRAMES];
	double       worst = 0.0;
	duck(0, 1, envelope);
	for (unsigned k = 0; k < 2 * DUCK_FRAMES; ++k) {
		const double pi   = acos(-1.0);
		const double down = 0.5 + 0.5 * cos(pi * k / FADE_FRAMES);
		const double up   = 0.5 - 0.5 * cos(pi * ((double)k - FADE_FRAMES - GAP_FRAMES) / FADE_FRAMES);
		const double wanted =
			k < FADE_FRAMES ? down : (k < FADE_FRAMES + GAP_FRAMES ? 0.0 : (k < DUCK_FRAMES ? up : 1.0));
		worst = fmax(worst, fabs((double)envelope[k] - wanted));
	}
	assert_true(worst < 1e-7); // rounding to float
}

static void
test_press_while_ducking_decides_and_does_not_lengthen(void** const state)
{
	(void)state;
	static const uint32_t times[] = {1, FADE_FRAMES / 2, FADE_FRAMES, FADE_FRAMES + 1, FADE_FRAMES + GAP_FRAMES - 1};
	for (unsigned i = 0; i < sizeof(times) / sizeof(times[0]); ++i) {
		fill_constants(1.0F, 0.5F);
		ZoutSwitch self = resting(0);
		zout_switch_press(&self, 0);
		process(&self, 0, times[i]);
		zout_switch_press(&self, 1);
		process(&self, times[i], DUCK_FRAMES - times[i]);
		process(&self, DUCK_FRAMES, 1);
		assert_float_equal(out[0][DUCK_FRAMES], 0.5F, 0.0);
		assert_float_equal(out[0][FADE_FRAMES], 0.0F, 0.0);
		assert_float_equal(out[0][FADE_FRAMES + GAP_FRAMES], 0.0F, 0.0);
		assert_true(out[0][FADE_FRAMES + GAP_FRAMES + 1] > 0.0F);
	}
}

static void
test_press_while_fading_in_turns_round(void** const state)
{
	(void)state;
	fill_constants(1.0F, 1.0F);
	ZoutSwitch     self  = resting(1);
	const uint32_t turn  = FADE_FRAMES + GAP_FRAMES + 300;
	float          worst = 0.0F;
	zout_switch_press(&self, 1);
	process(&self, 0, turn);
	zout_switch_press(&self, 0);
	process(&self, turn, 2 * DUCK_FRAMES);
	for (uint32_t i = 1; i < turn + 300; ++i) {
		worst = fmaxf(worst, fabsf(out[0][i] - out[0][i - 1]));
	}
	// No step: the steepest slope of the cosine, and rounding to float
	assert_true((double)worst < acos(-1.0) / 2.0 / FADE_FRAMES + 1e-7);
	assert_true(out[0][turn + 300] == 0.0F && out[0][turn + 300 + GAP_FRAMES] == 0.0F);
	assert_true(out[0][turn + 300 + GAP_FRAMES + 1] > 0.0F);
}

static void
test_starts_silent_and_mutes(void** const state)
{
	(void)state;
	fill_constants(1.0F, 1.0F);
	ZoutSwitch self;
	zout_switch_init(&self, RATE_HZ);
	process(&self, 0, N_FRAMES);
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		assert_true(out[0][i] == 0.0F && out[1][i] == 0.0F);
	}

	self = resting(0);
	zout_switch_mute(&self);
	assert_int_equal(zout_switch_frames_to_silence(&self), FADE_FRAMES);
	process(&self, 0, N_FRAMES);
	assert_true(out[0][FADE_FRAMES - 1] > 0.0F && out[0][FADE_FRAMES] == 0.0F && out[0][N_FRAMES - 1] == 0.0F);
	assert_int_equal(zout_switch_phase(&self), ZOUT_SWITCH_MUTED);

	self = resting(0);
	zout_switch_mute(&self);
	process(&self, 0, 100);
	zout_switch_press(&self, 0); // calls it off
	process(&self, 0, N_FRAMES);
	assert_true(out[0][N_FRAMES - 1] == 1.0F);

	zout_switch_interrupt(&self); // silent at once, and back without a step
	process(&self, 0, N_FRAMES);
	for (unsigned i = 0; i < GAP_FRAMES; ++i) {
		assert_true(out[0][i] == 0.0F);
	}
	for (unsigned i = 1; i < N_FRAMES; ++i) {
		assert_true(fabsf(out[0][i] - out[0][i - 1]) < 2.0F / FADE_FRAMES);
	}
	assert_true(out[0][N_FRAMES - 1] == 1.0F);

	zout_switch_mute(&self); // on the way to silence it stays silent
	process(&self, 0, 100);
	zout_switch_interrupt(&self);
	process(&self, 0, N_FRAMES);
	assert_true(out[0][0] == 0.0F && out[0][N_FRAMES - 1] == 0.0F);
	zout_switch_interrupt(&self);
	assert_int_equal(zout_switch_phase(&self), ZOUT_SWITCH_MUTED);

	zout_switch_jump(&self);
	process(&self, 0, 1);
	assert_true(out[0][0] == 1.0F);
}

static void
test_gains_are_taken_in_the_gap(void** const state)
{
	(void)state;
	fill_constants(1.0F, 1.0F);
	ZoutSwitch self = resting(0);
	zout_switch_set_gains(&self, 0.5F, 0.25F);
	process(&self, 0, 100);
	assert_true(out[0][0] == 1.0F && out[0][99] == 1.0F);
	zout_switch_press(&self, 0);
	process(&self, 0, N_FRAMES);
	assert_true(out[0][0] == 1.0F && out[0][N_FRAMES - 1] == 0.5F);
	zout_switch_press(&self, 1);
	process(&self, 0, N_FRAMES);
	assert_true(out[0][N_FRAMES - 1] == 0.25F);
}

static void
test_chain_that_is_not_heard_leaves_no_trace(void** const state)
{
	(void)state;
	for (unsigned chain = 0; chain < 2; ++chain) {
		fill_inputs();
		for (unsigned i = 0; i < N_FRAMES; ++i) {
			in[2U * (1U - chain)][i] = i % 2U ? NAN : INFINITY;
			in[3U - 2U * chain][i]   = -INFINITY;
		}
		ZoutSwitch self = resting(chain);
		process(&self, 0, N_FRAMES);
		assert_memory_equal(out[0], in[2U * chain], sizeof(out[0]));
		assert_memory_equal(out[1], in[2U * chain + 1U], sizeof(out[1]));
	}
}

static void
test_outputs_may_be_any_inputs(void** const state)
{
	(void)state;
	static float copy[ZOUT_SWITCH_INPUTS][N_FRAMES];
	fill_inputs();
	memcpy(copy, in, sizeof(copy));
	const ZoutSwitch start = resting(1);
	ZoutSwitch       self  = start;
	zout_switch_press(&self, 0);
	process(&self, 0, N_FRAMES);
	memcpy(reference, out, sizeof(out));
	for (unsigned i = 0; i < 16; ++i) {
		const unsigned left  = i / 4U;
		const unsigned right = i % 4U;
		if (left == right) {
			continue;
		}
		memcpy(in, copy, sizeof(copy));
		self = start;
		zout_switch_press(&self, 0);
		const float* const from[] = {in[0], in[1], in[2], in[3]};
		float* const       to[]   = {in[left], in[right]};
		zout_switch_process(&self, from, to, N_FRAMES);
		assert_memory_equal(in[left], reference[0], sizeof(reference[0]));
		assert_memory_equal(in[right], reference[1], sizeof(reference[1]));
	}
}

static void
test_frames_to_silence_lead_to_silence(void** const state)
{
	(void)state;
	fill_constants(1.0F, 1.0F);
	ZoutSwitch self = resting(0);
	assert_int_equal(zout_switch_frames_to_silence(&self), UINT32_MAX);
	zout_switch_press(&self, 1);
	process(&self, 0, 123);
	const uint32_t ahead = zout_switch_frames_to_silence(&self);
	process(&self, 0, ahead + 1);
	assert_true(out[0][ahead - 1] > 0.0F && out[0][ahead] == 0.0F);
	assert_int_equal(zout_switch_frames_to_silence(&self), 0);
	process(&self, 0, GAP_FRAMES);
	assert_int_equal(zout_switch_frames_to_silence(&self), UINT32_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_split_gives_the_same_bits),
		cmocka_unit_test(test_envelope_is_the_same_for_every_transition),
		cmocka_unit_test(test_envelope_is_a_raised_cosine_around_a_gap),
		cmocka_unit_test(test_press_while_ducking_decides_and_does_not_lengthen),
		cmocka_unit_test(test_press_while_fading_in_turns_round),
		cmocka_unit_test(test_starts_silent_and_mutes),
		cmocka_unit_test(test_gains_are_taken_in_the_gap),
		cmocka_unit_test(test_chain_that_is_not_heard_leaves_no_trace),
		cmocka_unit_test(test_outputs_may_be_any_inputs),
		cmocka_unit_test(test_frames_to_silence_lead_to_silence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
