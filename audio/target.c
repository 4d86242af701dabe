// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "audio/target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Goes from link to link to the name of a file that is not there yet, and returns an errno
static int
follow(char path[PATH_MAX])
{
	static const unsigned most = 40; // as Linux: links that change while we look may lead in circles
	char                  link[PATH_MAX];
	for (unsigned i = 0; i < most; ++i) {
		const ssize_t length = readlink(path, link, sizeof(link) - 1U);
		if (length < 0) {
			return errno == ENOENT || errno == EINVAL ? 0 : errno; // no link
		}
		link[length]            = '\0';
		const char* const slash = *link == '/' ? NULL : strrchr(path, '/');
		const size_t      start = slash ? (size_t)(slash - path) + 1U : 0U; // links start in the folder they are in
		if (start + (size_t)length >= PATH_MAX) {
			return ENAMETOOLONG;
		}
		memcpy(path + start, link, (size_t)length + 1U);
	}
	return ELOOP;
}

static mode_t
mode_of_new_files(void)
{
	const mode_t mask = umask(0);
	umask(mask);
	return (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH) & ~mask;
}

ZoutAudioStatus
zout_target_find(const char* const path, ZoutTarget* const target, ZoutAudioError* const error)
{
	struct stat there;
	int         failed = 0;
	target->mode       = mode_of_new_files();
	if (!stat(path, &there)) {
		if (!S_ISREG(there.st_mode)) {
			return zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "cannot write '%s': not a regular file", path);
		}
		target->mode = there.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
		failed       = realpath(path, target->path) ? 0 : errno;
	} else if (errno != ENOENT) {
		failed = errno;
	} else {
		failed = (size_t)snprintf(target->path, PATH_MAX, "%s", path) < PATH_MAX ? follow(target->path) : ENAMETOOLONG;
	}
	return failed ? zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "cannot write '%s': %s", path, strerror(failed))
	              : ZOUT_AUDIO_SUCCESS;
}
