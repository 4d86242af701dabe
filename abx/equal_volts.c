// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/equal_volts.h"

#include "dsp/circuit.h"
#include "dsp/units.h"

#include <complex.h>
#include <math.h>

static const double sine_hz = 1000.0;

/// What bandwidth and divider leave of the open-circuit volts of a 1 kHz sine
static double
divider_db(const ZoutSettings* const settings)
{
	ZoutCircuit circuit;
	zout_circuit_init(&circuit, settings);
	const double complex h = zout_circuit_transfer(&circuit, zout_hz_to_rad_s(sine_hz) * (double complex)I);
	return 10.0 * log10(creal(h) * creal(h) + cimag(h) * cimag(h));
}

/// B's volts over A's, but for the gains
static double
dividers_db(const ZoutSettings settings[2])
{
	ZoutSettings b = settings[1];
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		b.value[i] = zout_param_is_shared((ZoutParam)i) ? settings[0].value[i] : b.value[i];
	}
	return divider_db(&b) - divider_db(&settings[0]);
}

ZoutEqualVolts
zout_equal_volts(ZoutSettings settings[2])
{
	const double   lowest_db   = (double)zout_param_info(ZOUT_GAIN)->min;
	const double   gain_db[2]  = {(double)settings[0].value[ZOUT_GAIN], (double)settings[1].value[ZOUT_GAIN]};
	const double   b_over_a_db = gain_db[1] - gain_db[0] + dividers_db(settings);
	const unsigned more        = b_over_a_db > 0.0 ? 1U : 0U;
	ZoutEqualVolts result      = {{0.0, 0.0}, b_over_a_db};
	if (settings[0].value[ZOUT_ENABLED] > 0.5F && settings[1].value[ZOUT_ENABLED] > 0.5F) {
		const float  turned             = (float)fmax(gain_db[more] - fabs(b_over_a_db), lowest_db);
		const double down_db            = gain_db[more] - (double)turned;
		result.turned_down_db[more]     = down_db;
		result.left_db                  = b_over_a_db + (more ? -down_db : down_db);
		settings[more].value[ZOUT_GAIN] = turned;
	}
	return result;
}
