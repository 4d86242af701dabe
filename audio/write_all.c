// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/write_all.h"

#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

int
zout_write_all(const int fd, const void* const bytes, const size_t n_bytes)
{
	for (size_t done = 0; done < n_bytes;) {
		const ssize_t n = write(fd, (const char*)bytes + done, n_bytes - done);
		if (n > 0) {
			done += (size_t)n;
		} else if (!n || errno != EINTR) {
			return n ? errno : EIO;
		}
	}
	return 0;
}
