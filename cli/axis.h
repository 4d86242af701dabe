// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file axis.h
 * Axes of charts: where a value lies, and numbers that suit a grid.
 */

#ifndef ZOUT_CLI_AXIS_H
#define ZOUT_CLI_AXIS_H

#include <stdbool.h>
#include <stdio.h>

typedef struct {
	const char* label; ///< With unit, as "Level, dBV"; NULL where there is no axis
	bool        log;
	double      min;
	double      max;
	double      step; ///< Of the grid; ignored for log
} ZoutAxis;

/**
 * Sets the range of a linear axis to whole steps; the step too, to 1, 2 or 5 so that there are about six, if it is 0.
 *
 * @param least Smallest span that is shown.
 */
void
zout_axis_fit(ZoutAxis* axis, double low, double high, double least);

/** Makes an axis logarithmic, with whole decades. */
void
zout_axis_fit_log(ZoutAxis* axis, double low, double high);

/** Where a value lies between the ends of its axis, 0 to 1, also of what is outside. */
double
zout_axis_part(const ZoutAxis* axis, double value);

/** Writes a number at a grid line: 20k for 20000. */
void
zout_axis_write_number(FILE* file, const ZoutAxis* axis, double value);

#endif // ZOUT_CLI_AXIS_H
