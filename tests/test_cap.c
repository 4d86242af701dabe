// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The cap of a session: what the average may not exceed, without steps, and blind to what is heard. */

#include "abx/cap.h"
#include "abx_listener.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000, N_FRAMES = 2 * RATE_HZ };

static const double pi = 3.14159265358979323846;

static float in[N_FRAMES];
static float out[2][N_FRAMES];

static void
fill_sine(const double level_pk, const double hz)
{
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		in[i] = (float)(level_pk * sin(2.0 * pi * hz * i / RATE_HZ));
	}
}

/// Lets a chain be heard that both sides and, times `other`, the other chain have; returns the lowest gain, dB
static double
hear(ZoutCap* const cap, const float other, const unsigned heard, const double power, const unsigned block)
{
	const float  gain_lin[2]   = {heard ? other : 1.0F, heard ? 1.0F : other};
	const double both_power[2] = {power, power};
	double       lowest_db     = 0.0;
	memcpy(out[0], in, sizeof(in));
	memcpy(out[1], in, sizeof(in));
	for (unsigned done = 0; done < N_FRAMES; done += block) {
		const unsigned     n         = N_FRAMES - done < block ? N_FRAMES - done : block;
		const float* const chains[4] = {in + done, in + done, in + done, in + done};
		float* const       to[2]     = {out[0] + done, out[1] + done};
		lowest_db                    = fmin(lowest_db, zout_cap_process(cap, chains, gain_lin, both_power, to, n));
	}
	return lowest_db;
}

/// The largest average over 300 ms of what is heard, relative to the cap
static double
largest_mean(const double power)
{
	const double take    = 1.0 - exp(-1.0 / (0.3 * RATE_HZ));
	double       mean    = 0.0;
	double       largest = 0.0;
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		mean += take * (power * (double)out[0][i] * (double)out[0][i] - mean);
		largest = fmax(largest, mean);
	}
	return largest;
}

static void
test_the_average_never_exceeds_the_cap(void** const state)
{
	(void)state;
	static const double over_db[] = {0.5, 3.0, 20.0, 40.0, 70.0};
	static const double hz[]      = {30.0, 440.0, 12000.0};
	for (unsigned i = 0; i < sizeof(over_db) / sizeof(over_db[0]); ++i) {
		for (unsigned k = 0; k < sizeof(hz) / sizeof(hz[0]); ++k) {
			ZoutCap      cap;
			const double power = 2.0 * pow(10.0, 0.1 * over_db[i]); // of a sine of 1.0
			fill_sine(1.0, hz[k]);
			zout_cap_init(&cap, RATE_HZ);
			const double lowest_db = hear(&cap, 1.0F, 0, power, 256);
			assert_true(largest_mean(power) <= 1.0 + 1e-6);              // rounding of the samples
			assert_true(lowest_db < -over_db[i] + 0.1);                  // it holds
			assert_true(hz[k] < 100.0 || lowest_db > -over_db[i] - 3.1); // not by more than a crest
		}
	}
}

static void
test_the_gain_has_no_steps(void** const state)
{
	(void)state;
	// 20 dB over the cap out of silence. With the room that a mean at rest has, and 2 ms to fill it, the square of the
	// gain falls by less than a part in 2 ms per frame, so the gain by less than half of that
	ZoutCap cap;
	fill_sine(1.0, 440.0);
	for (unsigned i = 0; i < RATE_HZ / 2; ++i) {
		in[i] = 0.0F;
	}
	zout_cap_init(&cap, RATE_HZ);
	hear(&cap, 1.0F, 0, 200.0, 256);
	const double most = 2.0 * pi * 440.0 / RATE_HZ + 0.5 / (0.002 * RATE_HZ);
	for (unsigned i = 1; i < N_FRAMES; ++i) {
		assert_true(fabs((double)(out[0][i] - out[0][i - 1])) < most);
	}
	// and is there soon: what is louder than the cap by 1 dB is over after 60 ms
	for (unsigned i = RATE_HZ / 2 + RATE_HZ * 60 / 1000; i < N_FRAMES; ++i) {
		assert_true(fabs((double)out[0][i]) < 0.1 * 1.122);
	}
}

static void
test_what_keeps_the_cap_is_left_alone(void** const state)
{
	(void)state;
	ZoutCap cap;
	fill_sine(1.0, 1000.0);
	zout_cap_init(&cap, RATE_HZ);
	assert_true(hear(&cap, 1.0F, 0, 2.0 * pow(10.0, -0.005), 256) == 0.0); // 0.05 dB below
	assert_memory_equal(in, out[0], sizeof(in));

	// 10 ms of 8 dB over the cap, every 300 ms: the average stays below -4 dB
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		in[i] *= i % (RATE_HZ * 300 / 1000) < RATE_HZ / 100 ? 1.0F : 0.0F;
	}
	zout_cap_init(&cap, RATE_HZ);
	assert_true(hear(&cap, 1.0F, 0, 2.0 * pow(10.0, 0.8), 256) == 0.0);
	assert_memory_equal(in, out[0], sizeof(in));
}

