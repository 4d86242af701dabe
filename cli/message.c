// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/message.h"

#include "audio/write_all.h"
#include "cli/clean.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// A line that nobody takes is lost, and not waited for
static atomic_bool in_a_hurry;

void
zout_message_never_wait(void)
{
	atomic_store(&in_a_hurry, true);
}

/// Opens a pipe or terminal anew for who never waits: the flag on ours would be there for all who share it, as the
/// shell. A terminal that nobody reads has room for a part of a line, and reports that. -1 for what is none of these
static int
open_anew(const int fd)
{
	struct stat info;
	char        path[32];
	if (fstat(fd, &info) || !(S_ISFIFO(info.st_mode) || isatty(fd))) {
		return -1;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/// Writes as much as is taken right now
static void
offer(const int fd, const char* const line, const size_t length)
{
	struct pollfd room = {.fd = fd, .events = POLLOUT};
	if (poll(&room, 1, 0) == 1 && (room.revents & POLLOUT)) { // not so where a terminal was stopped
		const int own = open_anew(fd);
		(void)!write(own >= 0 ? own : fd, line, length);
		if (own >= 0) {
			close(own);
		}
	}
}

/// Not by way of a stream, which would remember that nobody keeps the log: no failure of a service
static void ZOUT_PRINTF(2, 0) say(const int fd, const char* const format, va_list args)
{
	static const char name[] = "zout: ";
	char              line[1024 + sizeof(name)];
	memcpy(line, name, sizeof(name));
	vsnprintf(line + sizeof(name) - 1U, sizeof(line) - sizeof(name), format, args);
	zout_clean(line); // names of files may hold newlines and escape sequences

	const size_t length = strlen(line);
	line[length]        = '\n';
	if (atomic_load(&in_a_hurry)) {
		offer(fd, line, length + 1U);
	} else {
		(void)zout_write_all(fd, line, length + 1U);
	}
}

void
zout_say(const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	say(STDOUT_FILENO, format, args);
	va_end(args);
}

ZoutExit
zout_complain(const ZoutExit status, const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	say(STDERR_FILENO, format, args);
	va_end(args);
	return status;
}

ZoutExit
zout_complain_of_output(const int code)
{
	if (code == EPIPE) { // some commands ignore the signal, in order to clean up first
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	return zout_complain(ZOUT_EXIT_FAILED, "cannot write to standard output: %s", strerror(code));
}

void
zout_print_name(const char* const name)
{
	for (const char* c = name; *c;) {
		bool         control = false;
		const size_t n_bytes = zout_character(c, &control);
		fwrite(control ? "?" : c, 1, control ? 1U : n_bytes, stdout);
		c += n_bytes;
	}
}

ZoutExit
zout_exit_of(const ZoutAudioStatus status)
{
	switch (status) {
	case ZOUT_AUDIO_SUCCESS:
		return ZOUT_EXIT_SUCCESS;
	case ZOUT_AUDIO_BAD_INPUT:
		return ZOUT_EXIT_USAGE;
	case ZOUT_AUDIO_FAILED:
	case ZOUT_AUDIO_STOPPED:
		break;
	}
	return ZOUT_EXIT_FAILED;
}

ZoutExit
zout_report(const ZoutAudioStatus status, const ZoutAudioError* const error)
{
	return zout_complain(zout_exit_of(status), "%s", error->text);
}

void
zout_abandon(const char* const what, const char* const name)
{
	const char* const quote = name ? "'" : "";
	zout_complain(ZOUT_EXIT_FAILED,
	              "%s%s%s%.200s%s hangs, and was not waited for any longer",
	              what,
	              name ? " " : "",
	              quote,
	              name ? name : "",
	              quote);
	fflush(stdout);
	_exit((int)ZOUT_EXIT_FAILED);
}
