// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Nothing that may block in the audio thread.
 *
 * Two guards. The linker sends what the core might call (make/tests.mk, --wrap) through functions that count calls made
 * in the audio thread. And a child process with seccomp's strict mode dies of any system call, also one from within
 * libc or libm, but read, write and exit. Both are shown to catch a planted violation.
 */

#define _GNU_SOURCE // usleep()

#include "fuzz.h"
#include "probe.h"
#include "strict.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

static bool     in_audio;
static unsigned violations;

/// A function in the place of another, which it counts and calls
#define GUARD(type, name, parameters, arguments) \
	type __real_##name parameters;               \
	type __wrap_##name parameters;               \
	type __wrap_##name parameters                \
	{                                            \
		violations += in_audio ? 1U : 0U;        \
		return __real_##name arguments;          \
	}

GUARD(void*, malloc, (size_t size), (size))
GUARD(void*, calloc, (size_t n, size_t size), (n, size))
GUARD(void*, realloc, (void* p, size_t size), (p, size))
GUARD(void*, aligned_alloc, (size_t alignment, size_t size), (alignment, size))
GUARD(int, posix_memalign, (void** p, size_t alignment, size_t size), (p, alignment, size))
GUARD(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
GUARD(int, pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex))
GUARD(int, pthread_cond_wait, (pthread_cond_t * cond, pthread_mutex_t* mutex), (cond, mutex))
GUARD(ssize_t, read, (int fd, void* to, size_t size), (fd, to, size))
GUARD(ssize_t, write, (int fd, const void* from, size_t size), (fd, from, size))
GUARD(int, vprintf, (const char* format, va_list list), (format, list))
GUARD(int, puts, (const char* text), (text))
GUARD(FILE*, fopen, (const char* path, const char* mode), (path, mode))
GUARD(size_t, fwrite, (const void* from, size_t size, size_t n, FILE* file), (from, size, n, file))
GUARD(int, nanosleep, (const struct timespec* wanted, struct timespec* left), (wanted, left))
GUARD(int, usleep, (useconds_t time_us), (time_us))
GUARD(int, clock_gettime, (clockid_t id, struct timespec* now), (id, now))
GUARD(char*, getenv, (const char* name), (name))

void
__real_free(void* p);
void
__wrap_free(void* p);
void
__wrap_free(void* p)
{
	violations += in_audio ? 1U : 0U;
	__real_free(p);
}

// Those with any number of arguments cannot hand them on; nothing calls them here but in audio, and that is wrong.
int
__wrap_printf(const char* format, ...);
int
__wrap_printf(const char* format, ...)
{
	(void)format;
	violations += in_audio ? 1U : 0U;
	return 0;
}
int
__wrap_fprintf(FILE* file, const char* format, ...);
int
__wrap_fprintf(FILE* file, const char* format, ...)
{
	(void)file;
	(void)format;
	violations += in_audio ? 1U : 0U;
	return 0;
}
int
__wrap_open(const char* path, int flags, ...);
int
__wrap_open(const char* path, int flags, ...)
{
	(void)path;
	(void)flags;
	violations += in_audio ? 1U : 0U;
	return -1;
}

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
		in_audio                   = true;
		zout_model_set(model, turn % 2U, &settings);
		zout_model_process(model, from, to, frames);
		zout_model_meters(model, turn % 2U, meters);
		if (turn % 50U == 49U) {
			zout_model_reset(model);
		}
		(void)zout_model_latency_frames(model);
		in_audio = false;
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
		violations             = 0;
		be_an_audio_thread(model);
		assert_int_equal(violations, 0);
		zout_model_free(model);
	}
}

/// Every function that is wrapped, called where it must not be
static void
plant_calls(void)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	struct timespec none  = {0, 0};
	void*           p     = NULL;
	char            byte  = 0;
	void* volatile block  = malloc(1);
	block                 = realloc(block, 2);
	free(block);
	free(block = calloc(1, 1));
	free(block = aligned_alloc(64, 64));
	p = posix_memalign(&p, 64, 64) ? NULL : p;
	free(p);
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	(void)!read(-1, &byte, 1);
	(void)!write(-1, &byte, 1);
	(void)open("/nowhere", O_RDONLY);
	(void)fopen("/nowhere/at/all", "r");
	printf("%d", 1);
	fprintf(stderr, "%d", 1);
	nanosleep(&none, NULL);
	usleep(0);
	clock_gettime(CLOCK_MONOTONIC, &none);
	(void)getenv("HOME");
}

static void
test_guard_counts_planted_calls(void** const state)
{
	(void)state;
	violations = 0;
	plant_calls();
	assert_int_equal(violations, 0); // outside of the audio thread all is allowed
	in_audio = true;
	plant_calls();
	in_audio = false;
	assert_int_equal(violations, 21);
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
	assert_true(WIFSIGNALED(caught) && WTERMSIG(caught) == SIGKILL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_calls_nothing_that_may_block),
		cmocka_unit_test(test_guard_counts_planted_calls),
		cmocka_unit_test(test_core_makes_no_system_call),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
