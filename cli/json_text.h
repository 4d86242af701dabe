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

/** Begins a document. To be called before anything of it is made; one at a time. */
void
zout_json_begin(void);

/**
 * The text of the document that was made since zout_json_begin(). Frees `root`, which may be NULL.
 *
 * @return Text that the caller frees with free(); NULL if memory ran out for any part of the document.
 */
char*
zout_json_end(json_t* root, size_t flags);

#endif // ZOUT_CLI_JSON_TEXT_H
