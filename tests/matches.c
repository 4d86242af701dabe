// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matches.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

void
assert_near(const double expected, const double got, const double tolerance)
{
	if (!(fabs(got - expected) <= tolerance)) {
		fail_msg("expected %.9g, got %.9g", expected, got);
	}
}

ZoutSettings
matches_resistor(const double load_ohm)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_SOURCE_LEVEL]     = 2.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
	settings.value[ZOUT_MAX_VOLTAGE]      = 50.0F;
	settings.value[ZOUT_MAX_CURRENT]      = 5000.0F;
	settings.value[ZOUT_BANDWIDTH]        = 1000.0F;
	settings.value[ZOUT_RESISTANCE]       = (float)load_ohm;
	settings.value[ZOUT_SENSITIVITY]      = 100.0F;
	return settings;
}

ZoutSettings
matches_phone(const double coil_ohm, const double coil_mh, const double f_hz, const double r_ohm, const double q)
{
	ZoutSettings settings           = matches_resistor(coil_ohm);
	settings.value[ZOUT_INDUCTANCE] = (float)coil_mh;
	settings.value[ZOUT_F1]         = (float)f_hz;
	settings.value[ZOUT_R1]         = (float)r_ohm;
	settings.value[ZOUT_Q1]         = (float)q;
	return settings;
}

ZoutSettings
matches_hpa_1(const double load_ohm, const double mv_for_94_db)
{
	ZoutSettings settings                 = matches_resistor(load_ohm);
	settings.value[ZOUT_GAIN]             = 8.35F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 1.35F;
	settings.value[ZOUT_MAX_VOLTAGE]      = 10.0F;
	settings.value[ZOUT_CLIP_RESISTANCE]  = 2.5F;
	settings.value[ZOUT_MAX_CURRENT]      = 1000.0F;
	settings.value[ZOUT_SENSITIVITY]      = (float)(94.0 - 20.0 * log10(1e-3 * mv_for_94_db));
	return settings;
}
