// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "fuzz/project.h"

#include "catalog/uris.h"
#include "fuzz/target.h"

#include <lv2/atom/atom.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include <string.h>

static LV2_URID
map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
{
	static const char* const known[] = {ZOUT_ABX_RECORDS_URI, LV2_ATOM__String, LV2_ATOM__Int, LV2_ATOM__Path};
	(void)handle;
	unsigned i = 0;
	while (i < sizeof(known) / sizeof(known[0]) && strcmp(uri, known[i]) != 0) {
		++i;
	}
	return i + 1U;
}

const LV2_Feature* const*
fuzz_project_features(void)
{
	static LV2_URID_Map             map     = {NULL, map_uri};
	static const LV2_Feature        feature = {LV2_URID__map, &map};
	static const LV2_Feature* const list[]  = {&feature, NULL};
	return list;
}

uint32_t
fuzz_project_urid(const char* const uri)
{
	return map_uri(NULL, uri);
}

void
fuzz_project_set(FuzzProject* const project, const void* const value, const size_t size, const uint32_t type)
{
	keeper_set(project, value, size, type);
	project->key = fuzz_project_urid(ZOUT_ABX_RECORDS_URI);
}

static const LV2_State_Interface*
interface_of(const FuzzHost* const host)
{
	const LV2_State_Interface* const state =
		(const LV2_State_Interface*)host->descriptor->extension_data(LV2_STATE__interface);
	FUZZ_REQUIRE(state);
	return state;
}

void
fuzz_project_save(FuzzProject* const project, const FuzzHost* const host)
{
	keeper_clear(project);
	FUZZ_REQUIRE(!interface_of(host)->save(host->handle, keeper_store, project, 0, fuzz_project_features()));
	FUZZ_REQUIRE(
		!project->n_stored ||
		keeper_has_text(project, fuzz_project_urid(ZOUT_ABX_RECORDS_URI), fuzz_project_urid(LV2_ATOM__String)));
}

void
fuzz_project_restore(FuzzProject* const project, FuzzHost* const host)
{
	FUZZ_REQUIRE(!interface_of(host)->restore(host->handle, keeper_retrieve, project, 0, fuzz_project_features()));
}
