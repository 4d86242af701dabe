// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file project.h
 * A host's project, and what it may ask of the plugin.
 */

#ifndef ZOUT_FUZZ_PROJECT_H
#define ZOUT_FUZZ_PROJECT_H

#include "fuzz/host.h"
#include "tests/keeper.h"

#include <stddef.h>
#include <stdint.h>

/** One property under <urn:zout:abx#records>. All zero is none. */
typedef Keeper FuzzProject;

/** urid:map, NULL-terminated. */
const LV2_Feature* const*
fuzz_project_features(void);

/** Number of a URI. */
uint32_t
fuzz_project_urid(const char* uri);

/** Puts a value in, a copy. */
void
fuzz_project_set(FuzzProject* project, const void* value, size_t size, uint32_t type);

/** Lets the plugin save; what was there is gone. */
void
fuzz_project_save(FuzzProject* project, const FuzzHost* host);

/** Lets the plugin restore; it must not fail. */
void
fuzz_project_restore(FuzzProject* project, FuzzHost* host);

#endif // ZOUT_FUZZ_PROJECT_H
