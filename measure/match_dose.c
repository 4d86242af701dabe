// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/match_dose.h"

#include <math.h>

static const double reference_pa   = 20e-6; // 0 dB SPL
static const double adult_pa2_h    = 1.6;
static const double child_pa2_h    = 0.51;
static const double niosh_day_h    = 8.0;
static const double niosh_level_db = 85.0;
static const double exchange_db    = 3.0;

double
zout_match_niosh_day_h(const double level_db)
{
	return niosh_day_h / exp2((level_db - niosh_level_db) / exchange_db);
}

/// Square of the sound pressure, Pa²
static double
square_pa2(const double level_db)
{
	return reference_pa * reference_pa * pow(10.0, level_db / 10.0);
}

double
zout_match_who_week_h(const double level_db)
{
	return adult_pa2_h / square_pa2(level_db);
}

double
zout_match_who_child_week_h(const double level_db)
{
	return child_pa2_h / square_pa2(level_db);
}
