// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file shell_text.h
 * Commands that are printed for people to copy: a POSIX shell reads the same arguments in them.
 */

#ifndef ZOUT_CLI_SHELL_TEXT_H
#define ZOUT_CLI_SHELL_TEXT_H

#include <stddef.h>
#include <stdio.h>

/** A command that is being written. It must not move. */
typedef struct {
	FILE*  stream; ///< NULL without memory, which zout_shell_end() tells
	char*  text;
	size_t size;
} ZoutShellText;

/** Begins with words that need no quotes, as "zout measure". */
void
zout_shell_begin(ZoutShellText* command, const char* words);

/** Adds an argument, in quotes where a shell would change it. */
void
zout_shell_argument(ZoutShellText* command, const char* argument);

/** Adds an option, as "--amp", and its value; nothing if that is NULL. */
void
zout_shell_option(ZoutShellText* command, const char* option, const char* value);

/** Adds an option and its value; nothing if that is not above 0. */
void
zout_shell_number(ZoutShellText* command, const char* option, double value);

/** The command, which the caller frees; NULL if memory ran out for any part of it. */
char*
zout_shell_end(ZoutShellText* command);

#endif // ZOUT_CLI_SHELL_TEXT_H
