// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/match_reach.h"

#include "dsp/units.h"

#include <math.h>

static double complex
at_hz(const double frequency_hz)
{
	return zout_hz_to_rad_s(frequency_hz) * (double complex)I;
}

double
zout_match_band_hz(const unsigned point)
{
	const double part = (double)point / (ZOUT_MATCH_BAND_POINTS - 1);
	return ZOUT_MATCH_LOWEST_HZ * pow(ZOUT_MATCH_HIGHEST_HZ / ZOUT_MATCH_LOWEST_HZ, part);
}

/// What a circuit makes of an open-circuit voltage
static ZoutSine
sine_of(const ZoutCircuit* const circuit,
        const double             sensitivity_db,
        const double             frequency_hz,
        const double             open_vrms)
{
	const double complex s    = at_hz(frequency_hz);
	const double complex load = zout_circuit_load_ohm(circuit, s);
	ZoutSine             sine = {.frequency_hz = frequency_hz, .open_vrms = open_vrms};
	sine.load_ohm             = cabs(load);
	sine.voltage_vrms         = open_vrms * cabs(zout_circuit_transfer(circuit, s));
	sine.current_a            = open_vrms * cabs(zout_circuit_admittance(circuit, s));
	sine.power_w              = sine.voltage_vrms * sine.voltage_vrms * creal(1.0 / load);
	sine.spl_db               = sensitivity_db + 20.0 * log10(sine.voltage_vrms);
	sine.peak_spl_db          = sine.spl_db + 20.0 * log10(zout_sqrt2);
	return sine;
}

ZoutSine
zout_match_sine(const ZoutSettings* const settings, const double frequency_hz, const double open_vrms)
{
	ZoutCircuit circuit;
	zout_circuit_init(&circuit, settings);
	return sine_of(&circuit, (double)settings->value[ZOUT_SENSITIVITY], frequency_hz, open_vrms);
}

ZoutSine
zout_match_sine_of_spl(const ZoutSettings* const settings, const double frequency_hz, const double spl_db)
{
	const ZoutSine of_one_volt = zout_match_sine(settings, frequency_hz, 1.0);
	return zout_match_sine(settings, frequency_hz, zout_db_to_lin(spl_db - of_one_volt.spl_db));
}

ZoutReach
zout_match_reach(const ZoutSettings* const settings, const double frequency_hz)
{
	const float* const p = settings->value;
	ZoutCircuit        circuit;
	zout_circuit_init(&circuit, settings);
	const double complex admittance = zout_circuit_admittance(&circuit, at_hz(frequency_hz));
	const double complex fall       = 1.0 + (double)p[ZOUT_CLIP_RESISTANCE] * admittance;

	ZoutReach reach                         = {.limit = ZOUT_LIMIT_SOURCE};
	reach.allowed_vrms[ZOUT_LIMIT_SOURCE]   = (double)p[ZOUT_SOURCE_LEVEL] * zout_db_to_lin((double)p[ZOUT_GAIN]);
	reach.allowed_vrms[ZOUT_LIMIT_CLIPPING] = (double)p[ZOUT_MAX_VOLTAGE] / cabs(fall);
	reach.allowed_vrms[ZOUT_LIMIT_CURRENT]  = 1e-3 * (double)p[ZOUT_MAX_CURRENT] / cabs(admittance);
	for (unsigned i = 0; i < ZOUT_N_LIMITS; ++i) {
		if (reach.allowed_vrms[i] < reach.allowed_vrms[reach.limit]) {
			reach.limit = (ZoutLimit)i;
		}
	}
	reach.sine = sine_of(&circuit, (double)p[ZOUT_SENSITIVITY], frequency_hz, reach.allowed_vrms[reach.limit]);
	return reach;
}

/// What the amplifier itself allows, whatever the source
static double
amplifier_vrms(const ZoutReach* const reach)
{
	return fmin(reach->allowed_vrms[ZOUT_LIMIT_CLIPPING], reach->allowed_vrms[ZOUT_LIMIT_CURRENT]);
}

ZoutReach
zout_match_reach_weakest(const ZoutSettings* const settings)
{
	ZoutReach weakest = zout_match_reach(settings, ZOUT_MATCH_REFERENCE_HZ);
	for (unsigned i = 0; i < ZOUT_MATCH_BAND_POINTS; ++i) {
		const ZoutReach there = zout_match_reach(settings, zout_match_band_hz(i));
		if (amplifier_vrms(&there) < amplifier_vrms(&weakest)) {
			weakest = there;
		}
	}
	return weakest;
}

ZoutLoadRange
zout_match_load_range(const ZoutSettings* const settings)
{
	ZoutCircuit circuit;
	zout_circuit_init(&circuit, settings);
	const double  reference_ohm = cabs(zout_circuit_load_ohm(&circuit, at_hz(ZOUT_MATCH_REFERENCE_HZ)));
	ZoutLoadRange range         = {
				.reference_ohm = reference_ohm,
				.lowest_ohm    = reference_ohm,
				.lowest_hz     = ZOUT_MATCH_REFERENCE_HZ,
				.highest_ohm   = reference_ohm,
				.highest_hz    = ZOUT_MATCH_REFERENCE_HZ,
    };
	for (unsigned i = 0; i < ZOUT_MATCH_BAND_POINTS; ++i) {
		const double frequency_hz = zout_match_band_hz(i);
		const double load_ohm     = cabs(zout_circuit_load_ohm(&circuit, at_hz(frequency_hz)));
		if (load_ohm < range.lowest_ohm) {
			range.lowest_ohm = load_ohm;
			range.lowest_hz  = frequency_hz;
		}
		if (load_ohm > range.highest_ohm) {
			range.highest_ohm = load_ohm;
			range.highest_hz  = frequency_hz;
		}
	}
	return range;
}
