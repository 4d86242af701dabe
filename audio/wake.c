// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/wake.h"

#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

int
zout_wake_open(void)
{
	return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void
zout_wake_post(const int fd)
{
	const uint64_t one = 1;
	// Can only fail when the counter is full of news already
	(void)!write(fd, &one, sizeof(one));
}

void
zout_wake_drain(const int fd)
{
	uint64_t count = 0;
	(void)!read(fd, &count, sizeof(count));
}

void
zout_wake_close(const int fd)
{
	if (fd >= 0) {
		close(fd);
	}
}
