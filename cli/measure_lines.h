// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_lines.h
 * The lines of a chart, from curves and figures.
 */

#ifndef ZOUT_CLI_MEASURE_LINES_H
#define ZOUT_CLI_MEASURE_LINES_H

#include "cli/measure_charts.h"

/** What a chart shows of what was measured. */
typedef enum {
	ZOUT_LINES_NONE,
	ZOUT_LINES_ALL,          ///< Every curve of the definition
	ZOUT_LINES_FIRST,        ///< The first: that of the load that was asked for
	ZOUT_LINES_INTO_300_OHM, ///< Those into this load, and what a hotter source does, dashed
	ZOUT_LINES_INTO_32_OHM,
	ZOUT_LINES_HARMONICS, ///< Bars made of figures
	ZOUT_LINES_POWERS,    ///< Lines made of figures
} ZoutLines;

/** Adds what a chart shows of subject `number` of `n_subjects`. */
void
zout_lines_add(ZoutChart*         chart,
               ZoutLines          lines,
               ZoutDefinition     definition,
               const ZoutSubject* subject,
               unsigned           number,
               unsigned           n_subjects);

#endif // ZOUT_CLI_MEASURE_LINES_H
