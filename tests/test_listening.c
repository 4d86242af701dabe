// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a listener hears in a blind test: loops without clicks, jumps in silence, one cap for both chains. */

#include "abx/listening.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum {
	RATE_HZ = 48000,
	FRAMES  = 2 * RATE_HZ, // Of the track
	SEAM    = RATE_HZ * ZOUT_SEAM_MS / 1000 + 1,
	FADE    = RATE_HZ * 20 / 1000, // Of the switch
	GAP     = RATE_HZ * 30 / 1000,
	BLOCK   = 1000, // Not a multiple of anything in there
};

static float track[2][FRAMES];

/// A ramp: each sample says which frame of the track it is
static void
make_ramp(void)
{
	for (unsigned i = 0; i < FRAMES; ++i) {
		track[0][i] = (float)i / FRAMES;
		track[1][i] = -(float)i / FRAMES;
	}
}

static void
test_transport_loops_and_fades_at_the_seam(void** const state)
{
	(void)state;
	static float  out[2][3 * FRAMES];
	ZoutTransport transport;
	make_ramp();
	zout_transport_init(&transport, track[0], track[1], FRAMES, RATE_HZ);
	zout_transport_loop(&transport, 10000, 40000);
	zout_transport_play(&transport, true);
	for (unsigned done = 0; done < 3 * FRAMES; done += BLOCK) {
		float* const to[2] = {out[0] + done, out[1] + done};
		zout_transport_read(&transport, to, BLOCK);
	}
	const unsigned length = 30000;
	float          step   = 0.0F;
	for (unsigned i = SEAM + 1; i < 3 * FRAMES; ++i) {
		const unsigned in_loop = i % length;
		step                   = fmaxf(step, fabsf(out[0][i] - out[0][i - 1]));
		if (in_loop >= SEAM && in_loop < length - SEAM) {
			assert_true(out[0][i] == track[0][10000 + in_loop]);
			assert_true(out[1][i] == track[1][10000 + in_loop]);
		}
	}
	// A fade of the loudest sample in the loop over the seam, and the ramp's own rise
	assert_true(step <= track[0][40000] / (SEAM - 1) + 1.0F / FRAMES);
	assert_true(out[0][length - 1] == 0.0F);
}

static void
test_transport_keeps_loops_within_reason(void** const state)
{
	(void)state;
	ZoutTransport transport;
	float         block[2][16];
	float* const  out[2] = {block[0], block[1]};
	zout_transport_init(&transport, track[0], track[1], FRAMES, RATE_HZ);
	zout_transport_loop(&transport, 500, 501);
	assert_int_equal(500, transport.start);
	assert_true(transport.end - transport.start >= (uint64_t)RATE_HZ * ZOUT_LOOP_MIN_MS / 1000);
	zout_transport_loop(&transport, UINT64_MAX, UINT64_MAX);
	assert_int_equal(FRAMES, transport.end);
	assert_true(transport.end - transport.start >= (uint64_t)RATE_HZ * ZOUT_LOOP_MIN_MS / 1000);
	zout_transport_loop(&transport, 0, UINT64_MAX);
	assert_int_equal(FRAMES, transport.end);
	zout_transport_jump(&transport, UINT64_MAX, 0);
	assert_int_equal(FRAMES - 1, transport.position);

	// Standing still, and waiting before it plays
	zout_transport_jump(&transport, 1000, 10);
	zout_transport_read(&transport, out, 16);
	assert_int_equal(1000, transport.position);
	zout_transport_play(&transport, true);
	zout_transport_read(&transport, out, 16);
	assert_int_equal(1006, transport.position);
	assert_true(block[0][9] == 0.0F);
	assert_true(block[0][10] == track[0][1000]);
}

static void
test_transport_does_not_depend_on_blocks(void** const state)
{
	(void)state;
	static float   out[2][2][60000];
	const unsigned sizes[2] = {60000, 7};
	for (unsigned pass = 0; pass < 2; ++pass) {
		ZoutTransport transport;
		zout_transport_init(&transport, track[0], track[1], FRAMES, RATE_HZ);
		zout_transport_loop(&transport, 0, 25000);
		zout_transport_jump(&transport, 100, 333);
		zout_transport_play(&transport, true);
		for (unsigned done = 0; done < 60000;) {
			const unsigned n     = 60000 - done < sizes[pass] ? 60000 - done : sizes[pass];
			float* const   to[2] = {out[pass][0] + done, out[pass][1] + done};
			zout_transport_read(&transport, to, n);
			done += n;
		}
	}
	assert_memory_equal(out[0], out[1], sizeof(out[0]));
}

