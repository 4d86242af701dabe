// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/message.h"

#include "cli/clean.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

ZoutExit
zout_complain(const ZoutExit status, const char* const format, ...)
{
	char    text[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);

	zout_clean(text); // names of files may hold newlines and escape sequences
	fprintf(stderr, "zout: %s\n", text);
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
