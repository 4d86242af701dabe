// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Preloaded into a program: a disk that has no hard links if ZOUT_LIE_LINKS is `no`, and the end of the program behind
 * as many renames as ZOUT_LIE_RENAMES says. Its last words are how often it had made sure before that a file is on the
 * disk. */

#define _GNU_SOURCE // SYS_fsync

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned synced;

__attribute__((visibility("default"))) int
fsync(const int fd)
{
	++synced;
	return (int)syscall(SYS_fsync, fd);
}

__attribute__((visibility("default"))) int
link(const char* const from, const char* const to)
{
	const char* const links = getenv("ZOUT_LIE_LINKS");
	if (links && !strcmp(links, "no")) {
		errno = EPERM;
		return -1;
	}
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

__attribute__((visibility("default"))) int
rename(const char* const from, const char* const to)
{
	static unsigned   renamed;
	const char* const last   = getenv("ZOUT_LIE_RENAMES");
	const int         result = renameat(AT_FDCWD, from, AT_FDCWD, to);
	if (last && ++renamed == strtoul(last, NULL, 10)) {
		fprintf(stderr, "%u synced\n", synced);
		kill(getpid(), SIGKILL);
	}
	return result;
}
