// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/notify.h"

#include "audio/clock.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
zout_notify(const char* const format, ...)
{
	const char* const  path    = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const size_t       length  = path ? strlen(path) : 0U;
	if (length < 2 || length >= sizeof(address.sun_path) || (*path != '/' && *path != '@')) {
		return;
	}
	memcpy(address.sun_path, path, length);
	if (*path == '@') {
		address.sun_path[0] = '\0'; // the abstract name space
	}

	char    text[512];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0) {
		// A manager that does not listen is no reason to do anything else
		(void)!sendto(fd,
		              text,
		              strlen(text),
		              MSG_NOSIGNAL,
		              (const struct sockaddr*)&address,
		              (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
		close(fd);
	}
}

void
zout_notify_reloading(void)
{
	zout_notify("RELOADING=1\nMONOTONIC_USEC=%" PRIu64, zout_clock_ns() / 1000U);
}

unsigned
zout_notify_watchdog_ms(void)
{
	const char* const pid  = getenv("WATCHDOG_PID");
	const char* const wait = getenv("WATCHDOG_USEC");
	if (!wait || (pid && strtol(pid, NULL, 10) != (long)getpid())) {
		return 0;
	}
	const unsigned long long most_us = 3600000000U; // more often than wanted does no harm
	const unsigned long long wait_us = strtoull(wait, NULL, 10);
	return (unsigned)((wait_us < most_us ? wait_us : most_us) / 3000U); // three times in its time
}
