// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file match_reach.h
 * How loud an amplifier can drive a headphone, and what stops it.
 *
 * Three limits, each as the largest open-circuit voltage that it allows to a sine, volts rms:
 *   - source: source_level * 10^(gain/20), all that a full-scale signal makes;
 *   - clipping: max_voltage / |1 + clip_resistance * Y(f)|, a clip level that falls with the load current;
 *   - current: max_current / |Y(f)|.
 * Y is the current for each open-circuit volt. All functions are pure and may be called from any thread.
 */

#ifndef ZOUT_MEASURE_MATCH_REACH_H
#define ZOUT_MEASURE_MATCH_REACH_H

#include "dsp/circuit.h"
#include "dsp/zout.h"

/** The frequency at which a sensitivity holds. */
#define ZOUT_MATCH_REFERENCE_HZ 1e3

/** The band that is searched for the lowest impedance and the like. */
#define ZOUT_MATCH_LOWEST_HZ 20.0
#define ZOUT_MATCH_HIGHEST_HZ 20e3

/** Points that zout_match_band_hz() divides the band into: 1/100 octave apart. */
enum { ZOUT_MATCH_BAND_POINTS = 998 };

typedef enum { ZOUT_LIMIT_SOURCE, ZOUT_LIMIT_CLIPPING, ZOUT_LIMIT_CURRENT, ZOUT_N_LIMITS } ZoutLimit;

/** A sine at the headphone. */
typedef struct {
	double frequency_hz;
	double load_ohm;     ///< Magnitude of the headphone's impedance there
	double open_vrms;    ///< What the amplifier makes of it without a load
	double voltage_vrms; ///< At the headphone
	double current_a;    ///< Rms
	double power_w;      ///< Mean: the square of the voltage times the real part of 1/Z
	double spl_db;       ///< Level of the sine, as its rms value makes it
	double peak_spl_db;  ///< Level of its peaks: 20 log10 sqrt(2) = 3.01 dB more
} ZoutSine;

/** The largest sine of a frequency. */
typedef struct {
	ZoutSine  sine;
	ZoutLimit limit;                       ///< What stops it
	double    allowed_vrms[ZOUT_N_LIMITS]; ///< Open-circuit volts that each limit allows
} ZoutReach;

/** Frequency of a point in the band, spaced evenly on a logarithmic scale; both ends included. */
double
zout_match_band_hz(unsigned point);

/** What a sine of this open-circuit voltage does at the headphone. Settings must be within their ranges. */
ZoutSine
zout_match_sine(const ZoutSettings* settings, double frequency_hz, double open_vrms);

/** The sine that has this level at the headphone, whether or not the amplifier can reach it. */
ZoutSine
zout_match_sine_of_spl(const ZoutSettings* settings, double frequency_hz, double spl_db);

/** The largest sine at a frequency. */
ZoutReach
zout_match_reach(const ZoutSettings* settings, double frequency_hz);

/**
 * The largest sine where clipping or current allow the least, 20 Hz to 20 kHz.
 *
 * That is where the impedance is lowest, unless an output capacitor or the bandwidth make it elsewhere.
 */
ZoutReach
zout_match_reach_weakest(const ZoutSettings* settings);

/** The impedance of the headphone in the band. */
typedef struct {
	double reference_ohm; ///< Magnitude at ZOUT_MATCH_REFERENCE_HZ
	double lowest_ohm;
	double lowest_hz;
	double highest_ohm;
	double highest_hz;
} ZoutLoadRange;

/** Finds the extremes of the impedance, 20 Hz to 20 kHz. */
ZoutLoadRange
zout_match_load_range(const ZoutSettings* settings);

#endif // ZOUT_MEASURE_MATCH_REACH_H
