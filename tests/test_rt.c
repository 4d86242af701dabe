// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Nothing that may block in the audio thread, at any rate.
 *
 * Two guards. Calls of functions that may block are counted (tests/rt/wraps.h, which test_rt_callbacks.c shows to see
 * them). And a child process dies of any system call, also one from within libc or libm (tests/strict.h).
 */

#include "fuzz.h"
#include "probe.h"
#include "rt/wraps.h"
#include "strict.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h> // after the headers that it needs

enum { N_FRAMES = 4096, N_TURNS = 400 };

static float in[2][N_FRAMES];
static float out[4][N_FRAMES];

/// All that an audio thread does: every control changes, blocks of all sizes, meters, resets, bad samples
static void
be_an_audio_thread(ZoutModel* const model)
{
	uint32_t     seed = 4;
	ZoutSettings settings;
	float        meters[ZOUT_N_METERS];
	fuzz_speech(in[0], N_FRAMES, 0.9, &seed);
	fuzz_noise(in[1], N_FRAMES, 2.0, &seed);
	in[0][7] = 1e30F;
	for (unsigned turn = 0; turn < N_TURNS; ++turn) {
		fuzz_settings(&settings, &seed);
		settings.value[turn % ZOUT_N_PARAMS] = turn % 3U ? (float)-1e9 : (float)1e9;
		const uint32_t     frames  = 1U + (uint32_t)(fuzz_uniform(&seed) * fuzz_uniform(&seed) * (N_FRAMES - 1));
		const float* const from[2] = {in[0], in[1]};
		float* const       to[4]   = {out[0], out[1], out[2], out[3]};
		wraps_in_audio             = true;
		zout_model_set(model, turn % 2U, &settings);
		zout_model_process(model, from, to, frames);
		zout_model_meters(model, turn % 2U, meters);
		if (turn % 50U == 49U) {
			zout_model_reset(model);
		}
		(void)zout_model_latency_frames(model);
		wraps_in_audio = false;
	}
}

static void
test_core_calls_nothing_that_may_block(void** const state)
{
	(void)state;
	ZoutSettings settings;
	zout_settings_init(&settings);
	for (unsigned i = 0; i < PROBE_N_RATES * 2U; ++i) {
		ZoutModel* const model = probe_model(probe_rates_hz[i / 2U], 1U + i % 2U, &settings);

		be_an_audio_thread(model);
		assert_int_equal(atomic_load(&wraps_violations), 0);
		zout_model_free(model);
	}
}

static void
audio_thread(void* const handle)
{
	be_an_audio_thread((ZoutModel*)handle);
}

static void
test_core_makes_no_system_call(void** const state)
{
	(void)state;
	ZoutSettings settings;
	zout_settings_init(&settings);
	ZoutModel* const model  = probe_model(48e3, 2, &settings);
	const int        status = strict_run(audio_thread, model, false);
	const int        caught = strict_run(audio_thread, model, true);
	zout_model_free(model);
	if (status == -1) {
		skip(); // a container without seccomp
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(WIFSIGNALED(caught) && WTERMSIG(caught) == SIGSYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_calls_nothing_that_may_block),
		cmocka_unit_test(test_core_makes_no_system_call),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
