// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _DEFAULT_SOURCE // MAP_ANONYMOUS

#include "fuzz/project.h"

#include "fuzz/target.h"

#include <lv2/atom/atom.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char records_uri[] = "urn:zout:abx#records";

static LV2_URID
map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
{
	static const char* const known[] = {records_uri, LV2_ATOM__String, LV2_ATOM__Int, LV2_ATOM__Path};
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

/// Bytes of the pages that a value takes, and of the one behind that nobody may touch
static size_t
whole_size(const size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	return (size / page + 2U) * page;
}

void
fuzz_project_clear(FuzzProject* const project)
{
	if (project->value) {
		const size_t whole = whole_size(project->size);
		munmap(project->value + project->size - (whole - (size_t)sysconf(_SC_PAGESIZE)), whole);
	}
	memset(project, 0, sizeof(*project));
}

void
fuzz_project_set(FuzzProject* const project, const void* const value, const size_t size, const uint32_t type)
{
	// The value ends where a page begins that nobody may touch: reading on is noticed without a sanitizer, too
	const size_t page  = (size_t)sysconf(_SC_PAGESIZE);
	const size_t whole = whole_size(size);
	char* const  start = (char*)mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	FUZZ_REQUIRE(start != MAP_FAILED && !mprotect(start + whole - page, page, PROT_NONE));
	fuzz_project_clear(project);
	project->value = start + whole - page - size;
	if (size) {
		memcpy(project->value, value, size);
	}
	project->size = size;
	project->type = type;
}

static const LV2_State_Interface*
interface_of(const FuzzHost* const host)
{
	const LV2_State_Interface* const state =
		(const LV2_State_Interface*)host->descriptor->extension_data(LV2_STATE__interface);
	FUZZ_REQUIRE(state);
	return state;
}

static LV2_State_Status
store(const LV2_State_Handle handle,
      const uint32_t         key,
      const void* const      value,
      const size_t           size,
      const uint32_t         type,
      const uint32_t         flags)
{
	FUZZ_REQUIRE(key == fuzz_project_urid(records_uri) && type == fuzz_project_urid(LV2_ATOM__String));
	FUZZ_REQUIRE(flags & LV2_STATE_IS_POD);
	FUZZ_REQUIRE(size && !((const char*)value)[size - 1U] && strlen((const char*)value) == size - 1U);
	fuzz_project_set((FuzzProject*)handle, value, size, type);
	return LV2_STATE_SUCCESS;
}

static const void*
retrieve(const LV2_State_Handle handle,
         const uint32_t         key,
         size_t* const          size,
         uint32_t* const        type,
         uint32_t* const        flags)
{
	const FuzzProject* const project = (const FuzzProject*)handle;
	*flags                           = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
	*size                            = project->size;
	*type                            = project->type;
	return key == fuzz_project_urid(records_uri) ? project->value : NULL;
}

void
fuzz_project_save(FuzzProject* const project, const FuzzHost* const host)
{
	fuzz_project_clear(project);
	FUZZ_REQUIRE(!interface_of(host)->save(host->handle, store, project, 0, fuzz_project_features()));
}

void
fuzz_project_restore(FuzzProject* const project, FuzzHost* const host)
{
	FUZZ_REQUIRE(!interface_of(host)->restore(host->handle, retrieve, project, 0, fuzz_project_features()));
}