static void
test_the_louder_chain_counts_whichever_is_heard(void** const state)
{
	(void)state;
	for (unsigned heard = 0; heard < 2; ++heard) {
		ZoutCap cap;
		fill_sine(1.0, 1000.0);
		zout_cap_init(&cap, RATE_HZ);
		// The one that is heard is at the cap, the other 6.02 dB above
		const double lowest_db = hear(&cap, 2.0F, heard, 2.0, 256);
		assert_true(fabs(lowest_db + 6.02) < 0.1);
	}
}

static void
test_no_sample_is_above_full_scale(void** const state)
{
	(void)state;
	ZoutCap cap;
	fill_sine(2.5, 100.0);
	zout_cap_init(&cap, RATE_HZ);
	assert_true(fabs(hear(&cap, 1.0F, 0, 1e-6, 256) + 20.0 * log10(2.5)) < 0.1);
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		assert_true(fabsf(out[0][i]) <= 1.0F);
		assert_true(i == 0 || fabsf(out[0][i] - out[0][i - 1]) < (float)(2.5 * 2.0 * pi * 100.0 / RATE_HZ));
	}
}

static void
test_the_gain_rises_by_a_decibel_a_second(void** const state)
{
	(void)state;
	ZoutCap cap;
	fill_sine(1.0, 1000.0);
	zout_cap_init(&cap, RATE_HZ);
	hear(&cap, 1.0F, 0, 200.0, 256);
	const double held_db = 10.0 * log10(cap.square_lin);
	hear(&cap, 1.0F, 0, 1e-3, 256);
	assert_true(fabs(10.0 * log10(cap.square_lin) - held_db - (double)N_FRAMES / RATE_HZ) < 1e-6);
}

static void
test_blocks_make_no_difference(void** const state)
{
	(void)state;
	static float   first[N_FRAMES];
	const unsigned blocks[] = {N_FRAMES, 256, 1, 1000};
	fill_sine(1.0, 440.0);
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); ++i) {
		ZoutCap cap;
		zout_cap_init(&cap, RATE_HZ);
		hear(&cap, 1.0F, 0, 200.0, blocks[i]);
		if (i == 0) {
			memcpy(first, out[0], sizeof(first));
		}
		assert_memory_equal(first, out[0], sizeof(first));
	}
}

/// Twice a second a sine of 60 Hz that dies away, with a click at its front
static void
fill_kicks(void)
{
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		const double time_s = (double)(i % (RATE_HZ / 2)) / RATE_HZ;
		in[i] = (float)(exp(-12.0 * time_s) * cos(2.0 * pi * 60.0 * time_s) * (time_s < 5e-4 ? 1.0 : 0.5));
	}
}

static void
fill_noise(void)
{
	uint64_t state = 1;
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		in[i] = (float)(listener_uniform(&state) - 0.5);
	}
}

static void
test_who_listens_knows_when_the_cap_begins_to_act(void** const state)
{
	(void)state;
	for (unsigned signal = 0; signal < 4; ++signal) {
		ZoutCap cap;
		if (signal < 2) {
			fill_sine(0.5, signal ? 5000.0 : 30.0);
		} else if (signal == 2) {
			fill_kicks();
		} else {
			fill_noise();
		}
		zout_cap_init(&cap, RATE_HZ);
		double reach = zout_cap_reach(&cap, 1, in, 1.0, 1000); // in blocks
		reach        = fmax(reach, zout_cap_reach(&cap, 1, in + 1000, 1.0, N_FRAMES - 1000));
		zout_cap_init(&cap, RATE_HZ);
		assert_true(hear(&cap, 1.0F, 0, 0.9999 / reach, 256) == 0.0);
		zout_cap_init(&cap, RATE_HZ);
		assert_true(hear(&cap, 1.0F, 0, 1.0001 / reach, 256) < 0.0);
	}
}

static void
test_who_listens_can_come_from_what_was_louder(void** const state)
{
	(void)state;
	ZoutCap cap;
	ZoutCap loudest;
	fill_sine(1.0, 1000.0);
	zout_cap_init(&cap, RATE_HZ);
	zout_cap_init(&loudest, RATE_HZ);
	zout_cap_reach(&cap, 2, in, 1.0, N_FRAMES);
	zout_cap_raise(&loudest, &cap);
	zout_cap_reach(&cap, 2, in, 0.0, N_FRAMES);
	assert_true(zout_cap_reach(&cap, 2, in, 0.0, 1) < 0.01); // long ago
	zout_cap_raise(&cap, &loudest);
	assert_true(fabs(zout_cap_reach(&cap, 2, in, 0.0, 1) - 0.5) < 0.01); // the power of the sine
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_average_never_exceeds_the_cap),
		cmocka_unit_test(test_the_gain_has_no_steps),
		cmocka_unit_test(test_what_keeps_the_cap_is_left_alone),
		cmocka_unit_test(test_the_louder_chain_counts_whichever_is_heard),
		cmocka_unit_test(test_no_sample_is_above_full_scale),
		cmocka_unit_test(test_the_gain_rises_by_a_decibel_a_second),
		cmocka_unit_test(test_blocks_make_no_difference),
		cmocka_unit_test(test_who_listens_knows_when_the_cap_begins_to_act),
		cmocka_unit_test(test_who_listens_can_come_from_what_was_louder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