typedef struct {
	ZoutListening listening;
	ZoutSettings  settings[2];
	float         out[2][BLOCK];
} Fixture;

/// Two chains without a fault, the second of which is `b_gain_db` louder at the headphone
static Fixture*
make(const float* const source, const float b_gain_db, const float max_spl_db, const bool restart)
{
	Fixture* const fixture = (Fixture*)calloc(1, sizeof(Fixture));
	assert_non_null(fixture);
	for (unsigned chain = 0; chain < 2; ++chain) {
		zout_settings_init(&fixture->settings[chain]);
		fixture->settings[chain].value[ZOUT_OUTPUT_MODE]      = 1.0F; // volts
		fixture->settings[chain].value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
		fixture->settings[chain].value[ZOUT_BANDWIDTH]        = zout_param_info(ZOUT_BANDWIDTH)->max;
	}
	fixture->settings[1].value[ZOUT_GAIN] = b_gain_db;
	const ZoutListeningSetup setup        = {
			   .rate_hz    = RATE_HZ,
			   .settings   = {&fixture->settings[0], &fixture->settings[1]},
			   .gain_lin   = {1.0F, 1.0F},
			   .max_spl_db = max_spl_db,
			   .side       = {source, source},
			   .frames     = source ? FRAMES : 0,
			   .restart    = restart,
    };
	assert_int_equal(ZOUT_SUCCESS, zout_listening_init(&fixture->listening, &setup));
	return fixture;
}

static void
drop(Fixture* const fixture)
{
	zout_listening_clear(&fixture->listening);
	free(fixture);
}

/// Processes so many blocks; returns the largest sample of the last one
static float
pass(Fixture* const fixture, const unsigned blocks, const float* const in)
{
	const float* const from[2] = {in, in};
	float* const       to[2]   = {fixture->out[0], fixture->out[1]};
	float              largest = 0.0F;
	for (unsigned i = 0; i < blocks; ++i) {
		zout_listening_process(&fixture->listening, in ? from : NULL, to, BLOCK);
	}
	for (unsigned i = 0; i < BLOCK; ++i) {
		largest = fmaxf(largest, fabsf(fixture->out[0][i]));
	}
	return largest;
}

static void
test_listening_is_silent_until_the_first_press(void** const state)
{
	(void)state;
	Fixture* const fixture = make(NULL, 0.0F, 150.0F, false);
	float          in[BLOCK];
	for (unsigned i = 0; i < BLOCK; ++i) {
		in[i] = 0.5F;
	}
	for (unsigned i = 0; i < 20; ++i) {
		assert_true(pass(fixture, 1, in) == 0.0F);
	}
	assert_true(zout_listening_is_silent(&fixture->listening));
	zout_listening_press(&fixture->listening, 0);
	assert_false(zout_listening_is_silent(&fixture->listening));
	assert_true(pass(fixture, 20, in) > 0.49F);
	zout_listening_mute(&fixture->listening);
	assert_false(zout_listening_is_silent(&fixture->listening)); // not before it has faded
	assert_true(pass(fixture, 5, in) == 0.0F);
	assert_true(zout_listening_is_silent(&fixture->listening));
	drop(fixture);
}

static void
test_listening_restarts_the_loop_at_each_press(void** const state)
{
	(void)state;
	make_ramp();
	Fixture* const fixture = make(track[0], 0.0F, 150.0F, true);
	zout_listening_loop(&fixture->listening, 20000, 80000);
	zout_listening_press(&fixture->listening, 0);
	pass(fixture, 20, NULL);
	assert_int_equal(20000 + 20 * BLOCK - GAP, zout_listening_position(&fixture->listening));
	for (unsigned chain = 0; chain < 2; ++chain) { // the same for the same chain and for the other
		zout_listening_press(&fixture->listening, chain);
		pass(fixture, 20, NULL);
		assert_int_equal(20000 + 20 * BLOCK - FADE - GAP, zout_listening_position(&fixture->listening));
	}
	drop(fixture);
}

static void
test_listening_stands_still_while_muted(void** const state)
{
	(void)state;
	Fixture* const fixture = make(track[0], 0.0F, 150.0F, false);
	zout_listening_press(&fixture->listening, 0);
	pass(fixture, 20, NULL);
	zout_listening_mute(&fixture->listening);
	pass(fixture, 5, NULL);
	const uint64_t position = zout_listening_position(&fixture->listening);
	pass(fixture, 5, NULL);
	assert_int_equal(position, zout_listening_position(&fixture->listening));
	zout_listening_jump(&fixture->listening, 12345);
	assert_true(pass(fixture, 5, NULL) == 0.0F);
	assert_int_equal(12345, zout_listening_position(&fixture->listening));
	zout_listening_press(&fixture->listening, 1);
	pass(fixture, 5, NULL);
	assert_int_equal(12345 + 5 * BLOCK, zout_listening_position(&fixture->listening));
	drop(fixture);
}

