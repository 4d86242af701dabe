// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file phones.h
 * Every headphone that is shipped, as settings.
 */

#ifndef ZOUT_TESTS_PHONES_H
#define ZOUT_TESTS_PHONES_H

#include "bundle.h"

enum { PHONES_MAX = 128 };

typedef struct {
	unsigned     n;
	char         name[PHONES_MAX][64];
	ZoutSettings settings[PHONES_MAX]; ///< Defaults but for the headphone's controls
} Phones;

/** Reads presets/phones/ (names) and the built bundle (numbers). Asserts that there is at least one. */
void
phones_load(const Bundle* bundle, Phones* phones);

#endif // ZOUT_TESTS_PHONES_H
