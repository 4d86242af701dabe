// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "catalog/quiet.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int
zout_quiet_begin(void)
{
	fflush(stderr);
	const int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	const int null  = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (saved >= 0 && null >= 0) {
		dup2(null, STDERR_FILENO);
	}
	if (null >= 0) {
		close(null);
	}
	return saved;
}

void
zout_quiet_end(const int saved)
{
	if (saved >= 0) {
		fflush(stderr);
		dup2(saved, STDERR_FILENO);
		close(saved);
	}
}
