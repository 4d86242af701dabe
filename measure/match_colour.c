// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/match_colour.h"

#include "dsp/circuit.h"
#include "dsp/noise.h"
#include "dsp/units.h"
#include "measure/band.h"
#include "measure/match_limits.h"

#include <math.h>

static const double current_reference_a = 10e-3; // of current_h2
static const double rounding_db         = 1e-9;  // a response that is flat has no largest change

static double complex
at_hz(const double frequency_hz)
{
	return zout_hz_to_rad_s(frequency_hz) * (double complex)I;
}

static double
transfer_lin(const ZoutCircuit* const circuit, const double frequency_hz)
{
	return cabs(zout_circuit_transfer(circuit, at_hz(frequency_hz)));
}

/// Linear ratio of a level whose lowest value means "none"
static double
ratio_or_none(const ZoutSettings* const settings, const ZoutParam param)
{
	const float level_db = settings->value[param];
	return level_db > zout_param_info(param)->min ? zout_db_to_lin((double)level_db) : 0.0;
}

ZoutResponse
zout_match_response(const ZoutSettings* const settings)
{
	ZoutCircuit circuit;
	zout_circuit_init(&circuit, settings);
	circuit.bandwidth_rad_s    = 0.0;
	const double reference_lin = transfer_lin(&circuit, ZOUT_MATCH_REFERENCE_HZ);
	ZoutResponse response      = {.largest_hz = ZOUT_MATCH_REFERENCE_HZ};
	double       lowest_db     = 0.0;
	double       highest_db    = 0.0;
	for (unsigned i = 0; i < ZOUT_MATCH_BAND_POINTS; ++i) {
		const double frequency_hz = zout_match_band_hz(i);
		const double change_db    = 20.0 * log10(transfer_lin(&circuit, frequency_hz) / reference_lin);
		lowest_db                 = fmin(lowest_db, change_db);
		highest_db                = fmax(highest_db, change_db);
		if (fabs(change_db) > fabs(response.largest_db) + rounding_db) {
			response.largest_db = change_db;
			response.largest_hz = frequency_hz;
		}
	}
	response.span_db = highest_db - lowest_db;
	return response;
}

/// What remains at the headphone of A-weighted white noise, as a ratio of rms values
static double
noise_transfer_lin(const ZoutCircuit* const circuit)
{
	double open  = 0.0;
	double there = 0.0;
	for (unsigned i = 0; i < ZOUT_MATCH_BAND_POINTS; ++i) {
		const double frequency_hz = zout_match_band_hz(i);
		const double power        = zout_band_power_gain(&zout_a_weighted_band, frequency_hz) *
		                     frequency_hz; // points are even in log f: df = f d(log f)
		const double ratio = transfer_lin(circuit, frequency_hz);
		open += power;
		there += power * ratio * ratio;
	}
	return sqrt(there / open);
}

/// A-weighted hum at the headphone: the mains frequency, whose open-circuit voltage is given, and its multiples
static double
weighted_hum_vrms(const ZoutCircuit* const circuit, const double mains_hz, const double open_vrms)
{
	double power = 0.0;
	for (unsigned i = 0; i < ZOUT_HUM_LINES; ++i) {
		const double frequency_hz = mains_hz * (i + 1U);
		const double line_lin     = zout_db_to_lin(zout_hum_line_db[i]) * transfer_lin(circuit, frequency_hz);
		power += line_lin * line_lin * zout_band_power_gain(&zout_a_weighted_band, frequency_hz);
	}
	return open_vrms * sqrt(power);
}

ZoutSilence
zout_match_silence(const ZoutSettings* const settings)
{
	const float* const p = settings->value;
	ZoutCircuit        circuit;
	zout_circuit_init(&circuit, settings);
	ZoutSilence silence = {0};
	silence.noise_vrms  = 1e-6 * (double)p[ZOUT_NOISE] * noise_transfer_lin(&circuit);
	silence.noise_db    = (double)p[ZOUT_SENSITIVITY] + 20.0 * log10(silence.noise_vrms);
	silence.hum_vrms    = 1e-6 * (double)p[ZOUT_HUM] * transfer_lin(&circuit, (double)p[ZOUT_MAINS]);
	silence.hum_db      = (double)p[ZOUT_SENSITIVITY] + 20.0 * log10(silence.hum_vrms);

	const double hum_a_vrms = weighted_hum_vrms(&circuit, (double)p[ZOUT_MAINS], 1e-6 * (double)p[ZOUT_HUM]);
	silence.background_vrms = hypot(silence.noise_vrms, hum_a_vrms);
	silence.background_db   = (double)p[ZOUT_SENSITIVITY] + 20.0 * log10(silence.background_vrms);
	return silence;
}

ZoutDistortion
zout_match_distortion(const ZoutSettings* const settings, const ZoutSine* const sine)
{
	const bool opposed = (settings->value[ZOUT_H2_POLARITY] > 0.5F) != (settings->value[ZOUT_EUPHONIC_POLARITY] > 0.5F);
	const double euphonic =
		settings->value[ZOUT_EUPHONIC] > 0.5F ? zout_db_to_lin((double)settings->value[ZOUT_EUPHONIC_H2]) : 0.0;
	const double of_volts        = ratio_or_none(settings, ZOUT_H2) + (opposed ? -euphonic : euphonic);
	const double relative        = sine->current_a / current_reference_a;
	const double by_current_vrms = ratio_or_none(settings, ZOUT_CURRENT_H2) * relative * relative;

	ZoutDistortion distortion;
	distortion.h2_lin     = fabs(of_volts) * sine->open_vrms + by_current_vrms / sine->open_vrms;
	distortion.h3_lin     = ratio_or_none(settings, ZOUT_H3) * sine->open_vrms * sine->open_vrms;
	distortion.limits_lin = zout_match_limited_lin(settings, sine);
	distortion.thd_db     = 20.0 * log10(hypot(hypot(distortion.h2_lin, distortion.h3_lin), distortion.limits_lin));
	return distortion;
}

bool
zout_match_is_clipping(const ZoutDistortion* const distortion)
{
	return distortion->limits_lin > hypot(distortion->h2_lin, distortion->h3_lin);
}
