// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The guard itself: inside or not, the kernel's part, the log. */

#define _GNU_SOURCE // syscall(), registers

#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum {
	USER_DISPATCH = 59, ///< PR_SET_SYSCALL_USER_DISPATCH, which older headers do not have
	DISPATCH_ON   = 1,
	MAX_NOTES     = 8,  ///< Kept of one call
	MAX_REPORTS   = 20, ///< Written of one kind
};

/// Of one thread
typedef struct {
	volatile char selector; ///< Read by the kernel: 1 hands system calls back
	bool          inside;
	bool          dispatched; ///< The kernel knows the selector
	bool          refused;
	unsigned      n_notes;
	const char*   function[MAX_NOTES]; ///< NULL for a system call
	long          number[MAX_NOTES];
} Thread;

static __thread Thread self;
static int             log_fd = -1;

static void
note(const char* const function, const long number)
{
	if (self.n_notes < MAX_NOTES) {
		self.function[self.n_notes] = function;
		self.number[self.n_notes++] = number;
	}
}

void
guard_note(const char* const function)
{
	if (self.inside) {
		note(function, 0);
	}
}

#ifdef __x86_64__
/// A system call came back: notes it, and lets the thread make it after all, and all others until the guard is left
static void
on_system_call(const int signal, siginfo_t* const info, void* const context)
{
	(void)signal;
	ucontext_t* const user        = (ucontext_t*)context;
	const int         instruction = 2; // bytes of `syscall`
	self.selector                 = 0;
	note(NULL, info->si_syscall);
	user->uc_mcontext.gregs[REG_RIP] -= instruction;
	user->uc_mcontext.gregs[REG_RAX] = info->si_syscall;
}

static bool
dispatch(void)
{
	const struct sigaction action = {.sa_sigaction = on_system_call, .sa_flags = SA_SIGINFO | SA_NODEFER};
	sigset_t               those;
	sigemptyset(&those);
	sigaddset(&those, SIGSYS);
	pthread_sigmask(SIG_UNBLOCK, &those, NULL); // Our threads leave signals to others, but this one is for them
	return !sigaction(SIGSYS, &action, NULL) && !prctl(USER_DISPATCH, DISPATCH_ON, 0L, 0L, &self.selector);
}
#else
static bool
dispatch(void)
{
	return false;
}
#endif

__attribute__((constructor)) static void
open_log(void)
{
	const char* const path = getenv("RT_GUARD_LOG");
	log_fd                 = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
}

static void
say(const char* const word, const char* const what, const char* const rest)
{
	char      line[200];
	const int length = snprintf(line, sizeof(line), "%s %s %s\n", word, what, rest);
	if (log_fd >= 0 && length > 0 && length < (int)sizeof(line)) {
		(void)!write(log_fd, line, (size_t)length);
	}
}

void
guard_enter(Guarded* const guarded)
{
	if (!self.dispatched && !self.refused) {
		self.dispatched = dispatch();
		self.refused    = !self.dispatched;
		if (self.refused) {
			say("unguarded", "syscalls", strerror(errno));
		}
	}
	++guarded->calls;
	self.n_notes  = 0;
	self.inside   = true;
	self.selector = self.dispatched;
}

bool
guard_pause(void)
{
	const bool inside = self.inside;
	self.selector     = 0;
	self.inside       = false;
	return inside;
}

void
guard_resume(void)
{
	self.inside   = true;
	self.selector = self.dispatched;
}

void
guard_leave(Guarded* const guarded)
{
	char rest[100];
	self.selector = 0;
	self.inside   = false;
	for (unsigned i = 0; i < self.n_notes && guarded->reported < MAX_REPORTS; ++i, ++guarded->reported) {
		snprintf(rest, sizeof(rest), "syscall %ld", self.number[i]);
		say("violation", guarded->what, self.function[i] ? self.function[i] : rest);
	}
	if (!(guarded->calls & (guarded->calls - 1U))) {
		snprintf(rest, sizeof(rest), "%u", guarded->calls);
		say("guarded", guarded->what, rest);
	}
}
