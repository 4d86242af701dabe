// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file turn_stores.h
 * Put before the other threads' half of the engine by the compiler: it stops behind every store, so that a test can be
 * the audio thread there.
 */

#ifndef ZOUT_TESTS_TURN_STORES_H
#define ZOUT_TESTS_TURN_STORES_H

#include "audio/engine_process.h"

#include <stdatomic.h>

/** Called behind every store. */
void
turn_behind_storing(void);

#undef atomic_store
#define atomic_store(object, value) (atomic_store_explicit(object, value, memory_order_seq_cst), turn_behind_storing())

#endif // ZOUT_TESTS_TURN_STORES_H
