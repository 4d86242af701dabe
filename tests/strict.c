// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE

#include "strict.h"

#include <errno.h>
#include <linux/filter.h>
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

/// Lets the kernel kill this process for any system call but exit(). Not the strict mode of seccomp, which allows
/// write() and takes the time stamp counter away, without which the clock cannot be read
static bool
forbid_system_calls(void)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	};
	const struct sock_fprog filter = {sizeof(steps) / sizeof(steps[0]), steps};
	return !prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) && !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

int
strict_run(const StrictFunc func, void* const handle, const bool planted)
{
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (!forbid_system_calls()) {
			_exit(77);
		}
		func(handle);
		if (planted) {
			(void)syscall(SYS_sched_yield);
		}
		(void)syscall(SYS_exit, 0); // exit_group() is another one
	}
	int status = 0;
	while (waitpid(child, &status, 0) < 0) {
		assert_int_equal(errno, EINTR);
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 77 ? -1 : status;
}
