// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The audio thread of the blind test calls nothing that may block, makes no system call, and takes the same way through
 * the code whatever X is: instruction by instruction.
 */

#define _GNU_SOURCE // ptrace() and registers

#include "abx/draw.h"
#include "blind/rig.h"
#include "fuzz.h"
#include "strict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <lv2/core/lv2.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// What may block: the linker hands all calls of these over (make/abx_plugin.mk)

static bool     in_audio;
static unsigned violations;

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
GUARD(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
GUARD(char*, getenv, (const char* name), (name))
GUARD(time_t, time, (time_t * now), (now))
GUARD(int, clock_gettime, (clockid_t id, struct timespec* now), (id, now))

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

// What is drawn: the machine's choice, or one that a test wants

static int forced_x = -1;

void
__real_zout_abx_draw_order(const uint8_t   seed[ZOUT_ABX_HASH_BYTES],
                           ZoutAbxProtocol protocol,
                           unsigned        trials,
                           uint8_t         order[]);
void
__wrap_zout_abx_draw_order(const uint8_t   seed[ZOUT_ABX_HASH_BYTES],
                           ZoutAbxProtocol protocol,
                           unsigned        trials,
                           uint8_t         order[]);
void
__wrap_zout_abx_draw_order(const uint8_t         seed[ZOUT_ABX_HASH_BYTES],
                           const ZoutAbxProtocol protocol,
                           const unsigned        trials,
                           uint8_t               order[])
{
	__real_zout_abx_draw_order(seed, protocol, trials, order);
	for (unsigned i = 0; forced_x >= 0 && i < trials; ++i) {
		order[i] = (uint8_t)(1U << ZOUT_ABX_B | (unsigned)forced_x << ZOUT_ABX_X);
	}
}

static void
run(AbxRig* const rig, const uint32_t frames)
{
	in_audio = true;
	rig->descriptor->run(rig->handle, frames);
	in_audio = false;
}

/// All that an audio thread does: sessions to their end and aborted ones, every control, blocks of all sizes
static void
be_an_audio_thread(AbxRig* const rig)
{
	uint32_t       seed  = 9;
	const unsigned first = abxrig_index(rig, "listen");
	for (unsigned turn = 0; turn < 3000; ++turn) {
		const unsigned port = 4U + (unsigned)(fuzz_uniform(&seed) * (rig->n_ports - 4U));
		const float    wild = turn % 7U == 0 ? NAN : (turn % 5U ? (float)-1e9 : (float)1e9);
		if (turn % 9U == 0) {
			rig->control[port] = wild;
		}
		for (unsigned i = first; i < first + 5U; ++i) { // listen and the triggers
			rig->control[i] = (float)(unsigned)(fuzz_uniform(&seed) * (i == first ? 3.0 : 2.0));
		}
		rig->control[first + 4U] = turn % 300U == 299U ? 1.0F : 0.0F; // abort
		rig->control[first + 5U] = 5.0F;                              // trials
		rig->control[4]          = turn % 11U ? 1.0F : 0.0F;          // enabled
		run(rig, (uint32_t)(fuzz_uniform(&seed) * fuzz_uniform(&seed) * ABXRIG_BLOCK_FRAMES));
	}
}

static void
test_run_calls_nothing_that_may_block(void** const state)
{
	(void)state;
	AbxRig* const rig = abxrig_new(lv2_descriptor(0), ABXRIG_RATE_HZ);
	violations        = 0;
	be_an_audio_thread(rig);
	assert_int_equal(violations, 0);
	char* const saved = abxrig_save(rig);
	print_message("# %u sessions\n", abxrig_n_records(saved));
	assert_true(abxrig_n_records(saved) >= 32); // It was put to use
	free(saved);
	abxrig_free(rig);
}

static void
test_guard_counts_planted_calls(void** const state)
{
	(void)state;
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	struct timespec now;
	violations           = 0;
	in_audio             = true;
	void* volatile block = malloc(1);
	block                = realloc(block, 2);
	free(block);
	free(block = calloc(1, 1));
	free(block = aligned_alloc(64, 64));
	pthread_mutex_lock(&mutex);
	(void)getenv("HOME");
	(void)time(NULL);
	clock_gettime(CLOCK_MONOTONIC, &now);
	in_audio = false;
	assert_int_equal(violations, 11);
}

static void
audio_thread(void* const handle)
{
	be_an_audio_thread((AbxRig*)handle);
}

static void
test_run_makes_no_system_call(void** const state)
{
	(void)state;
	AbxRig* const rig    = abxrig_new(lv2_descriptor(0), ABXRIG_RATE_HZ);
	const int     status = strict_run(audio_thread, rig, false);
	const int     caught = strict_run(audio_thread, rig, true);
	abxrig_free(rig);
	if (status == -1) {
		skip(); // a container without seccomp
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(WIFSIGNALED(caught) && WTERMSIG(caught) == SIGSYS);
}

/// The way of a child through its code
typedef struct {
	uint64_t steps;
	uint64_t hash; ///< Of the addresses, where there is a way to read them
} Way;

/// A few frames whose way is to be followed: each stop turns that on or off
static void
run_followed(AbxRig* const rig)
{
	raise(SIGSTOP);
	rig->descriptor->run(rig->handle, 8);
	raise(SIGSTOP);
}

/// A trial in a session whose X is always the same
static void
be_traced(const int x, const char* const answer)
{
	AbxRig* const rig = abxrig_new(lv2_descriptor(0), ABXRIG_RATE_HZ);
	forced_x          = x;
	// Different chains, so that there is something to select; they need as long as each other
	*abxrig_port(rig, "b_output_impedance") = 120.0F;
	*abxrig_port(rig, "b_h2") = *abxrig_port(rig, "a_h3") = -40.0F;
	*abxrig_port(rig, "output_mode")                      = 1.0F;
	float* const listen                                   = abxrig_port(rig, "listen");
	float* const port                                     = abxrig_port(rig, answer);
	abxrig_run(rig);
	abxrig_trigger(rig, "start");
	abxrig_run_until(rig, ABX_RUNNING);
	*listen = LISTEN_X;
	abxrig_run(rig);
	*listen = LISTEN_A;
	abxrig_run(rig);

	// At 8 kHz the fades last 160 frames and the gap 240
	*listen = LISTEN_X;
	run_followed(rig); // The press, and the fade out
	rig->descriptor->run(rig->handle, 160 + 240 - 8 - 4);
	run_followed(rig); // Out of the gap, where the chain is taken
	rig->descriptor->run(rig->handle, 160);
	run_followed(rig); // At rest
	*port = 1.0F;
	run_followed(rig); // The answer, and the next trial
	_exit(0);
}

/// The signal that stopped a child, or 0 if it has ended
static int
wait_for(const pid_t child)
{
	int status = 0;
	while (waitpid(child, &status, 0) < 0) {
		assert_int_equal(errno, EINTR);
	}
	return WIFSTOPPED(status) ? WSTOPSIG(status) : 0;
}

static void
note_step(const pid_t child, Way* const way)
{
	++way->steps;
#ifdef __x86_64__
	struct user_regs_struct registers;
	assert_int_equal(ptrace(PTRACE_GETREGS, child, NULL, &registers), 0);
	way->hash = (way->hash ^ registers.rip) * 1099511628211U;
#else
	(void)child;
#endif
}

/// Follows a child step by step; false if that is not allowed here
static bool
follow(const int x, const char* const answer, Way* const way)
{
	*way              = (Way){0, 14695981039346656037U};
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) {
			_exit(77);
		}
		be_traced(x, answer);
	}
	bool follows = false;
	bool allowed = false;
	for (int stop = wait_for(child); stop; stop = wait_for(child)) {
		allowed = true;
		follows = stop == SIGSTOP ? !follows : follows;
		if (follows) {
			note_step(child, way);
		}
		assert_int_equal(ptrace(follows ? PTRACE_SINGLESTEP : PTRACE_CONT, child, NULL, NULL), 0);
	}
	return allowed;
}

static void
test_every_instruction_is_the_same_whatever_x_is(void** const state)
{
	(void)state;
	// The answer is right in one and wrong in the other. A way that must differ shows that differences show
	Way a, b, other;
	if (!follow(0, "answer_a", &a)) {
		skip(); // a container that forbids ptrace()
	}
	assert_true(follow(1, "answer_a", &b));
	assert_true(follow(0, "abort", &other));
	print_message("# %llu instructions if X is A, %llu if X is B, %llu otherwise\n",
	              (unsigned long long)a.steps,
	              (unsigned long long)b.steps,
	              (unsigned long long)other.steps);
	assert_true(a.steps > 10000);
	assert_int_equal(a.steps, b.steps);
	assert_int_equal(a.hash, b.hash);
	assert_true(a.steps != other.steps);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run_calls_nothing_that_may_block),
		cmocka_unit_test(test_guard_counts_planted_calls),
		cmocka_unit_test(test_run_makes_no_system_call),
		cmocka_unit_test(test_every_instruction_is_the_same_whatever_x_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
