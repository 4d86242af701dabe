// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx_state.h"

#include "catalog/uris.h"
#include "dsp/simd/fpu.h"

#include <lv2/atom/atom.h>

#include <stdlib.h>
#include <string.h>

const LV2_URID_Map*
zout_abx_find_map(const LV2_Feature* const* const features)
{
	for (const LV2_Feature* const* feature = features; feature && *feature; ++feature) {
		const LV2_URID_Map* const map = (const LV2_URID_Map*)(*feature)->data;
		if (!strcmp((*feature)->URI, LV2_URID__map) && map && map->map) {
			return map;
		}
	}
	return NULL;
}

/// The map that was given last
static const LV2_URID_Map*
choose_map(const ZoutAbxStore* const store, const LV2_Feature* const* const features)
{
	const LV2_URID_Map* const map = zout_abx_find_map(features);
	return map ? map : store->map;
}

/// The names under which records are kept
typedef struct {
	LV2_URID key;
	LV2_URID type;
} Names;

/// False without a map, or if it fails: 0 is no name, though some hosts have values of that type
static bool
find_names(Names* const names, const LV2_URID_Map* const map)
{
	if (!map) {
		return false;
	}
	names->key  = map->map(map->handle, ZOUT_ABX_RECORDS_URI);
	names->type = map->map(map->handle, LV2_ATOM__String);
	return names->key && names->type;
}

/// Everything that there is to keep: what the project brought, what ended since, what runs
static bool
collect(ZoutAbxArchive* const all, const ZoutAbxStore* const store, const ZoutAbxDesk* const desk)
{
	// The mailbox before the shelf: a session that ends meanwhile is then in both, and never in none
	ZoutAbxRecord* const running = (ZoutAbxRecord*)malloc(sizeof(ZoutAbxRecord));
	bool                 good    = running;
	const bool           posted  = good && zout_abx_mailbox_take(zout_abx_desk_mailbox(desk), running);
	const ZoutAbxShelf*  shelf   = zout_abx_desk_shelf(desk);
	const unsigned       ended   = zout_abx_shelf_size(shelf);

	good = good && zout_abx_archive_append(all, &store->archive);
	for (unsigned i = 0; good && i < ended; ++i) {
		good = zout_abx_archive_add(all, zout_abx_shelf_at(shelf, i));
	}
	if (good && posted && running->state == ZOUT_ABX_RUNNING) {
		good = zout_abx_archive_add(all, running);
	}
	free(running);
	return good;
}

LV2_State_Status
zout_abx_store_save(const ZoutAbxStore* const       store,
                    const ZoutAbxDesk* const        desk,
                    const LV2_State_Store_Function  keep,
                    const LV2_State_Handle          handle,
                    const LV2_Feature* const* const features)
{
	Names names;
	if (!find_names(&names, choose_map(store, features))) {
		return LV2_STATE_ERR_NO_FEATURE;
	}
	ZoutAbxArchive     all  = {NULL, 0, 0, NULL};
	size_t             size = 0;
	const ZoutFpuState fpu  = zout_fpu_enter(); // Decimals are the same whatever the host's rounding
	char* const        text = collect(&all, store, desk) ? zout_abx_archive_text(&all, &size) : NULL;
	zout_fpu_leave(fpu);

	LV2_State_Status status = text ? LV2_STATE_SUCCESS : LV2_STATE_ERR_UNKNOWN;
	if (text && size) {
		const uint32_t flags = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
		status               = keep(handle, names.key, text, size + 1U, names.type, flags);
	}
	free(text);
	zout_abx_archive_clear(&all);
	return status;
}

/// Whether a session of the project is one of this desk, which counts it itself: saved here, and restored again
static bool
is_own(const ZoutAbxEntry* const entry, const ZoutAbxDesk* const desk, const ZoutAbxRecord* const posted)
{
	const ZoutAbxShelf* const shelf = zout_abx_desk_shelf(desk);
	bool                      own   = !memcmp(entry->identity, posted->commitment, sizeof(entry->identity));
	for (unsigned i = 0; !own && i < zout_abx_shelf_size(shelf); ++i) {
		own = !memcmp(entry->identity, zout_abx_shelf_at(shelf, i)->commitment, sizeof(entry->identity));
	}
	return own;
}

/// Tells the desk how many sessions there were before its own. False if out of memory
static bool
tell_history(const ZoutAbxArchive* const archive, ZoutAbxDesk* const desk)
{
	ZoutAbxRecord* const posted     = (ZoutAbxRecord*)calloc(1, sizeof(ZoutAbxRecord)); // No commitment is zero
	unsigned             sessions   = 0;
	unsigned             unfinished = 0;
	if (!posted) {
		return false;
	}
	(void)zout_abx_mailbox_take(zout_abx_desk_mailbox(desk), posted);
	for (unsigned i = 0; i < archive->size; ++i) {
		const unsigned earlier = is_own(&archive->entry[i], desk, posted) ? 0U : 1U;
		sessions += earlier;
		unfinished += archive->entry[i].state != ZOUT_ABX_FINISHED ? earlier : 0U;
	}
	zout_abx_desk_set_history(desk, sessions, unfinished);
	free(posted);
	return true;
}

LV2_State_Status
zout_abx_store_restore(ZoutAbxStore* const               store,
                       ZoutAbxDesk* const                desk,
                       const LV2_State_Retrieve_Function retrieve,
                       const LV2_State_Handle            handle,
                       const LV2_Feature* const* const   features)
{
	Names names;
	if (!find_names(&names, choose_map(store, features))) {
		return LV2_STATE_ERR_NO_FEATURE;
	}
	size_t            size  = 0;
	uint32_t          type  = 0;
	uint32_t          flags = 0;
	const char* const text  = (const char*)retrieve(handle, names.key, &size, &type, &flags);
	if (!text || type != names.type) {
		return LV2_STATE_SUCCESS; // A preset, or a project without sessions; some hosts hand over anything
	}

	const char* const end = (const char*)memchr(text, '\0', size); // It need not be there

	const ZoutFpuState fpu  = zout_fpu_enter();
	const bool         good = zout_abx_archive_read(&store->archive, text, end ? (size_t)(end - text) : size);
	zout_fpu_leave(fpu);
	return tell_history(&store->archive, desk) && good ? LV2_STATE_SUCCESS : LV2_STATE_ERR_UNKNOWN;
}
