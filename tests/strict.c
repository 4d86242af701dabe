// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE

#include "strict.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

int
strict_run(const StrictFunc func, void* const handle, const bool planted)
{
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0) {
			_exit(77);
		}
		func(handle);
		if (planted) {
			(void)syscall(SYS_sched_yield);
		}
		(void)syscall(SYS_exit, 0); // strict mode forbids exit_group()
	}
	int status = 0;
	while (waitpid(child, &status, 0) < 0) {
		assert_int_equal(errno, EINTR);
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 77 ? -1 : status;
}
