// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file columns.h
 * Text in columns, aligned by what a terminal shows and not by bytes.
 */

#ifndef ZOUT_CLI_COLUMNS_H
#define ZOUT_CLI_COLUMNS_H

#include <stddef.h>

/** Columns that a UTF-8 string takes on a terminal. */
int
zout_columns(const char* text);

/** Bytes of a UTF-8 string up to the end of its first `most` characters, or to its own. */
size_t
zout_characters(const char* text, int most);

/** Prints a string on stdout, and spaces up to a width. */
void
zout_print_padded(const char* text, int width);

#endif // ZOUT_CLI_COLUMNS_H
