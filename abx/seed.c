// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/seed.h"

#include <sodium.h>

bool
zout_abx_draw_master(uint8_t master[ZOUT_ABX_HASH_BYTES])
{
	if (sodium_init() < 0) {
		return false;
	}
	randombytes_buf(master, ZOUT_ABX_HASH_BYTES);
	return true;
}
