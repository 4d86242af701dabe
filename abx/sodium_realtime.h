// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file sodium_realtime.h
 * Hashes and wiping of libsodium: computation in the caller's memory, in terms that the compiler checks. It allocates
 * only in sodium_malloc() and calls the system only for random numbers, neither of which is here.
 */

#ifndef ZOUT_ABX_SODIUM_REALTIME_H
#define ZOUT_ABX_SODIUM_REALTIME_H

#include "dsp/attributes.h"

#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>
#include <stddef.h>

#ifdef ZOUT_HAS_EFFECTS
ZOUT_REALTIME
int
crypto_auth_hmacsha256(unsigned char*       out,
                       const unsigned char* in,
                       unsigned long long   in_bytes,
                       const unsigned char* key);

ZOUT_REALTIME
int
crypto_hash_sha256_init(crypto_hash_sha256_state* state);

ZOUT_REALTIME
int
crypto_hash_sha256_update(crypto_hash_sha256_state* state, const unsigned char* in, unsigned long long in_bytes);

ZOUT_REALTIME
int
crypto_hash_sha256_final(crypto_hash_sha256_state* state, unsigned char* out);

ZOUT_REALTIME
void
sodium_memzero(void* bytes, size_t n_bytes);
#endif

#endif // ZOUT_ABX_SODIUM_REALTIME_H
