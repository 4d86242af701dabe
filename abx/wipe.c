// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/wipe.h"

#include "abx/sodium_realtime.h"

void
zout_abx_wipe(void* const bytes, const size_t n_bytes)
{
	sodium_memzero(bytes, n_bytes);
}
