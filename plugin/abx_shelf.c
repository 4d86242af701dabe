// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx_shelf.h"

#include <stdatomic.h>
#include <stdlib.h>

static const size_t least_page_bytes = 4096;

struct ZoutAbxShelfImpl {
	atomic_uint   size; ///< Records below it are complete and never change again
	unsigned      aborted;
	ZoutAbxRecord record[ZOUT_ABX_SHELF_RECORDS];
};

/// Makes the system hand over all memory now, so that it does not have to when the audio thread writes there
static void
touch(void* const memory, const size_t size)
{
	volatile char* const byte = (volatile char*)memory;
	for (size_t i = 0; i < size; i += least_page_bytes) {
		byte[i] = 0;
	}
}

ZoutAbxShelf*
zout_abx_shelf_new(void)
{
	ZoutAbxShelf* const shelf = (ZoutAbxShelf*)calloc(1, sizeof(ZoutAbxShelf));
	if (shelf) {
		touch(shelf, sizeof(*shelf));
	}
	return shelf;
}

void
zout_abx_shelf_free(ZoutAbxShelf* const shelf)
{
	free(shelf);
}

bool
zout_abx_shelf_has_room(const ZoutAbxShelf* const shelf)
{
	return zout_abx_shelf_size(shelf) < ZOUT_ABX_SHELF_RECORDS;
}

void
zout_abx_shelf_add(ZoutAbxShelf* const shelf, const ZoutAbxSession* const session)
{
	const unsigned size = zout_abx_shelf_size(shelf);
	if (size < ZOUT_ABX_SHELF_RECORDS) {
		zout_abx_session_record(session, &shelf->record[size]);
		shelf->aborted += shelf->record[size].state == ZOUT_ABX_ABORTED ? 1U : 0U;
		atomic_store_explicit(&shelf->size, size + 1U, memory_order_release);
	}
}

unsigned
zout_abx_shelf_size(const ZoutAbxShelf* const shelf)
{
	return atomic_load_explicit(&shelf->size, memory_order_acquire);
}

unsigned
zout_abx_shelf_aborted(const ZoutAbxShelf* const shelf)
{
	return shelf->aborted;
}

const ZoutAbxRecord*
zout_abx_shelf_at(const ZoutAbxShelf* const shelf, const unsigned index)
{
	return &shelf->record[index];
}
