// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Preloaded into a program: a disk that takes its time. While there is a file by the name that ZOUT_LIE_SYNC says,
 * fsync() does not come back. */

#define _GNU_SOURCE // syscall()

#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__attribute__((visibility("default"))) int
fsync(const int fd)
{
	const char* const     busy = getenv("ZOUT_LIE_SYNC");
	const struct timespec wait = {0, 10000000};
	while (busy && !access(busy, F_OK)) {
		nanosleep(&wait, NULL);
	}
	return (int)syscall(SYS_fsync, fd);
}
