// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A client of the control socket that behaves as badly as it can, until it is killed.
 *
 *   flood SOCKET half|huge|noise|set|reload|connect|deaf
 *
 *   half     connects and begins a request that never ends
 *   huge     sends lines of a million characters
 *   noise    sends random bytes
 *   set      sets the balance to and fro as fast as it can, and reads answers
 *   reload   has the configuration read again as often as it can, and reads answers
 *   connect  connects and leaves
 *   deaf     asks for everything and never reads
 */

#define _POSIX_C_SOURCE 200809L

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static void
pause_ms(const long ms)
{
	const struct timespec wait = {ms / 1000, ms % 1000 * 1000000};
	nanosleep(&wait, NULL);
}

static int
reach(const char* const path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1U);
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr*)&address, sizeof(address))) {
		if (fd >= 0) {
			close(fd);
		}
		pause_ms(1);
		return -1;
	}
	return fd;
}

/// Sends one piece of nonsense; false if the service has had enough
static bool
rave(const int fd, const char* const how)
{
	static char       text[1000001];
	static unsigned   random = 1;
	static const char set[]  = "set balance=0.01\nset balance=0\n";
	static const char half[] = "set volume";
	static const char load[] = "reload\nreload\n";
	static const char ask[]  = "get\nstatus\nmeters\npreset\n";
	const char*       what   = set;
	size_t            length = sizeof(set) - 1U;
	if (!strcmp(how, "half")) {
		what   = half;
		length = sizeof(half) - 1U;
	} else if (!strcmp(how, "huge")) {
		memset(text, 'x', sizeof(text) - 1U);
		text[sizeof(text) - 1U] = '\n';
		what                    = text;
		length                  = sizeof(text);
	} else if (!strcmp(how, "noise")) {
		for (unsigned i = 0; i < 10000; ++i) {
			random  = random * 1664525U + 1013904223U;
			text[i] = (char)(random >> 24);
		}
		what   = text;
		length = 10000;
	} else if (!strcmp(how, "reload")) {
		what   = load;
		length = sizeof(load) - 1U;
	} else if (!strcmp(how, "deaf")) {
		what   = ask;
		length = sizeof(ask) - 1U;
	}
	return send(fd, what, length, MSG_NOSIGNAL) > 0;
}

int
main(const int argc, char** const argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: flood SOCKET half|huge|noise|set|reload|connect|deaf\n");
		return 2;
	}
	const char* const how = argv[2];
	for (;;) {
		const int fd   = reach(argv[1]);
		bool      more = fd >= 0 && strcmp(how, "connect") != 0;
		while (more && rave(fd, how)) {
			char answer[65536];
			more = (strcmp(how, "set") != 0 && strcmp(how, "reload") != 0) || recv(fd, answer, sizeof(answer), 0) > 0;
			if (!strcmp(how, "noise")) { // answers must not fill up the way
				(void)!recv(fd, answer, sizeof(answer), MSG_DONTWAIT);
			}
			while (!strcmp(how, "half")) {
				pause_ms(1000);
			}
		}
		if (fd >= 0) {
			close(fd);
		}
	}
}
