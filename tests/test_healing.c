// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What is not audio counts as silence, what is no setting counts as a legal one, and nothing of it stays. */

#include "fuzz.h"
#include "model.h"
#include "probe.h"

#include <fenv.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { N_FRAMES = 12000, N_SCENES = 12 };

static float clean[2][N_FRAMES];
static float dirty[2][N_FRAMES];
static float expected[2][N_FRAMES];
static float got[2][N_FRAMES];

/// What no sane source sends. The last one is just beyond +48 dBFS.
static const float bad[] = {NAN, -NAN, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 1e30F, -257.0F, 256.00002F};
enum { N_BAD = sizeof(bad) / sizeof(bad[0]) };

/// Harmonics, clipping, a load
static ZoutSettings
full_settings(void)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_H2]               = -40.0F;
	settings.value[ZOUT_H3]               = -50.0F;
	settings.value[ZOUT_MAX_VOLTAGE]      = 1.5F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 50.0F;
	settings.value[ZOUT_OUTPUT_CAPACITOR] = 100.0F;
	settings.value[ZOUT_R1]               = 170.0F;
	return settings;
}

static void
assert_finite(const float* const x, const size_t n_frames)
{
	for (size_t i = 0; i < n_frames; ++i) {
		assert_true(isfinite(x[i]));
	}
}

static void
run_both(const double rate_hz, const ZoutSettings* const settings)
{
	ZoutModel* const a = probe_model(rate_hz, 1, settings);
	ZoutModel* const b = probe_model(rate_hz, 1, settings);
	probe_run(a, clean[0], clean[1], expected[0], expected[1], N_FRAMES);
	probe_run(b, dirty[0], dirty[1], got[0], got[1], N_FRAMES);
	zout_model_free(b);
	zout_model_free(a);
}

/* Equal to silence in its place, bit for bit: then nothing of it outlasts its own delay, the latency, which is below
 * 2 ms, and the 10 ms allowed for recovery are not needed. */
static void
test_bad_samples_count_as_silence(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < PROBE_N_RATES * N_SCENES; ++i) {
		uint32_t     seed     = i;
		ZoutSettings settings = full_settings();
		if (i % 2U) {
			fuzz_settings(&settings, &seed);
		}
		for (unsigned channel = 0; channel < 2; ++channel) {
			fuzz_speech(clean[channel], N_FRAMES, 0.7, &seed);
			memcpy(dirty[channel], clean[channel], sizeof(clean[channel]));
			for (unsigned k = 0; k < 40; ++k) { // single ones and whole runs
				const size_t at  = (size_t)(fuzz_uniform(&seed) * (N_FRAMES - 600));
				const size_t run = k % 8U ? 1U : 512U;
				for (size_t n = at; n < at + run; ++n) {
					dirty[channel][n] = bad[(k + i) % N_BAD];
					clean[channel][n] = 0.0F;
				}
			}
		}
		run_both(probe_rates_hz[i / N_SCENES], &settings);
		assert_finite(got[0], N_FRAMES);
		assert_memory_equal(got, expected, sizeof(got));
	}
}

/* +48 dBFS is loud, but a number: it passes, and clips. */
static void
test_loudest_legal_samples_stay_finite(void** const state)
{
	(void)state;
	uint32_t seed = 3;
	for (unsigned i = 0; i < PROBE_N_RATES * N_SCENES; ++i) {
		ZoutSettings settings;
		fuzz_settings(&settings, &seed);
		for (size_t n = 0; n < N_FRAMES; ++n) {
			dirty[0][n] = fuzz_uniform(&seed) < 0.5 ? 256.0F : -256.0F;
			dirty[1][n] = n % 2U ? 1e-40F : -FLT_TRUE_MIN; // denormals
		}
		ZoutModel* const model = probe_model(probe_rates_hz[i / N_SCENES], 1, &settings);
		probe_run(model, dirty[0], dirty[1], got[0], got[1], N_FRAMES);
		assert_finite(got[0], N_FRAMES);
		assert_finite(got[1], N_FRAMES);

		memset(dirty, 0, sizeof(dirty)); // silence again: the sanest input is still taken
		probe_run(model, dirty[0], dirty[1], got[0], got[1], N_FRAMES);
		assert_finite(got[0], N_FRAMES);
		zout_model_free(model);
	}
}

/// The legal setting that a bad one stands for, as the interface documents it
static float
legal(const ZoutParamInfo* const info, const float value)
{
	return isnan(value) ? info->def : value > 0.0F ? info->max : info->min;
}

