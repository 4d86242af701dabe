// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file html_text.h
 * Text inside of HTML and SVG.
 */

#ifndef ZOUT_CLI_HTML_TEXT_H
#define ZOUT_CLI_HTML_TEXT_H

#include <stdio.h>

/** Writes a text with what has a meaning in HTML replaced; control characters become spaces. */
void
zout_html_text(FILE* file, const char* text);

#endif // ZOUT_CLI_HTML_TEXT_H
