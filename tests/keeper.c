// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _DEFAULT_SOURCE // MAP_ANONYMOUS

#include "tests/keeper.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/// Bytes of the pages that a value takes, and of the one behind that nobody may touch
static size_t
whole_size(const size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	return (size / page + 2U) * page;
}

void
keeper_clear(Keeper* const keeper)
{
	if (keeper->value) {
		const size_t whole = whole_size(keeper->size);
		munmap(keeper->value + keeper->size - (whole - (size_t)sysconf(_SC_PAGESIZE)), whole);
	}
	memset(keeper, 0, sizeof(*keeper));
}

void
keeper_set(Keeper* const keeper, const void* const value, const size_t size, const uint32_t type)
{
	// The value ends where a page begins that nobody may touch: reading on is noticed without a sanitizer, too
	const size_t page  = (size_t)sysconf(_SC_PAGESIZE);
	const size_t whole = whole_size(size);
	char* const  start = (char*)mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (start == MAP_FAILED || mprotect(start + whole - page, page, PROT_NONE)) {
		abort();
	}
	keeper_clear(keeper);
	keeper->value = start + whole - page - size;
	if (size) {
		memcpy(keeper->value, value, size);
	}
	keeper->size = size;
	keeper->type = type;
}

bool
keeper_has_text(const Keeper* const keeper, const uint32_t key, const uint32_t type)
{
	const uint32_t flags = LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE;
	return keeper->n_stored == 1 && keeper->key == key && keeper->type == type && keeper->flags == flags &&
	       keeper->size && memchr(keeper->value, '\0', keeper->size) == keeper->value + keeper->size - 1;
}

LV2_State_Status
keeper_store(const LV2_State_Handle handle,
             const uint32_t         key,
             const void* const      value,
             const size_t           size,
             const uint32_t         type,
             const uint32_t         flags)
{
	Keeper* const  keeper   = (Keeper*)handle;
	const unsigned n_stored = keeper->n_stored + 1U;
	if (!keeper->full) {
		keeper_set(keeper, value, size, type);
		keeper->key   = key;
		keeper->flags = flags;
	}
	keeper->n_stored = n_stored;
	return keeper->full ? LV2_STATE_ERR_NO_SPACE : LV2_STATE_SUCCESS;
}

const void*
keeper_retrieve(const LV2_State_Handle handle,
                const uint32_t         key,
                size_t* const          size,
                uint32_t* const        type,
                uint32_t* const        flags)
{
	const Keeper* const keeper = (const Keeper*)handle;
	if (!keeper->value || (keeper->key && keeper->key != key)) {
		return NULL;
	}
	*size  = keeper->size;
	*type  = keeper->type;
	*flags = keeper->flags;
	return keeper->value;
}
