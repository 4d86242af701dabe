// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>

/// File names may hold newlines and escape sequences
static char
printable(const char c)
{
	return (unsigned char)c < ' ' || c == 0x7f ? '?' : c;
}

ZoutExit
zout_complain(const ZoutExit status, const char* const format, ...)
{
	char    text[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);

	for (char* c = text; *c; ++c) {
		*c = printable(*c);
	}
	fprintf(stderr, "zout: %s\n", text);
	return status;
}

void
zout_print_name(const char* const name)
{
	for (const char* c = name; *c; ++c) {
		putchar(printable(*c));
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
