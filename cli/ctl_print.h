// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file ctl_print.h
 * Answers of a service as people read them.
 */

#ifndef ZOUT_CLI_CTL_PRINT_H
#define ZOUT_CLI_CTL_PRINT_H

#include <jansson.h>

/** Puts a question mark for each control character, which names of files and presets may hold, in a line of JSON. */
void
zout_ctl_clean(char* line);

/** Prints the answer to a request, or an event that is pushed to those who watch. */
void
zout_ctl_print(const char* verb, const json_t* answer);

#endif // ZOUT_CLI_CTL_PRINT_H
