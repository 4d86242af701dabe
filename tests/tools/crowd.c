// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Many clients of the control socket at once, all connected before the first one says anything.
 *
 *   crowd SOCKET N REQUEST
 *
 * Each sends REQUEST and waits up to 10 s for a line. Prints how many were granted it, were refused, and heard nothing:
 *
 *   GRANTED REFUSED SILENT
 *
 * and stays connected until it is killed. Exit status: 1 failed; 2 usage.
 */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST = 1000 };

static int
reach(const char* const path)
{
	const struct timeval patience = {10, 0};
	struct sockaddr_un   address  = {.sun_family = AF_UNIX};
	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1U);
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr*)&address, sizeof(address))) {
		perror("crowd: cannot connect");
		exit(1);
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

/// The beginning of the first answer; empty for none
static void
hear(const int fd, char answer[32])
{
	size_t length = 0;
	while (length < 31) {
		const ssize_t n = recv(fd, answer + length, 31U - length, 0);
		if (n <= 0) {
			break;
		}
		length += (size_t)n;
	}
	answer[length] = '\0';
}

int
main(const int argc, char** const argv)
{
	const unsigned long n = argc == 4 ? strtoul(argv[2], NULL, 10) : 0U;
	if (!n || n > MOST) {
		fprintf(stderr, "usage: crowd SOCKET N REQUEST (N at most %d)\n", MOST);
		return 2;
	}
	static int fds[MOST];
	unsigned   granted = 0;
	unsigned   refused = 0;
	for (unsigned i = 0; i < n; ++i) {
		fds[i] = reach(argv[1]);
	}
	for (unsigned i = 0; i < n; ++i) {
		char request[256];
		char answer[32];
		snprintf(request, sizeof(request), "%s\n", argv[3]);
		(void)!send(fds[i], request, strlen(request), MSG_NOSIGNAL);
		hear(fds[i], answer);
		granted += !strncmp(answer, "{\"ok\":true", 10);
		refused += !strncmp(answer, "{\"ok\":false", 11);
	}
	printf("%u %u %u\n", granted, refused, (unsigned)n - granted - refused);
	fflush(stdout);
	pause();
	return 0;
}
