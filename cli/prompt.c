// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/prompt.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static void
trim(char* const line)
{
	size_t first  = 0;
	size_t length = strlen(line);
	while (length && isspace((unsigned char)line[length - 1U])) {
		line[--length] = '\0';
	}
	while (isspace((unsigned char)line[first])) {
		++first;
	}
	memmove(line, line + first, length - first + 1U);
}

/// A terminal shows what is typed; a pipe does not
static void
echo(FILE* const talk, const char* const line)
{
	if (!isatty(STDIN_FILENO)) {
		fprintf(talk, "%s\n", line);
	}
}

ZoutAnswer
zout_prompt(FILE* const talk, const int signals, const char* const question, char* const line, const size_t room)
{
	size_t length = 0;
	*line         = '\0';
	fprintf(talk, "%s", question);
	fflush(talk);
	while (true) {
		struct pollfd wait[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
		char          c       = '\0';
		if (poll(wait, 2, -1) < 0 && errno != EINTR) {
			return ZOUT_ANSWER_NONE;
		}
		if (wait[1].revents) {
			return ZOUT_ANSWER_STOPPED;
		}
		if (!wait[0].revents) {
			continue;
		}
		if (read(STDIN_FILENO, &c, 1) != 1) {
			trim(line);
			echo(talk, line);
			return *line ? ZOUT_ANSWER_LINE : ZOUT_ANSWER_NONE; // a last line may have no end
		}
		if (c == '\n') {
			trim(line);
			echo(talk, line);
			return ZOUT_ANSWER_LINE;
		}
		if (length + 1U < room) {
			line[length++] = c;
			line[length]   = '\0';
		}
	}
}
