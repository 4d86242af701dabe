// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file stimulus.h
 * Test signals in double precision, coherent: one period repeats without a seam.
 */

#ifndef ZOUT_MEASURE_STIMULUS_H
#define ZOUT_MEASURE_STIMULUS_H

#include "measure/status.h"

#include <stddef.h>

/**
 * Adds amplitude_pk sin(2 pi bin i / period_frames + phase_rad) to a period.
 *
 * The phase is reduced before the sine is taken, so that the error is that of one rounding wherever i is.
 *
 * @param x Period [period_frames].
 * @param bin Cycles in the period, below half of period_frames.
 */
void
zout_stimulus_add_sine(double* x, size_t period_frames, size_t bin, double amplitude_pk, double phase_rad);

/**
 * Chooses bins for tones that are spaced evenly in the logarithm of frequency.
 *
 * Where two would share a bin the second is left out. Multiples of 50 and 60 Hz are avoided when `off_mains`: they
 * move by a bin, so that hum is not taken for signal.
 *
 * @param bins Receives the bins, rising, [n_tones].
 * @return Number of bins written.
 */
unsigned
zout_stimulus_log_bins(double low_hz, double high_hz, unsigned n_tones, double bin_hz, int off_mains, size_t* bins);

/**
 * Writes a multitone of equal amplitudes and low crest factor.
 *
 * Starts from Newman's phases and lowers the crest by clipping in time and restoring amplitudes in frequency, a
 * fixed number of times (Van der Ouderaa, Schoukens, Renneboog, IEEE Trans. Instrum. Meas. 37, 1988): deterministic.
 *
 * @param x Receives one period [period_frames].
 * @param passes How often; 0 leaves Newman's phases. There is little to gain with tones that are spaced in ratios: 32
 *   of them from 20 Hz to 20 kHz have 12.8 dB, and 12.1 dB after a hundred passes.
 * @param peak Largest magnitude of the result.
 * @return ZOUT_MEASURE_SUCCESS or ZOUT_MEASURE_NO_MEMORY.
 */
ZoutMeasureStatus
zout_stimulus_multitone(double*       x,
                        size_t        period_frames,
                        const size_t* bins,
                        unsigned      n_bins,
                        unsigned      passes,
                        double        peak);

#endif // ZOUT_MEASURE_STIMULUS_H
