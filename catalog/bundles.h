// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file bundles.h
 * Bundles of others, as hosts find them: in the folders of LV2_PATH.
 *
 * lilv's list of all bundles is not asked for. It ends the process over a manifest that others can write, such as one
 * whose plugin has no URI.
 */

#ifndef ZOUT_CATALOG_BUNDLES_H
#define ZOUT_CATALOG_BUNDLES_H

#include <stdbool.h>

/** Takes the path of a folder or file, valid during the call; false ends the search. */
typedef bool (*ZoutPathHandler)(void* user, const char* path);

/**
 * Hands out the folders of LV2_PATH, or those where bundles are without it, in order, `~` replaced by HOME. Whether
 * they exist is not asked; what is too long for a path is left out.
 */
void
zout_bundles_folders(ZoutPathHandler handler, void* user);

/**
 * Hands out the files in which a preset is, as the first manifest says that knows it.
 *
 * @param preset URI of the preset.
 * @return False if out of memory.
 */
bool
zout_bundles_find(const char* preset, ZoutPathHandler handler, void* user);

#endif // ZOUT_CATALOG_BUNDLES_H
