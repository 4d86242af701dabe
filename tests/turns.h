// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file turns.h
 * Put before the audio thread's half of the engine by the compiler: it stops where it takes an offer and where it
 * retires a core, so that a test can be the other thread there.
 */

#ifndef ZOUT_TESTS_TURNS_H
#define ZOUT_TESTS_TURNS_H

#include "audio/engine_process.h"

#include <stdatomic.h>

/** Called with what was taken; returns that. */
ZoutEngineCore*
turn_behind_taking(ZoutEngineCore* taken);

/** Called between the look at what is retired and the change of it. */
void
turn_before_retiring(void);

#undef atomic_exchange
#undef atomic_compare_exchange_strong
#define atomic_exchange(object, value) turn_behind_taking(atomic_exchange_explicit(object, value, memory_order_seq_cst))
#define atomic_compare_exchange_strong(object, expected, value) \
	(turn_before_retiring(),                                    \
	 atomic_compare_exchange_strong_explicit(object, expected, value, memory_order_seq_cst, memory_order_seq_cst))

#endif // ZOUT_TESTS_TURNS_H