static void
test_commands_behind_a_mute_leave_it_muted(void** const state)
{
	(void)state;
	const float gain_lin[2] = {1.0F, 1.0F};
	for (unsigned blocks = 0; blocks < 2; ++blocks) { // taken together with the mute, and while it fades
		for (unsigned which = 0; which < 3; ++which) {
			Fixture* const fixture = make(track[0], 0.0F, 150.0F, false);
			zout_listening_press(&fixture->listening, 0);
			pass(fixture, 20, NULL);
			zout_listening_mute(&fixture->listening);
			pass(fixture, blocks, NULL);
			assert_true(which == 0   ? zout_listening_jump(&fixture->listening, 60000)
			            : which == 1 ? zout_listening_loop(&fixture->listening, 60000, 90000)
			                         : zout_listening_gains(&fixture->listening, gain_lin));
			assert_true(pass(fixture, 20, NULL) == 0.0F);
			assert_true(zout_listening_is_silent(&fixture->listening));
			assert_int_equal(which < 2, zout_listening_position(&fixture->listening) >= 60000);
			drop(fixture);
		}
	}
}

static void
test_listening_refuses_commands_when_nobody_takes_them(void** const state)
{
	(void)state;
	Fixture* const fixture = make(track[0], 0.0F, 150.0F, false);
	for (unsigned i = 0; i < ZOUT_LISTENING_COMMANDS; ++i) {
		assert_true(zout_listening_press(&fixture->listening, i % 2));
	}
	assert_false(zout_listening_press(&fixture->listening, 0));
	pass(fixture, 1, NULL);
	assert_true(zout_listening_press(&fixture->listening, 0));
	drop(fixture);
}

static void
test_cap_holds_and_is_the_same_for_both_chains(void** const state)
{
	(void)state;
	// 1 kHz at -20 dBFS of 2 Vrms into 104 dB SPL/V: A makes 104 + 20 log10(0.2) = 90.02 dB, B 6 dB more. With a cap
	// of 86 dB both are lowered by 10.02 dB, whichever is heard
	const float expected = 0.1F * powf(10.0F, -10.02F / 20.0F);
	float       in[48 * 125]; // a whole number of periods, and of blocks
	for (unsigned i = 0; i < sizeof(in) / sizeof(in[0]); ++i) {
		in[i] = 0.1F * (float)sin(2.0 * 3.14159265358979 * i / 48.0);
	}
	for (unsigned chain = 0; chain < 2; ++chain) {
		Fixture* const fixture = make(NULL, 6.0F, 86.0F, false);
		float          largest = 0.0F;
		zout_listening_press(&fixture->listening, chain);
		for (unsigned i = 0; i < 300; ++i) { // 6 s: the meter averages over 0.3 s
			largest = pass(fixture, 1, in + i % 6U * BLOCK);
		}
		// 1 % is 0.09 dB: the level over 10 ms breathes with the period, and the cap releases meanwhile
		const float level = expected * (chain ? powf(10.0F, 6.0F / 20.0F) : 1.0F);
		assert_true(fabsf(largest / level - 1.0F) < 0.01F);
		// It rises by 1 dB a second to there, from a little below: what came first had made the average full
		const double lowest_db = zout_listening_lowest_cap_db(&fixture->listening);
		assert_true(lowest_db < -9.98 && lowest_db > -10.52);
		drop(fixture);
	}
}

static void
test_cap_opens_in_silence_when_levels_are_matched_anew(void** const state)
{
	(void)state;
	// 1 kHz at -20 dBFS makes 90.02 dB: capped to 86, then 20 dB softer, where the cap has nothing to do
	const float    gain_lin[2] = {1.0F, 1.0F};
	Fixture* const fixture     = make(NULL, 0.0F, 86.0F, false);
	float          in[BLOCK];
	for (unsigned i = 0; i < BLOCK; ++i) {
		in[i] = 0.1F * (float)sin(2.0 * 3.14159265358979 * i / 40.0); // a whole number of periods
	}
	zout_listening_press(&fixture->listening, 0);
	pass(fixture, 100, in);
	assert_true(zout_listening_lowest_cap_db(&fixture->listening) < -3.9);
	for (unsigned i = 0; i < BLOCK; ++i) {
		in[i] *= 0.1F;
	}
	assert_true(pass(fixture, 10, in) < 0.0075F); // it rises by a decibel a second, if it is let
	assert_true(zout_listening_gains(&fixture->listening, gain_lin));
	assert_true(fabsf(pass(fixture, 10, in) - 0.01F) < 0.0001F);
	assert_true(zout_listening_lowest_cap_db(&fixture->listening) >= 0.0);
	drop(fixture);
}

