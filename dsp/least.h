// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file least.h
 * The lesser of two counts.
 */

#ifndef ZOUT_LEAST_H
#define ZOUT_LEAST_H

#include <stdint.h>

static inline uint32_t
zout_least(const uint32_t a, const uint32_t b)
{
	return a < b ? a : b;
}

#endif // ZOUT_LEAST_H
