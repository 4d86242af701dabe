// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file urids.h
 * Numbers for URIs, as lilv wants them for reading presets.
 */

#ifndef ZOUT_CATALOG_URIDS_H
#define ZOUT_CATALOG_URIDS_H

#include <lv2/urid/urid.h>
#include <stdbool.h>

/** The numbers given so far. */
typedef struct {
	char**       uris; ///< [n]; the number of a URI is its index + 1
	unsigned     n;
	bool         failed; ///< A number could not be given
	LV2_URID_Map map;    ///< For whoever asks for numbers
} ZoutUrids;

/** Prepares an empty set, which must not move and which the caller frees with zout_urids_clear(). */
void
zout_urids_init(ZoutUrids* urids);

void
zout_urids_clear(ZoutUrids* urids);

/** Number of a URI, from 1; 0, and `failed` from now on, if there is no memory. */
LV2_URID
zout_urids_map(ZoutUrids* urids, const char* uri);

#endif // ZOUT_CATALOG_URIDS_H
