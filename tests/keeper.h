// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file keeper.h
 * What a host keeps of a plugin in a project: one property, handed back exactly as long as it is, with nothing behind
 * it that could be read.
 */

#ifndef ZOUT_TESTS_KEEPER_H
#define ZOUT_TESTS_KEEPER_H

#include <lv2/state/state.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** All zero keeps nothing. */
typedef struct {
	char*    value; ///< NULL for none [size]
	size_t   size;
	uint32_t type;
	uint32_t key; ///< 0 hands it back whatever it is asked for by
	uint32_t flags;
	unsigned n_stored; ///< Calls of keeper_store()
	bool     full;     ///< Storing fails
} Keeper;

/** Puts a copy of a value in; what was there is gone. */
void
keeper_set(Keeper* keeper, const void* value, size_t size, uint32_t type);

/** Frees and empties. */
void
keeper_clear(Keeper* keeper);

/** Whether it is one text with its end, under this key and of this type, which was stored once. */
bool
keeper_has_text(const Keeper* keeper, uint32_t key, uint32_t type);

/** To be handed to save(), with a Keeper. */
LV2_State_Status
keeper_store(LV2_State_Handle handle, uint32_t key, const void* value, size_t size, uint32_t type, uint32_t flags);

/** To be handed to restore(), with a Keeper. Without a value it leaves all as it was, as PipeWire does. */
const void*
keeper_retrieve(LV2_State_Handle handle, uint32_t key, size_t* size, uint32_t* type, uint32_t* flags);

#endif // ZOUT_TESTS_KEEPER_H
