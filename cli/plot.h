// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file plot.h
 * Charts as SVG, drawn to be read on a phone, on a desk and on paper.
 */

#ifndef ZOUT_CLI_PLOT_H
#define ZOUT_CLI_PLOT_H

#include "cli/axis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** One line. */
typedef struct {
	char          label[64]; ///< For the legend; empty for none
	const double* x;         ///< [n_points]
	const double* y;         ///< [n_points] What is not finite leaves a gap
	size_t        n_points;
	unsigned      colour; ///< Index into the palette
	bool          dashed;
	double        width; ///< Of the line; 0 for the usual
	bool          right; ///< Belongs to the right axis
} ZoutSeries;

/// Twice as many as amplifiers can be compared: some charts have two lines for each
enum { ZOUT_MAX_SERIES = 128 };

typedef struct {
	const char* title;
	ZoutAxis    x;
	ZoutAxis    y;
	ZoutAxis    right; ///< No label: there is none
	ZoutSeries  series[ZOUT_MAX_SERIES];
	unsigned    n_series;
} ZoutPlot;

/** Draws a chart. */
void
zout_plot_write(FILE* file, const ZoutPlot* plot);

#endif // ZOUT_CLI_PLOT_H
