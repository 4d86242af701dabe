// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file json_text.h
 * JSON that is whole or not there at all.
 *
 * jansson leaves out what it has no memory for, and so would whoever builds a document by many calls whose results
 * nobody reads. Here its allocations are watched instead.
 */

#ifndef ZOUT_CLI_JSON_TEXT_H
#define ZOUT_CLI_JSON_TEXT_H

#include <jansson.h>
#include <stddef.h>

/** How values of settings are written: 7 digits are what a float holds. */
enum {
	ZOUT_JSON_LINE = JSON_COMPACT | JSON_REAL_PRECISION(7),  ///< In one line
	ZOUT_JSON_PAGE = JSON_INDENT(2) | JSON_REAL_PRECISION(7) ///< To be read by people, too
};

/** Begins a document. To be called before anything of it is made; one at a time. */
void
zout_json_begin(void);

/**
 * The text of the document that was made since zout_json_begin(). Frees `root`, which may be NULL.
 *
 * @param flags Of jansson: ZOUT_JSON_LINE, ZOUT_JSON_PAGE or others.
 * @return Text that the caller frees with free(); NULL if memory ran out for any part of the document.
 */
char*
zout_json_end(json_t* root, size_t flags);

#endif // ZOUT_CLI_JSON_TEXT_H
