// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file clean.h
 * Text that may say anything, as names of files and presets, made safe for a terminal: no line of its own, no colour.
 */

#ifndef ZOUT_CLI_CLEAN_H
#define ZOUT_CLI_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Looks at the first character of a text that is not empty.
 *
 * @param control Whether it is a control character, also one of the second set (U+0080 to U+009F, as two bytes of UTF-8
 *   or as one byte that is none).
 * @return Its bytes; 1 for what is no UTF-8.
 */
size_t
zout_character(const char* text, bool* control);

/** Puts a question mark for each control character. */
void
zout_clean(char* text);

#endif // ZOUT_CLI_CLEAN_H
