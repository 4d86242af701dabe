// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/hash.h"

#include <string.h>

void
zout_abx_hash_init(ZoutAbxHash* const hash)
{
	crypto_hash_sha256_init(hash);
}

void
zout_abx_hash_add(ZoutAbxHash* const hash, const char* const bytes, const size_t n_bytes)
{
	crypto_hash_sha256_update(hash, (const unsigned char*)bytes, n_bytes);
}

void
zout_abx_hash_text(ZoutAbxHash* const hash, const char* const text)
{
	zout_abx_hash_add(hash, text, strlen(text));
}

void
zout_abx_hash_end(ZoutAbxHash* const hash, uint8_t out[ZOUT_ABX_HASH_BYTES])
{
	crypto_hash_sha256_final(hash, out);
}
