// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx_archive.h"

#include "abx/hash.h"

#include <stdlib.h>
#include <string.h>

/// The last line of a record, with the end of the line before it
static const char   record_end[]    = "\n}\n";
static const size_t record_end_size = sizeof(record_end) - 1;

void
zout_abx_archive_clear(ZoutAbxArchive* const archive)
{
	for (unsigned i = 0; i < archive->size; ++i) {
		free(archive->entry[i].text);
	}
	free(archive->entry);
	free(archive->slot);
	memset(archive, 0, sizeof(*archive));
}

/// The slot in which an entry is, or would be
static unsigned*
find_slot(const ZoutAbxArchive* const archive, const ZoutAbxEntry* const entry)
{
	const unsigned mask = 2U * archive->room - 1U;
	uint32_t       at   = 0;
	memcpy(&at, entry->identity, sizeof(at)); // As good as drawn, of a hash
	for (;; ++at) {
		unsigned* const           slot  = &archive->slot[at & mask];
		const ZoutAbxEntry* const known = *slot ? &archive->entry[*slot - 1U] : NULL;
		if (!known || (known->readable == entry->readable &&
		               !memcmp(known->identity, entry->identity, sizeof(entry->identity)))) {
			return slot;
		}
	}
}

/// Makes room for one more
static bool
grow(ZoutAbxArchive* const archive)
{
	if (archive->size < archive->room) {
		return true;
	}
	const unsigned      room  = archive->room ? 2U * archive->room : 8U;
	unsigned* const     slot  = (unsigned*)calloc(2U * (size_t)room, sizeof(unsigned));
	ZoutAbxEntry* const entry = slot ? (ZoutAbxEntry*)realloc(archive->entry, room * sizeof(ZoutAbxEntry)) : NULL;
	if (!entry) {
		free(slot);
		return false;
	}
	free(archive->slot);
	archive->entry = entry;
	archive->room  = room;
	archive->slot  = slot;
	for (unsigned i = 0; i < archive->size; ++i) {
		*find_slot(archive, &entry[i]) = i + 1U;
	}
	return true;
}

/// Takes an entry, whose text then belongs to the archive or is gone
static bool
take(ZoutAbxArchive* const archive, const ZoutAbxEntry* const entry)
{
	if (!grow(archive)) {
		free(entry->text);
		return false;
	}
	unsigned* const slot = find_slot(archive, entry);
	if (*slot) {
		ZoutAbxEntry* const known      = &archive->entry[*slot - 1U];
		const bool          is_further = known->state == ZOUT_ABX_RUNNING && entry->state != ZOUT_ABX_RUNNING;
		free(is_further ? known->text : entry->text);
		*known = is_further ? *entry : *known;
	} else {
		archive->entry[archive->size++] = *entry;
		*slot                           = archive->size;
	}
	return true;
}

bool
zout_abx_archive_add(ZoutAbxArchive* const archive, const ZoutAbxRecord* const record)
{
	ZoutAbxEntry entry = {(char*)malloc(ZOUT_ABX_RECORD_BYTES), 0, true, record->state, {0}};
	if (!entry.text) {
		return false;
	}
	entry.size = zout_abx_record_write(record, entry.text, ZOUT_ABX_RECORD_BYTES);
	memcpy(entry.identity, record->commitment, sizeof(entry.identity));
	if (entry.size == 0) { // Nothing was recorded
		free(entry.text);
		return true;
	}
	return take(archive, &entry);
}

bool
zout_abx_archive_append(ZoutAbxArchive* const archive, const ZoutAbxArchive* const other)
{
	bool good = true;
	for (unsigned i = 0; good && i < other->size; ++i) {
		ZoutAbxEntry entry = other->entry[i];
		entry.text         = (char*)malloc(entry.size + 1U);
		if (entry.text) {
			memcpy(entry.text, other->entry[i].text, entry.size + 1U);
		}
		good = entry.text && take(archive, &entry);
	}
	return good;
}

/// What a text lacks at its end, so that what is put behind it can be told apart. Projects bring damaged records.
static const char*
missing_end(const char* const text, const size_t size)
{
	for (size_t n = record_end_size; n > 0; --n) {
		if (size >= n && !memcmp(text + size - n, record_end, n)) {
			return record_end + n;
		}
	}
	return record_end;
}

/// Adds one record as it stands
static bool
read_one(ZoutAbxArchive* const archive, ZoutAbxRecord* const record, const char* const text, const size_t size)
{
	const char* const end      = missing_end(text, size);
	const size_t      end_size = strlen(end);
	ZoutAbxEntry      entry    = {(char*)malloc(size + end_size + 1U), size + end_size, false, ZOUT_ABX_IDLE, {0}};
	ZoutAbxResult     result;
	ZoutAbxVerdict    verdict;
	if (!entry.text) {
		return false;
	}
	memcpy(entry.text, text, size);
	entry.text[size] = '\0'; // for which the next one looks
	if (zout_abx_record_verify(entry.text, size, record, &result, &verdict)) {
		entry.readable = true;
		entry.state    = record->state;
		memcpy(entry.identity, record->commitment, sizeof(entry.identity));
	}
	memcpy(entry.text + size, end, end_size + 1U);
	if (!entry.readable) {
		ZoutAbxHash hash;
		zout_abx_hash_init(&hash);
		zout_abx_hash_add(&hash, entry.text, entry.size);
		zout_abx_hash_end(&hash, entry.identity);
	}
	return take(archive, &entry);
}

/// Number of bytes up to the end of the first record; all of them if there is no end
static size_t
first_size(const char* const text, const size_t size)
{
	for (size_t i = 0; i + record_end_size <= size; ++i) {
		if (!memcmp(text + i, record_end, record_end_size)) {
			return i + record_end_size;
		}
	}
	return size;
}

bool
zout_abx_archive_read(ZoutAbxArchive* const archive, const char* const text, const size_t size)
{
	ZoutAbxRecord* const record = (ZoutAbxRecord*)malloc(sizeof(ZoutAbxRecord));
	bool                 good   = record;
	for (size_t done = 0; good && done < size;) {
		const size_t now = first_size(text + done, size - done);
		good             = read_one(archive, record, text + done, now);
		done += now;
	}
	free(record);
	return good;
}

char*
zout_abx_archive_text(const ZoutAbxArchive* const archive, size_t* const size)
{
	*size = 0;
	for (unsigned i = 0; i < archive->size; ++i) {
		*size += archive->entry[i].size;
	}
	char* const text = (char*)malloc(*size + 1U);
	size_t      at   = 0;
	for (unsigned i = 0; text && i < archive->size; ++i) {
		memcpy(text + at, archive->entry[i].text, archive->entry[i].size);
		at += archive->entry[i].size;
	}
	if (text) {
		text[at] = '\0';
	}
	return text;
}