static void
test_no_sample_is_above_full_scale(void** const state)
{
	(void)state;
	Fixture* const fixture = make(NULL, 12.0F, 150.0F, false);
	float          in[BLOCK];
	for (unsigned i = 0; i < BLOCK; ++i) {
		in[i] = (i / 13U) % 2U ? 0.9F : -0.9F;
	}
	zout_listening_press(&fixture->listening, 1);
	for (unsigned i = 0; i < 30; ++i) {
		assert_true(pass(fixture, 1, in) <= 1.00001F);
	}
	assert_true(zout_listening_lowest_cap_db(&fixture->listening) < -10.0);
	drop(fixture);
}

static void
test_difference_is_measured_on_what_was_played(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < FRAMES; ++i) {
		track[0][i] = 0.1F * (float)sin(0.1 * i);
	}
	Fixture* const fixture       = make(track[0], 3.0F, 150.0F, false);
	double         difference_db = 0.0;
	assert_false(zout_listening_difference_db(&fixture->listening, &difference_db));
	zout_listening_press(&fixture->listening, 0);
	pass(fixture, 200, NULL);
	assert_true(zout_listening_difference_db(&fixture->listening, &difference_db));
	assert_true(fabs(difference_db - 3.0) < 0.001); // a gain, to the precision of a float sample
	drop(fixture);
}

static void
test_other_gains_come_in_silence_and_begin_the_difference_anew(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < FRAMES; ++i) {
		track[0][i] = 0.1F * (float)sin(0.1 * i);
	}
	const float    gain_lin[2]   = {1.0F, powf(10.0F, -3.0F / 20.0F)}; // equally loud, then
	Fixture* const fixture       = make(track[0], 3.0F, 150.0F, false);
	double         difference_db = 0.0;
	zout_listening_press(&fixture->listening, 1);
	pass(fixture, 200, NULL);
	assert_true(zout_listening_gains(&fixture->listening, gain_lin));

	// Nowhere steeper than the sine and a fade from 20 ms to nothing, of a sine 3 dB above 0.1, allow: a jump of gain
	// at the top of the sine would be 0.04
	const float largest = 0.1F * powf(10.0F, 3.0F / 20.0F);
	const float steep   = largest * (0.1F + 3.1416F / 2.0F / (float)FADE) * 1.01F;
	float       last    = fixture->out[0][BLOCK - 1];
	float       silence = 0.0F;
	for (unsigned block = 0; block < 5; ++block) {
		pass(fixture, 1, NULL);
		for (unsigned i = 0; i < BLOCK; ++i) {
			assert_true(fabsf(fixture->out[0][i] - last) <= steep);
			last = fixture->out[0][i];
			silence += last == 0.0F ? 1.0F : 0.0F;
		}
	}
	assert_true(silence >= (float)GAP);
	assert_true(fabsf(pass(fixture, 200, NULL) - 0.1F) < 0.0003F); // its top lies within 0.05 rad of a sample: 0.13 %
	assert_true(zout_listening_difference_db(&fixture->listening, &difference_db));
	assert_true(fabs(difference_db) < 0.001); // as below
	drop(fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_transport_loops_and_fades_at_the_seam),
		cmocka_unit_test(test_transport_keeps_loops_within_reason),
		cmocka_unit_test(test_transport_does_not_depend_on_blocks),
		cmocka_unit_test(test_listening_is_silent_until_the_first_press),
		cmocka_unit_test(test_listening_restarts_the_loop_at_each_press),
		cmocka_unit_test(test_listening_stands_still_while_muted),
		cmocka_unit_test(test_commands_behind_a_mute_leave_it_muted),
		cmocka_unit_test(test_listening_refuses_commands_when_nobody_takes_them),
		cmocka_unit_test(test_cap_holds_and_is_the_same_for_both_chains),
		cmocka_unit_test(test_cap_opens_in_silence_when_levels_are_matched_anew),
		cmocka_unit_test(test_no_sample_is_above_full_scale),
		cmocka_unit_test(test_difference_is_measured_on_what_was_played),
		cmocka_unit_test(test_other_gains_come_in_silence_and_begin_the_difference_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
