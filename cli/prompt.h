// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file prompt.h
 * Questions to the person at the terminal, or to the pipe that stands in for one.
 */

#ifndef ZOUT_CLI_PROMPT_H
#define ZOUT_CLI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** What came back. */
typedef enum {
	ZOUT_ANSWER_LINE,    ///< A line, without its end
	ZOUT_ANSWER_NONE,    ///< The input has ended
	ZOUT_ANSWER_STOPPED, ///< A signal came
} ZoutAnswer;

/**
 * Prints a question and waits for a line on standard input, or for a signal.
 *
 * @param signals Descriptor of zout_signals_open().
 * @param line Receives the line, cut to its room, without white space at its ends.
 */
ZoutAnswer
zout_prompt(FILE* talk, int signals, const char* question, char* line, size_t room);

#endif // ZOUT_CLI_PROMPT_H
