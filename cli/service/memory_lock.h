// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file memory_lock.h
 * Keeping the program in memory: a page that has to come back from a disk is a gap in the sound.
 */

#ifndef ZOUT_CLI_SERVICE_MEMORY_LOCK_H
#define ZOUT_CLI_SERVICE_MEMORY_LOCK_H

#include <stdbool.h>

/**
 * Locks all memory that the program has, and what it will get, if its limit on that is infinite (RLIMIT_MEMLOCK).
 *
 * Under a finite one nothing is locked: memory asked for later would count, and be refused beyond it.
 *
 * @return Whether it is locked. That it is not is no reason not to run.
 */
bool
zout_memory_lock(void);

#endif // ZOUT_CLI_SERVICE_MEMORY_LOCK_H