static void
test_bad_settings_count_as_legal_ones(void** const state)
{
	(void)state;
	static const float wrong[] = {NAN, INFINITY, -INFINITY, 1e30F, -1e30F};
	uint32_t           seed    = 9;
	fuzz_speech(clean[0], N_FRAMES, 0.7, &seed);
	fuzz_speech(clean[1], N_FRAMES, 0.7, &seed);
	for (unsigned i = 0; i < ZOUT_N_PARAMS * 5U; ++i) {
		const ZoutParam    param    = (ZoutParam)(i / 5U);
		const double       rate_hz  = probe_rates_hz[i % PROBE_N_RATES];
		ZoutSettings       settings = full_settings();
		ZoutModel* const   a        = probe_model(rate_hz, 1, &settings);
		ZoutModel* const   b        = probe_model(rate_hz, 1, &settings);
		const float* const in[2]    = {clean[0], clean[1]};
		settings.value[param]       = legal(zout_param_info(param), wrong[i % 5U]);
		zout_model_set(a, 0, &settings);
		settings.value[param] = wrong[i % 5U];
		zout_model_set(b, 0, &settings);
		zout_model_process(a, in, (float* const[2]){expected[0], expected[1]}, 3000);
		zout_model_process(b, in, (float* const[2]){got[0], got[1]}, 3000);
		assert_finite(got[0], 3000);
		assert_memory_equal(got[0], expected[0], 3000 * sizeof(float));
		assert_memory_equal(got[1], expected[1], 3000 * sizeof(float));
		zout_model_free(b);
		zout_model_free(a);
	}
}

static void
test_floating_point_state_is_given_back(void** const state)
{
	(void)state;
	const ZoutSettings settings = full_settings();
	ZoutModel* const   model    = probe_model(48e3, 1, &settings);
	fenv_t             before;
#if defined(__SSE2__)
	// Neither flushing bits that were off nor those that were on may change, nor rounding towards zero.
	static const unsigned modes[] = {0x1f80, 0x9fc0, 0x9f80, 0x1fc0, 0x7f80};
	const unsigned        start   = __builtin_ia32_stmxcsr();
	for (unsigned i = 0; i < 5; ++i) {
		__builtin_ia32_ldmxcsr(modes[i]);
		probe_run(model, clean[0], clean[1], got[0], got[1], N_FRAMES);
		const unsigned end = __builtin_ia32_stmxcsr();
		__builtin_ia32_ldmxcsr(start);
		assert_int_equal(end & ~0x3FU, modes[i]); // the lower bits are the sticky flags
	}
#endif
	fegetenv(&before);
	probe_run(model, clean[0], clean[1], got[0], got[1], N_FRAMES);
	assert_int_equal(fegetround(), FE_TONEAREST);
	zout_model_free(model);
}

/// Seconds of silence until the output is exactly zero, and stays so for two seconds; at most 30
static double
tail_s(const double rate_hz, const ZoutSettings* const settings)
{
	ZoutModel* const model  = probe_model(rate_hz, 1, settings);
	const size_t     second = (size_t)rate_hz;
	size_t           last   = 0;
	size_t           n      = 0;
	uint32_t         seed   = 1;
	fuzz_noise(clean[0], 1000, 0.9, &seed);
	probe_run(model, clean[0], clean[0], got[0], got[1], 1000);
	memset(dirty, 0, sizeof(dirty));
	for (; n < 30U * second && n < last + 2U * second; n += 1000) {
		probe_run(model, dirty[0], dirty[1], got[0], got[1], 1000);
		for (size_t i = 0; i < 1000; ++i) {
			assert_false(fpclassify(got[0][i]) == FP_SUBNORMAL);
			last = got[0][i] != 0.0F ? n + i + 1U : last;
		}
	}
	zout_model_free(model);
	assert_true(n >= last + 2U * second);
	return (double)last / rate_hz;
}

/* Down to the least normal float, 1e-38, it is 83 nepers from 0.01: 13 s of the DC follower, whose time constant is
 * 0.16 s, and 3 s of the load (35 ms). A clip's own DC is cut off at 1e-11. Denormals do not come out at all. */
static void
test_tail_ends_in_exact_silence(void** const state)
{
	(void)state;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		ZoutSettings settings   = full_settings();
		const double full       = tail_s(probe_rates_hz[r], &settings);
		settings.value[ZOUT_H2] = settings.value[ZOUT_H3] = -140.0F;
		const double clipping                             = tail_s(probe_rates_hz[r], &settings);
		settings.value[ZOUT_MAX_VOLTAGE]                  = 50.0F;
		const double linear                               = tail_s(probe_rates_hz[r], &settings);
		print_message("# tail %6.0f Hz: harmonics %.2f s, clipping alone %.2f s, linear %.2f s\n",
		              probe_rates_hz[r],
		              full,
		              clipping,
		              linear);
		assert_true(full < 15.0 && clipping < 6.0 && linear < 4.0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_samples_count_as_silence),
		cmocka_unit_test(test_loudest_legal_samples_stay_finite),
		cmocka_unit_test(test_bad_settings_count_as_legal_ones),
		cmocka_unit_test(test_floating_point_state_is_given_back),
		cmocka_unit_test(test_tail_ends_in_exact_silence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
