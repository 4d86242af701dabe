// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_archive.h
 * Records of blind sessions as text: those that a project brought along, to be handed back as they were.
 *
 * One session has one entry, known by its commitment, and found without looking at all others: a project may have
 * thousands. What cannot be read is kept all the same, because losing a record
 * is the one thing that a project must not do. Not for the audio thread.
 */

#ifndef ZOUT_PLUGIN_ABX_ARCHIVE_H
#define ZOUT_PLUGIN_ABX_ARCHIVE_H

#include "abx/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One record. */
typedef struct {
	char*        text; ///< Of this archive, `size` bytes and a zero byte
	size_t       size;
	bool         readable;
	ZoutAbxState state;                         ///< If readable
	uint8_t      identity[ZOUT_ABX_HASH_BYTES]; ///< Its commitment; the hash of the text of what cannot be read
} ZoutAbxEntry;

/** A list of records. All zero is an empty one; the caller ends it with zout_abx_archive_clear(). */
typedef struct {
	ZoutAbxEntry* entry;
	unsigned      size;
	unsigned      room; ///< A power of two
	unsigned*     slot; ///< Where entries are, by their identities; 0 is free, 1 the first entry [2 room]
} ZoutAbxArchive;

/** Empties an archive. */
void
zout_abx_archive_clear(ZoutAbxArchive* archive);

/**
 * Adds a record. Of two records of one session that which is further stays.
 *
 * @return False if out of memory.
 */
bool
zout_abx_archive_add(ZoutAbxArchive* archive, const ZoutAbxRecord* record);

/** Adds all entries of another archive. @return False if out of memory. */
bool
zout_abx_archive_append(ZoutAbxArchive* archive, const ZoutAbxArchive* other);

/**
 * Adds all records of a text in which they stand one after another.
 *
 * @param text Any bytes. [size]
 * @return False if out of memory.
 */
bool
zout_abx_archive_read(ZoutAbxArchive* archive, const char* text, size_t size);

/**
 * All records, one after another.
 *
 * @param size Receives the number of bytes before the zero byte.
 * @return The text, to be freed with free(); NULL if out of memory.
 */
char*
zout_abx_archive_text(const ZoutAbxArchive* archive, size_t* size);

#endif // ZOUT_PLUGIN_ABX_ARCHIVE_H
