// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _DEFAULT_SOURCE

#include "cli/abx_draw.h"
#include "cli/abx_screen.h"

#include <ncurses.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

ZoutAudioStatus
zout_abx_screen_check(ZoutAudioError* const error)
{
	struct winsize size = {0};
	int            what = 0;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		return zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "this is no terminal, expected one, or --plain");
	}
	if (setupterm(NULL, STDOUT_FILENO, &what) || !cursor_address) {
		const char* const term = getenv("TERM");
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "cannot draw on a terminal of type '%s', expected another TERM, or --plain",
		                       term ? term : "");
	}
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col &&
	    (size.ws_col < ZOUT_ABX_COLUMNS || size.ws_row < ZOUT_ABX_LINES)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "the terminal has %u x %u characters, expected at least %d x %d, or --plain",
		                       size.ws_col,
		                       size.ws_row,
		                       (int)ZOUT_ABX_COLUMNS,
		                       (int)ZOUT_ABX_LINES);
	}
	return ZOUT_AUDIO_SUCCESS;
}
