// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file text.h
 * Files of Turtle, which anybody may have written.
 */

#ifndef ZOUT_CATALOG_TEXT_H
#define ZOUT_CATALOG_TEXT_H

/**
 * The text of a Turtle file with its own address before it, which what hosts save uses as its name.
 *
 * @return The text, to be freed with free(). NULL with errno as it failed: EINVAL stands for what is no file, or far
 * too large to be one of Turtle.
 */
char*
zout_text_read(const char* path);

/**
 * The path in a file URI.
 *
 * @return The path, to be freed with lilv_free(); NULL if it is no such URI, or one that serd would read beyond.
 */
char*
zout_text_path(const char* uri);

#endif // ZOUT_CATALOG_TEXT_H
