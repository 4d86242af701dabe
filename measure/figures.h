// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file figures.h
 * The figures and charts of a review, for any device. Each call plays what it needs and adds what it found.
 *
 * All of them return ZOUT_MEASURE_SUCCESS or what the device or the spectrum failed with.
 */

#ifndef ZOUT_MEASURE_FIGURES_H
#define ZOUT_MEASURE_FIGURES_H

#include "measure/results.h"
#include "measure/station_levels.h"

#include <complex.h>
#include <stdbool.h>
#include <stddef.h>

/** Dashboard at 1 kHz: spectrum, level, gain, harmonics, THD, THD+N, SINAD, mains lines, of both channels. */
ZoutMeasureStatus
zout_measure_dashboard(ZoutStation* station, const ZoutDrive* drive, double source_vrms, ZoutResults* results);

/** Noise of a silent source, and SNR at full output and at 50 mV, unweighted and A-weighted, of both channels. */
ZoutMeasureStatus
zout_measure_noise(ZoutStation* station, const ZoutDrive* full, ZoutResults* results);

/** Dynamic range as AES17, of both channels. */
ZoutMeasureStatus
zout_measure_dynamic_range(ZoutStation* station, const ZoutDrive* full, ZoutResults* results);

/** Multitone: spectrum, range free of distortion (also of each decade), distortion and noise. Left channel. */
ZoutMeasureStatus
zout_measure_multitone(ZoutStation* station, const ZoutDrive* drive, ZoutResults* results);

/** Intermodulation, SMPTE and CCIF. Left channel. */
ZoutMeasureStatus
zout_measure_intermod(ZoutStation* station, const ZoutDrive* drive, ZoutResults* results);

/** THD+N against frequency in the widest band that the rate allows, and in the audio band. Left channel. */
ZoutMeasureStatus
zout_measure_thdn_frequency(ZoutStation* station, const ZoutDrive* drive, ZoutResults* results);

/**
 * THD+N against power into a resistor: the curve up to 0 dBFS or 1 %, power there, and what a hotter source reaches.
 *
 * @param source_vrms Voltage of a 0 dBFS sine.
 * @param hotter Whether the device may be driven beyond 0 dBFS, as the model may.
 */
ZoutMeasureStatus
zout_measure_thdn_power(ZoutStation* station, double source_vrms, bool hotter, ZoutResults* results);

/** Frequency response up to 90 kHz or what the rate allows. Left channel. */
ZoutMeasureStatus
zout_measure_response(ZoutStation* station, const ZoutDrive* drive, ZoutResults* results);

/** Crosstalk in both directions against frequency. */
ZoutMeasureStatus
zout_measure_crosstalk(ZoutStation* station, const ZoutDrive* drive, ZoutResults* results);

/** Left over right at 1 kHz, dB, at the device's present volume. */
ZoutMeasureStatus
zout_measure_balance(ZoutStation* station, double amplitude_pk, double* balance_db);

enum { ZOUT_MAX_TONES = 320 };

/** Tones of zout_measure_tones(), rising, with one at 1 kHz (1001 Hz). */
typedef struct {
	unsigned       n_tones;
	size_t         bins[ZOUT_MAX_TONES]; ///< Of a period of a second, so hertz
	double complex volts[ZOUT_MAX_TONES];
	unsigned       reference; ///< Index of the tone at 1 kHz
} ZoutTones;

/** Complex voltages of many tones at once from 20 Hz up, peak_pk full scale together. Left channel. */
ZoutMeasureStatus
zout_measure_tones(ZoutStation* station, double high_hz, double peak_pk, ZoutTones* tones);

#endif // ZOUT_MEASURE_FIGURES_H
