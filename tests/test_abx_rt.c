// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Whole sessions in a thread that may not block.
 *
 * A child process with seccomp's strict mode dies of any system call but read, write and exit, and calls of the
 * allocator are counted. Both guards are shown to catch a planted violation.
 */

#define _GNU_SOURCE // syscall()

#include "abx/mailbox.h"
#include "abx/session.h"
#include "abx_listener.h"

#include <linux/seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

static unsigned allocations;

// The linker sends the allocator's calls through these (make/abx.mk)
void*
__real_malloc(size_t size);
void*
__wrap_malloc(size_t size);
void*
__real_calloc(size_t n, size_t size);
void*
__wrap_calloc(size_t n, size_t size);
void*
__real_realloc(void* p, size_t size);
void*
__wrap_realloc(void* p, size_t size);
void
__real_free(void* p);
void
__wrap_free(void* p);

void*
__wrap_malloc(const size_t size)
{
	++allocations;
	return __real_malloc(size);
}
void*
__wrap_calloc(const size_t n, const size_t size)
{
	++allocations;
	return __real_calloc(n, size);
}
void*
__wrap_realloc(void* const p, const size_t size)
{
	++allocations;
	return __real_realloc(p, size);
}
void
__wrap_free(void* const p)
{
	++allocations;
	__real_free(p);
}

typedef enum { CLEAN, PLANTED_ALLOCATION, PLANTED_CALL } Behaviour;

/// What an audio thread does with sessions of every kind; nonzero if anything was allocated
static int
be_an_audio_thread(ZoutAbxSession* const session, ZoutAbxMailbox* const mailbox, const Behaviour behaviour)
{
	const unsigned before = allocations;
	for (unsigned kind = 0; kind < 12; ++kind) {
		ZoutAbxPlan plan;
		zout_abx_plan_init(&plan);
		plan.protocol = (ZoutAbxProtocol)(kind % 3U);
		plan.stop =
			kind >= 6U && plan.protocol != ZOUT_ABX_PROTOCOL_PREFERENCE ? ZOUT_ABX_STOP_SPRT : ZOUT_ABX_STOP_FIXED;
		plan.trials = 5U + 17U * kind;
		if (listener_session(session, &plan, plan.trials * 3U / 4U) != ZOUT_ABX_OK) {
			return 2;
		}
		const ZoutAbxClosing closing = {.valid = 0};
		zout_abx_finish(session, &closing);
		zout_abx_mailbox_post(mailbox, session);
	}
	if (behaviour == PLANTED_ALLOCATION) {
		void* volatile planted = malloc(1);
		free(planted);
	} else if (behaviour == PLANTED_CALL) {
		syscall(SYS_getpid);
	}
	return allocations != before;
}

/// Status of a child that is an audio thread, as waitpid() gives it
static int
status_of(const Behaviour behaviour)
{
	static const uint8_t  master[ZOUT_ABX_HASH_BYTES] = {7};
	ZoutAbxSession* const session                     = zout_abx_session_new(master);
	ZoutAbxMailbox* const mailbox                     = zout_abx_mailbox_new();
	int                   status                      = -1;
	const pid_t           child                       = fork();
	if (child == 0) {
		if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT)) {
			_exit(77);
		}
		syscall(SYS_exit, be_an_audio_thread(session, mailbox, behaviour)); // _exit() is exit_group(), which kills
	}
	waitpid(child, &status, 0);
	zout_abx_session_free(session);
	zout_abx_mailbox_free(mailbox);
	return status;
}

static void
test_sessions_neither_allocate_nor_call_the_system(void** const state)
{
	(void)state;
	const int status = status_of(CLEAN);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		skip(); // no seccomp
	}
	assert_true(WIFEXITED(status));
	assert_int_equal(0, WEXITSTATUS(status));
}

static void
test_guards_catch_what_they_are_for(void** const state)
{
	(void)state;
	const int allocating = status_of(PLANTED_ALLOCATION);
	const int calling    = status_of(PLANTED_CALL);
	if (WIFEXITED(calling) && WEXITSTATUS(calling) == 77) {
		skip();
	}
	assert_true(WIFEXITED(allocating) && WEXITSTATUS(allocating) == 1);
	assert_true(WIFSIGNALED(calling) && WTERMSIG(calling) == SIGKILL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sessions_neither_allocate_nor_call_the_system),
		cmocka_unit_test(test_guards_catch_what_they_are_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
