// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx_state.h"

#include <lv2/atom/atom.h>

#include <stdlib.h>
#include <string.h>

static const char records_uri[] = "urn:zout:abx#records";

const LV2_URID_Map*
zout_abx_find_map(const LV2_Feature* const* const features)
{
	for (const LV2_Feature* const* feature = features; feature && *feature; ++feature) {
		if (!strcmp((*feature)->URI, LV2_URID__map)) {
			return (const LV2_URID_Map*)(*feature)->data;
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

static LV2_URID
map_uri(const LV2_URID_Map* const map, const char* const uri)
{
	return map->map(map->handle, uri);
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
	const LV2_URID_Map* const map = choose_map(store, features);
	if (!map) {
		return LV2_STATE_ERR_NO_FEATURE;
	}
	ZoutAbxArchive   all    = {NULL, 0, 0};
	size_t           size   = 0;
	char*            text   = collect(&all, store, desk) ? zout_abx_archive_text(&all, &size) : NULL;
	LV2_State_Status status = text ? LV2_STATE_SUCCESS : LV2_STATE_ERR_UNKNOWN;
	if (text && size) {
		status = keep(handle,
		              map_uri(map, records_uri),
		              text,
		              size + 1U,
		              map_uri(map, LV2_ATOM__String),
		              LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
	}
	free(text);
	zout_abx_archive_clear(&all);
	return status;
}

LV2_State_Status
zout_abx_store_restore(ZoutAbxStore* const               store,
                       ZoutAbxDesk* const                desk,
                       const LV2_State_Retrieve_Function retrieve,
                       const LV2_State_Handle            handle,
                       const LV2_Feature* const* const   features)
{
	const LV2_URID_Map* const map = choose_map(store, features);
	if (!map) {
		return LV2_STATE_ERR_NO_FEATURE;
	}
	size_t            size  = 0;
	uint32_t          type  = 0;
	uint32_t          flags = 0;
	const char* const text  = (const char*)retrieve(handle, map_uri(map, records_uri), &size, &type, &flags);
	if (!text || type != map_uri(map, LV2_ATOM__String)) {
		return LV2_STATE_SUCCESS; // A preset, or a project without sessions; some hosts hand over anything
	}

	const char* const end  = (const char*)memchr(text, '\0', size); // It need not be there
	const bool        good = zout_abx_archive_read(&store->archive, text, end ? (size_t)(end - text) : size);
	zout_abx_desk_set_history(desk, store->archive.size, zout_abx_archive_unfinished(&store->archive));
	return good ? LV2_STATE_SUCCESS : LV2_STATE_ERR_UNKNOWN;
}
