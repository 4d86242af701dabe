// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The delay of a device, on signals that were delayed on purpose. */

#include "measure/latency.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

enum { N = 48000 };

static double stimulus[N];
static double recorded[N];

static int
setup(void** const state)
{
	(void)state;
	zout_latency_stimulus(stimulus, N, 0.5);
	return 0;
}

/// What comes back: delayed, scaled, with noise of its own that is uniform between -noise and noise
static void
make(const size_t delay, const double gain, const double noise)
{
	srand(1);
	for (size_t i = 0; i < N; ++i) {
		const double random = 2.0 * (double)rand() / RAND_MAX - 1.0;
		recorded[i]         = gain * stimulus[(i + N - delay) % N] + noise * random;
	}
}

static void
assert_found(const size_t delay, const int polarity)
{
	ZoutLatency latency = {0};
	assert_int_equal(zout_latency_find(stimulus, recorded, N, &latency), ZOUT_MEASURE_SUCCESS);
	assert_int_equal(latency.frames, delay);
	assert_int_equal(latency.polarity, polarity);
}

static void
test_stimulus_is_white_and_within_its_peak(void** const state)
{
	(void)state;
	double sum    = 0.0;
	double square = 0.0;
	double next   = 0.0;
	for (size_t i = 0; i < N; ++i) {
		assert_true(fabs(stimulus[i]) <= 0.5);
		sum += stimulus[i];
		square += stimulus[i] * stimulus[i];
		next += stimulus[i] * stimulus[(i + 1U) % N];
	}
	// Uniform noise of peak p has a mean square of p²/3; four standard deviations of each estimate over N samples
	assert_true(fabs(sum / N) < 4.0 * sqrt(0.25 / 3.0 / N));
	assert_true(fabs(square / N * 3.0 / 0.25 - 1.0) < 4.0 * sqrt(0.8 / N));
	assert_true(fabs(next / square) < 4.0 / sqrt(N));
}

static void
test_delays_are_found_to_the_frame(void** const state)
{
	(void)state;
	static const size_t delays[] = {0, 1, 1074, 24000, N - 1};
	for (unsigned i = 0; i < sizeof(delays) / sizeof(delays[0]); ++i) {
		make(delays[i], 0.01, 0.0);
		assert_found(delays[i], 1);
	}
}

static void
test_inverting_devices_are_recognised(void** const state)
{
	(void)state;
	make(500, -2.0, 0.0);
	assert_found(500, -1);
}

/* Noise ten times as high as the signal: the correlation still stands sqrt(48000)/10 = 22 times above its rms. */
static void
test_delay_is_found_below_noise(void** const state)
{
	(void)state;
	make(777, 0.1, 0.5);
	assert_found(777, 1);
}

static void
test_dc_does_not_hide_the_delay(void** const state)
{
	(void)state;
	make(42, 0.001, 0.0);
	for (size_t i = 0; i < N; ++i) {
		recorded[i] += 0.9;
	}
	assert_found(42, 1);
}

static void
test_silence_and_other_noise_are_refused(void** const state)
{
	(void)state;
	ZoutLatency latency;
	make(0, 0.0, 0.0);
	assert_int_equal(zout_latency_find(stimulus, recorded, N, &latency), ZOUT_MEASURE_NO_TONE);
	make(0, 0.0, 0.5);
	assert_int_equal(zout_latency_find(stimulus, recorded, N, &latency), ZOUT_MEASURE_NO_TONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stimulus_is_white_and_within_its_peak),
		cmocka_unit_test(test_delays_are_found_to_the_frame),
		cmocka_unit_test(test_inverting_devices_are_recognised),
		cmocka_unit_test(test_delay_is_found_below_noise),
		cmocka_unit_test(test_dc_does_not_hide_the_delay),
		cmocka_unit_test(test_silence_and_other_noise_are_refused),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
