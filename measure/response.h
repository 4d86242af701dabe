// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file response.h
 * Complex amplitudes of coherent tones, and what follows from them: responses and impedances.
 */

#ifndef ZOUT_MEASURE_RESPONSE_H
#define ZOUT_MEASURE_RESPONSE_H

#include "measure/status.h"

#include <complex.h>
#include <stddef.h>

/**
 * Measures tones of known frequency by synchronous averaging: noise falls with the number of periods, tones do not.
 *
 * @param x Signal [n_frames]; frame 0 is phase 0.
 * @param bins Cycles per period of each tone [n_bins].
 * @param amplitude_pk Receives peak amplitude and phase (of a cosine) of each tone [n_bins].
 * @return ZOUT_MEASURE_SUCCESS, ZOUT_MEASURE_TOO_SHORT, ZOUT_MEASURE_NOT_FINITE or ZOUT_MEASURE_NO_MEMORY.
 */
ZoutMeasureStatus
zout_response_measure(const double*   x,
                      size_t          n_frames,
                      size_t          period_frames,
                      const size_t*   bins,
                      unsigned        n_bins,
                      double complex* amplitude_pk);

/**
 * Impedance of a source, from its voltage into two resistors, ohm.
 *
 * (Va - Vb) / (Vb/Rb - Va/Ra): Kirchhoff's laws for one open-circuit voltage behind one impedance.
 */
double complex
zout_source_impedance_ohm(double complex a_v, double a_ohm, double complex b_v, double b_ohm);

/**
 * Impedance of a load, from its voltage behind a series resistor, ohm: R v / (e - v).
 *
 * @param open_v Voltage of the source itself, measured or known.
 */
double complex
zout_load_impedance_ohm(double complex open_v, double complex loaded_v, double series_ohm);

#endif // ZOUT_MEASURE_RESPONSE_H
