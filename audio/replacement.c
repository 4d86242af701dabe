// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "audio/replacement.h"

#include "audio/write_all.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
zout_replacement_begin(ZoutReplacement* const replacement, const char* const target, const mode_t mode)
{
	static const char name[]    = ".zout-XXXXXX";
	const char* const slash     = strrchr(target, '/');
	const size_t      directory = slash ? (size_t)(slash - target) + 1U : 0U;
	replacement->path[0]        = '\0';
	if (directory + sizeof(name) > sizeof(replacement->path)) {
		return ENAMETOOLONG;
	}
	memcpy(replacement->path, target, directory);
	memcpy(replacement->path + directory, name, sizeof(name));
	replacement->fd = mkstemp(replacement->path);
	if (replacement->fd < 0) {
		const int failed     = errno;
		replacement->path[0] = '\0';
		return failed;
	}
	fchmod(replacement->fd, mode); // mkstemp lets nobody else read
	return 0;
}

int
zout_replacement_complete(ZoutReplacement* const replacement)
{
	int failed = fsync(replacement->fd) ? errno : 0;
	if (close(replacement->fd) && !failed) {
		failed = errno;
	}
	replacement->fd = -1;
	return failed;
}

int
zout_replacement_place(ZoutReplacement* const replacement, const char* const target)
{
	if (rename(replacement->path, target)) {
		return errno;
	}
	*replacement->path = '\0';
	return 0;
}

void
zout_replacement_drop(ZoutReplacement* const replacement)
{
	if (*replacement->path) {
		if (replacement->fd >= 0) {
			close(replacement->fd);
		}
		unlink(replacement->path);
		*replacement->path = '\0';
	}
}

int
zout_replace_file(const char* const target, const mode_t mode, const void* const bytes, const size_t n_bytes)
{
	ZoutReplacement replacement;
	int             failed = zout_replacement_begin(&replacement, target, mode);
	failed                 = failed ? failed : zout_write_all(replacement.fd, bytes, n_bytes);
	failed                 = failed ? failed : zout_replacement_complete(&replacement);
	failed                 = failed ? failed : zout_replacement_place(&replacement, target);
	zout_replacement_drop(&replacement);
	return failed;
}
