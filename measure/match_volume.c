// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/match_volume.h"

#include "dsp/units.h"

#include <math.h>

static const double middle_lin     = 0.15; // of the voltage, at half the rotation: ALPS taper "15A"
static const double leftmost_h     = 7.0;
static const double rotation_h     = 10.0; // 300 degrees
static const double tracking_at_db = 60.0;
static const double tracking_power = 1.5;

double
zout_match_clock_h(const double volume_db)
{
	const double voltage_lin = zout_db_to_lin(fmin(volume_db, 0.0));
	const double rotation    = voltage_lin < middle_lin ? 0.5 * voltage_lin / middle_lin
	                                                    : 0.5 + 0.5 * (voltage_lin - middle_lin) / (1.0 - middle_lin);
	return leftmost_h + rotation_h * rotation;
}

double
zout_match_balance_db(const double tracking_db, const double volume_db)
{
	return tracking_db * pow(fmax(-volume_db, 0.0) / tracking_at_db, tracking_power);
}

ZoutVolume
zout_match_volume(const ZoutSettings* const settings, const double gain_db, const double open_vrms)
{
	const double full_vrms = (double)settings->value[ZOUT_SOURCE_LEVEL] * zout_db_to_lin(gain_db);
	ZoutVolume   volume    = {.gain_db = gain_db, .volume_db = 20.0 * log10(open_vrms / full_vrms)};
	volume.clock_h         = zout_match_clock_h(volume.volume_db);
	volume.balance_db      = zout_match_balance_db((double)settings->value[ZOUT_TRACKING], volume.volume_db);
	return volume;
}

double
zout_match_suggested_gain_db(const double* const positions_db, const unsigned n_positions, const double needed_gain_db)
{
	double lowest_enough_db = (double)INFINITY;
	double highest_db       = positions_db[0];
	for (unsigned i = 0; i < n_positions; ++i) {
		highest_db = fmax(highest_db, positions_db[i]);
		if (positions_db[i] >= needed_gain_db + ZOUT_MATCH_RESERVE_LOW_DB) {
			lowest_enough_db = fmin(lowest_enough_db, positions_db[i]);
		}
	}
	return fmin(lowest_enough_db, highest_db);
}
