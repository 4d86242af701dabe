// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file intermod.h
 * What a device makes of several tones at once.
 */

#ifndef ZOUT_MEASURE_INTERMOD_H
#define ZOUT_MEASURE_INTERMOD_H

#include "measure/band.h"
#include "measure/spectrum.h"
#include "measure/status.h"

/** Products of two tones f1 < f2, as ratios of amplitudes. */
typedef struct {
	double second_lin; ///< Of second order
	double third_lin;  ///< Of third order
	double total_lin;  ///< Root of the sum of both squares
} ZoutIntermod;

/**
 * Modulation distortion (SMPTE RP 120, IEC 60268-3): side bands of the high tone.
 *
 * Second order (a(f2-f1) + a(f2+f1)) / a(f2), third (a(f2-2 f1) + a(f2+2 f1)) / a(f2), with amplitudes a.
 *
 * @param f1_hz Low tone, as 60 Hz, four times the amplitude of the other.
 * @param f2_hz High tone, as 7 kHz.
 * @return ZOUT_MEASURE_SUCCESS, ZOUT_MEASURE_BAD_RATE or ZOUT_MEASURE_NO_TONE.
 */
ZoutMeasureStatus
zout_intermod_smpte(const ZoutSpectrum* spectrum, double f1_hz, double f2_hz, ZoutIntermod* intermod);

/**
 * Difference-frequency distortion (CCIF, IEC 60268-3).
 *
 * Second order a(f2-f1) / (a(f1) + a(f2)), third (a(2 f1-f2) + a(2 f2-f1)) / (a(f1) + a(f2)).
 *
 * @param f1_hz As 19 kHz.
 * @param f2_hz As 20 kHz, of the same amplitude.
 * @return As zout_intermod_smpte().
 */
ZoutMeasureStatus
zout_intermod_ccif(const ZoutSpectrum* spectrum, double f1_hz, double f2_hz, ZoutIntermod* intermod);

/** What is between many tones. */
typedef struct {
	double tone_rms;     ///< Root mean square over the tones of their rms
	double residual_rms; ///< All that is in the band and no tone
	double spur_rms;     ///< Highest single bin that is no tone
	double spur_hz;
} ZoutMultitone;

/**
 * Looks between the tones of a multitone signal.
 *
 * @param tones_hz Its tones [n_tones], rising, coherent with the spectrum. All count for tone_rms.
 * @param band Where to look.
 * @return ZOUT_MEASURE_SUCCESS, ZOUT_MEASURE_BAD_RATE or ZOUT_MEASURE_NO_TONE.
 */
ZoutMeasureStatus
zout_multitone_measure(const ZoutSpectrum* spectrum,
                       const double*       tones_hz,
                       unsigned            n_tones,
                       const ZoutBand*     band,
                       ZoutMultitone*      multitone);

#endif // ZOUT_MEASURE_INTERMOD_H
