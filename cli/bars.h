// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file bars.h
 * A ranking as SVG.
 */

#ifndef ZOUT_CLI_BARS_H
#define ZOUT_CLI_BARS_H

#include <stddef.h>
#include <stdio.h>

/** One bar of a ranking. */
typedef struct {
	const char* label;
	double      value;
	unsigned    colour;
} ZoutBar;

/**
 * Draws horizontal bars with their values.
 *
 * @param bars [n_bars] in the order from top to bottom. A value that is not finite fills the chart.
 * @param unit Printed after each value.
 */
void
zout_bars_write(FILE* file, const char* title, const ZoutBar* bars, size_t n_bars, const char* unit);

#endif // ZOUT_CLI_BARS_H
