// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file terminal.h
 * What the terminal can show: colours, and characters beyond ASCII.
 */

#ifndef ZOUT_CLI_TERMINAL_H
#define ZOUT_CLI_TERMINAL_H

#include <stdbool.h>

typedef struct {
	bool colour; ///< Standard output is a terminal, and NO_COLOR is not set
	bool utf8;   ///< The locale encodes in UTF-8
} ZoutTerminal;

/** Looks at standard output, the locale and the environment (NO_COLOR, see no-color.org; TERM). */
ZoutTerminal
zout_terminal(void);

typedef enum {
	ZOUT_COLOUR_PLAIN,
	ZOUT_COLOUR_BOLD,
	ZOUT_COLOUR_RED,
	ZOUT_COLOUR_YELLOW,
	ZOUT_COLOUR_GREEN,
	ZOUT_COLOUR_BLUE
} ZoutColour;

/** What switches to a colour, or nothing on a terminal without. */
const char*
zout_terminal_switch(const ZoutTerminal* terminal, ZoutColour colour);

/** Prints a horizontal bar of `part` (0 to 1) of a width in columns, without a newline. */
void
zout_terminal_bar(const ZoutTerminal* terminal, double part, unsigned width, ZoutColour colour);

#endif // ZOUT_CLI_TERMINAL_H
