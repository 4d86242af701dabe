// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file seed.h
 * Randomness from the operating system: the only part of abx/ that asks anybody.
 */

#ifndef ZOUT_ABX_SEED_H
#define ZOUT_ABX_SEED_H

#include "abx/plan.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Draws a master seed. [setup] Makes system calls.
 *
 * @return False if the system has no randomness to give; then no session may start.
 */
bool
zout_abx_draw_master(uint8_t master[ZOUT_ABX_HASH_BYTES]);

#endif // ZOUT_ABX_SEED_H
