// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file hash.h
 * SHA-256 by libsodium: pure computation. [audio]
 */

#ifndef ZOUT_ABX_HASH_H
#define ZOUT_ABX_HASH_H

#include "abx/plan.h"
#include "abx/sodium_realtime.h"

#include <stddef.h>
#include <stdint.h>

/** A hash that is being computed. */
typedef crypto_hash_sha256_state ZoutAbxHash;

/** Begins a hash of nothing yet. */
ZOUT_REALTIME
void
zout_abx_hash_init(ZoutAbxHash* hash);

/** Adds bytes [n_bytes]. Into how many calls they are split makes no difference. */
ZOUT_REALTIME
void
zout_abx_hash_add(ZoutAbxHash* hash, const char* bytes, size_t n_bytes);

/** Adds a text without its final zero. */
ZOUT_REALTIME
void
zout_abx_hash_text(ZoutAbxHash* hash, const char* text);

/** Gives the hash of all that was added. Before more is added it has to begin anew. */
ZOUT_REALTIME
void
zout_abx_hash_end(ZoutAbxHash* hash, uint8_t out[ZOUT_ABX_HASH_BYTES]);

#endif // ZOUT_ABX_HASH_H
