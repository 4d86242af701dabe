// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/band.h"

#include <math.h>

const ZoutBand zout_audio_band      = {20.0, 20e3, ZOUT_WEIGHTING_NONE};
const ZoutBand zout_a_weighted_band = {20.0, 20e3, ZOUT_WEIGHTING_A};

/// IEC 61672-1, annex E: pole frequencies
static const double f1_hz = 20.598997;
static const double f2_hz = 107.65265;
static const double f3_hz = 737.86223;
static const double f4_hz = 12194.217;

static double
a_weighting_lin(const double frequency_hz)
{
	const double f2 = frequency_hz * frequency_hz;
	return f4_hz * f4_hz * f2 * f2 /
	       ((f2 + f1_hz * f1_hz) * sqrt((f2 + f2_hz * f2_hz) * (f2 + f3_hz * f3_hz)) * (f2 + f4_hz * f4_hz));
}

double
zout_a_weighting_db(const double frequency_hz)
{
	return 20.0 * log10(a_weighting_lin(frequency_hz) / a_weighting_lin(1000.0));
}

double
zout_band_power_gain(const ZoutBand* const band, const double frequency_hz)
{
	// Half a millionth: a frequency that is meant to be the limit may miss it by rounding
	static const double slack = 5e-7;
	if (frequency_hz < band->low_hz * (1.0 - slack) || frequency_hz > band->high_hz * (1.0 + slack)) {
		return 0.0;
	}
	if (band->weighting == ZOUT_WEIGHTING_A) {
		const double gain = a_weighting_lin(frequency_hz) / a_weighting_lin(1000.0);
		return gain * gain;
	}
	return 1.0;
}
