// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "fuzz/wrap/catalog.h"

#include "fuzz/target.h"

#include <stdbool.h>

static ZoutCatalog kept;
static bool        lent;

ZoutAudioStatus
__wrap_zout_catalog_open(ZoutCatalog* const catalog, ZoutAudioError* const error)
{
	FUZZ_REQUIRE(!lent);
	FUZZ_REQUIRE(kept.world || !__real_zout_catalog_open(&kept, error));
	*catalog = kept;
	lent     = true;
	return ZOUT_AUDIO_SUCCESS;
}

void
__wrap_zout_catalog_close(ZoutCatalog* const catalog)
{
	kept = *catalog;
	lent = false;
}
