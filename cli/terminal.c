// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "cli/terminal.h"

#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

ZoutTerminal
zout_terminal(void)
{
	const char* const  no_colour = getenv("NO_COLOR");
	const char* const  term      = getenv("TERM");
	const bool         wanted    = (!no_colour || !*no_colour) && term && strcmp(term, "dumb") != 0;
	const ZoutTerminal terminal  = {
		 .colour = wanted && isatty(STDOUT_FILENO),
		 .utf8   = !strcmp(nl_langinfo(CODESET), "UTF-8"),
    };
	return terminal;
}

const char*
zout_terminal_switch(const ZoutTerminal* const terminal, const ZoutColour colour)
{
	static const char* const switches[] = {"\033[0m", "\033[1m", "\033[31m", "\033[33m", "\033[32m", "\033[34m"};
	return terminal->colour ? switches[colour] : "";
}

void
zout_terminal_bar(const ZoutTerminal* const terminal, const double part, const unsigned width, const ZoutColour colour)
{
	enum { EIGHTHS = 8 };
	static const char* const ends[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	const double             length = fmin(fmax(part, 0.0), 1.0) * width;
	const unsigned           whole  = (unsigned)length;
	fputs(zout_terminal_switch(terminal, colour), stdout);
	for (unsigned i = 0; i < whole; ++i) {
		fputs(terminal->utf8 ? "█" : "#", stdout);
	}
	if (terminal->utf8) {
		fputs(ends[(unsigned)(EIGHTHS * (length - whole))], stdout);
	}
	fputs(zout_terminal_switch(terminal, ZOUT_COLOUR_PLAIN), stdout);
}
