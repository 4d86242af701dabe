// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "catalog/urids.h"

#include <stdlib.h>
#include <string.h>

static LV2_URID
map_uri(const LV2_URID_Map_Handle handle, const char* const uri)
{
	return zout_urids_map((ZoutUrids*)handle, uri);
}

void
zout_urids_init(ZoutUrids* const urids)
{
	urids->uris       = NULL;
	urids->n          = 0;
	urids->failed     = false;
	urids->map.handle = urids;
	urids->map.map    = map_uri;
}

void
zout_urids_clear(ZoutUrids* const urids)
{
	for (unsigned i = 0; i < urids->n; ++i) {
		free(urids->uris[i]);
	}
	free(urids->uris);
	zout_urids_init(urids);
}

LV2_URID
zout_urids_map(ZoutUrids* const urids, const char* const uri)
{
	// A preset holds a handful of different ones
	for (unsigned i = 0; i < urids->n; ++i) {
		if (!strcmp(urids->uris[i], uri)) {
			return i + 1U;
		}
	}

	char* const  copy = strdup(uri);
	char** const uris = copy ? (char**)realloc(urids->uris, (urids->n + 1U) * sizeof(char*)) : NULL;
	if (!uris) {
		free(copy);
		urids->failed = true; // lilv takes the 0 for a number like any other
		return 0;
	}
	urids->uris           = uris;
	urids->uris[urids->n] = copy;
	return ++urids->n;
}
