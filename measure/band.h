// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file band.h
 * The band in which a figure counts power, and the weighting in it.
 */

#ifndef ZOUT_MEASURE_BAND_H
#define ZOUT_MEASURE_BAND_H

typedef enum {
	ZOUT_WEIGHTING_NONE,
	ZOUT_WEIGHTING_A, ///< IEC 61672-1, 0 dB at 1 kHz
} ZoutWeighting;

/** From and to, both included. */
typedef struct {
	double        low_hz;
	double        high_hz;
	ZoutWeighting weighting;
} ZoutBand;

/** 20 Hz to 20 kHz without weighting: what every figure uses unless it says otherwise. */
extern const ZoutBand zout_audio_band;

/** The same with A-weighting. */
extern const ZoutBand zout_a_weighted_band;

/**
 * Level that A-weighting gives a frequency, dB.
 *
 * The analogue law of IEC 61672-1 with its pole frequencies, evaluated at the frequency itself: exact at every sample
 * rate, unlike a digital filter. 0 dB at 1 kHz exactly.
 *
 * @param frequency_hz Above 0; at 0 the result is minus infinity.
 */
double
zout_a_weighting_db(double frequency_hz);

/** Factor for power at a frequency: 0 outside the band, 1 inside without weighting. */
double
zout_band_power_gain(const ZoutBand* band, double frequency_hz);

#endif // ZOUT_MEASURE_BAND_H
