// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file marks.h
 * The last two lines of a record: check marks, which find the line that was changed, and the digest, which proves that
 * none was.
 */

#ifndef ZOUT_ABX_MARKS_H
#define ZOUT_ABX_MARKS_H

#include "abx/record.h"
#include "abx/text.h"

/** Appends both lines and the end of the record. */
void
zout_abx_put_marks(ZoutAbxText* text);

/** Bytes of both lines and the end of the record, if `text` begins with them; else 0. */
size_t
zout_abx_marks_bytes(const char* text);

/** The line of the digest in a text of `size` bytes, or NULL if none begins where a record has it. */
const char*
zout_abx_find_digest(const char* text, size_t size);

/** Notes a fault for each line that does not have its mark, and one if the digest is wrong. */
void
zout_abx_check_marks(const char* text, size_t size, ZoutAbxVerdict* verdict);

/** Adds a fault, unless the field has one or there are too many; they count all the same. */
void
zout_abx_add_fault(ZoutAbxVerdict* verdict, const ZoutAbxFault* fault);

#endif // ZOUT_ABX_MARKS_H
