// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file wraps.h
 * Functions that may block, counted while a thread is in real-time code.
 *
 * The linker sends what a test's objects call of them here (make/realtime.mk, --wrap).
 */

#ifndef ZOUT_TESTS_RT_WRAPS_H
#define ZOUT_TESTS_RT_WRAPS_H

#include <stdatomic.h>
#include <stdbool.h>

/** Whether the calling thread is in real-time code. */
extern _Thread_local bool wraps_in_audio;

/** Calls of functions that may block by threads in real-time code. */
extern atomic_uint wraps_violations;

/** Calls every function that is wrapped, those that would not come back but for a moment. Returns their number. */
unsigned
wraps_plant(void);

#endif // ZOUT_TESTS_RT_WRAPS_H
