// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file units.h
 * Conversions between units, each written once.
 */

#ifndef ZOUT_UNITS_H
#define ZOUT_UNITS_H

#include <math.h>

static const double zout_pi    = 3.14159265358979323846;
static const double zout_sqrt2 = 1.41421356237309504880;

/** Angular frequency of a frequency. */
static inline double
zout_hz_to_rad_s(const double frequency_hz)
{
	return 2.0 * zout_pi * frequency_hz;
}

/** Linear amplitude ratio of a level. */
static inline double
zout_db_to_lin(const double level_db)
{
	return pow(10.0, level_db / 20.0);
}

/** Level of a linear amplitude ratio, not below `floor_db`. */
static inline double
zout_lin_to_db(const double ratio_lin, const double floor_db)
{
	const double level_db = ratio_lin > 0.0 ? 20.0 * log10(ratio_lin) : floor_db;
	return level_db > floor_db ? level_db : floor_db;
}

#endif // ZOUT_UNITS_H
