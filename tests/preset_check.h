// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file preset_check.h
 * What a preset of ours must be.
 */

#ifndef ZOUT_TESTS_PRESET_CHECK_H
#define ZOUT_TESTS_PRESET_CHECK_H

#include "bundle.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * True if the preset has a label and a bank, sets exactly the ports of its bank's group, each once and within its
 * range, and gives a source and a confidence for each.
 *
 * @param problem Receives the first complaint. [size]
 */
bool
preset_check(const Bundle* bundle, const LilvNode* preset, char* problem, size_t size);

/** The value that a preset has for a control; NaN if it does not set it. */
float
preset_value(const Bundle* bundle, const char* preset_uri, ZoutParam param);

#endif // ZOUT_TESTS_PRESET_CHECK_H
