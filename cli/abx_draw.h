// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_draw.h
 * The pictures of a test on a terminal. What is drawn, and how long it takes, does not depend on what X is.
 */

#ifndef ZOUT_CLI_ABX_DRAW_H
#define ZOUT_CLI_ABX_DRAW_H

#include "cli/abx_test.h"

enum { ZOUT_ABX_COLUMNS = 72, ZOUT_ABX_LINES = 22 }; ///< Smallest terminal

/** Draws a prepared test, a trial or a finished test; `question` is shown in the last line if it is not NULL. */
void
zout_abx_draw(const ZoutAbxTest* test, const char* question);

/** Draws nothing but a line of text. */
void
zout_abx_draw_note(const char* text);

#endif // ZOUT_CLI_ABX_DRAW_H
