// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file distortion.h
 * What a device adds to one tone: harmonics and noise.
 */

#ifndef ZOUT_MEASURE_DISTORTION_H
#define ZOUT_MEASURE_DISTORTION_H

#include "measure/band.h"
#include "measure/spectrum.h"
#include "measure/status.h"

enum { ZOUT_MAX_HARMONIC = 9 };

/** All in the unit of the signal, rms. What is weighted is weighted as the band says; the fundamental never is. */
typedef struct {
	double frequency_hz;
	double fundamental_rms;
	double harmonic_rms[ZOUT_MAX_HARMONIC + 1]; ///< [2] to [9]; 0 where it lies outside the band
	double residual_rms;                        ///< Everything in the band but the fundamental
	double noise_rms;                           ///< The residual without harmonics 2 to 9
} ZoutDistortion;

/**
 * Takes a tone apart.
 *
 * @param frequency_hz Of the tone; without a window it must be coherent.
 * @param band Where harmonics and noise count.
 * @return ZOUT_MEASURE_SUCCESS; ZOUT_MEASURE_BAD_RATE if the spectrum ends below the band; ZOUT_MEASURE_NO_TONE if
 *   the tone is less than half of the power in the band.
 */
ZoutMeasureStatus
zout_distortion_measure(const ZoutSpectrum* spectrum,
                        double              frequency_hz,
                        const ZoutBand*     band,
                        ZoutDistortion*     distortion);

/** Total harmonic distortion: rms sum of harmonics 2 to 9 over the fundamental, dB. */
double
zout_distortion_thd_db(const ZoutDistortion* distortion);

/** Distortion and noise: residual over the whole signal (fundamental and residual), dB. */
double
zout_distortion_thdn_db(const ZoutDistortion* distortion);

/** A harmonic over the fundamental, dB; minus infinity where there is none. */
double
zout_distortion_harmonic_db(const ZoutDistortion* distortion, unsigned harmonic);

/** The strongest line of the power supply. */
typedef struct {
	double frequency_hz; ///< The multiple of 50 or 60 Hz exactly; 0 if there is none
	double rms;
} ZoutMainsLine;

/**
 * Finds the strongest line at a multiple of 50 or 60 Hz below 1 kHz, where one stands 10 dB above its neighbours and
 * not 200 dB below the strongest bin. The mains may be off by 0.2 Hz, and their multiples by as many times that.
 *
 * @param spectrum With bins of at most 10 Hz.
 * @param skip_hz Tone that is no mains line, with its multiples; 0 if there is none. Lines whose lobe meets one of
 *   theirs are left out.
 */
ZoutMainsLine
zout_mains_line(const ZoutSpectrum* spectrum, double skip_hz);

#endif // ZOUT_MEASURE_DISTORTION_H
