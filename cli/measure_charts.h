// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_charts.h
 * The charts of a review, from what was measured of one amplifier or of several.
 */

#ifndef ZOUT_CLI_MEASURE_CHARTS_H
#define ZOUT_CLI_MEASURE_CHARTS_H

#include "cli/measure_subject.h"
#include "cli/plot.h"

#include <stdbool.h>

enum { ZOUT_CHART_POINTS = 32 };

/** A chart with its caption, and room for lines that come from figures. */
typedef struct {
	ZoutPlot       plot;
	ZoutConditions common;    ///< What all lines share; 0 where they differ, NAN for the load
	bool           described; ///< Whether there is a line, and so something to share
	char           caption[320];
	double         x[ZOUT_MAX_SERIES][ZOUT_CHART_POINTS];
	double         y[ZOUT_MAX_SERIES][ZOUT_CHART_POINTS];
} ZoutChart;

/**
 * Makes a chart. It points into the subjects.
 *
 * @param index From 0, in the order of a review.
 * @param chart Receives the chart; without lines if this one does not suit so many subjects.
 * @return False past the last one.
 */
bool
zout_chart(const ZoutSubject* subjects, unsigned n_subjects, unsigned index, ZoutChart* chart);

#endif // ZOUT_CLI_MEASURE_CHARTS_H
