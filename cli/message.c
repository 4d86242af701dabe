// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>

ZoutExit
zout_complain(const ZoutExit status, const char* const format, ...)
{
	char    text[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);

	// File names may hold newlines and escape sequences
	for (char* c = text; *c; ++c) {
		if ((unsigned char)*c < ' ' || *c == 0x7f) {
			*c = '?';
		}
	}
	fprintf(stderr, "zout: %s\n", text);
	return status;
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
