// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file fft.h
 * Transforms of real signals of any length, by FFTW in double precision. Any thread, each with its own ZoutFft.
 */

#ifndef ZOUT_MEASURE_FFT_H
#define ZOUT_MEASURE_FFT_H

#include "measure/status.h"

#include <complex.h>
#include <fftw3.h>
#include <stddef.h>

/** One length, with its buffers. */
typedef struct {
	size_t          n_frames;
	size_t          n_bins;   ///< n_frames / 2 + 1
	double*         time;     ///< [n_frames]
	double complex* bins;     ///< [n_bins]
	fftw_plan       forward;  ///< From time to bins, unscaled
	fftw_plan       backward; ///< From bins to time, unscaled; destroys bins
} ZoutFft;

/** Allocates buffers and plans. The caller frees them with zout_fft_clear(), also after a failure. */
ZoutMeasureStatus
zout_fft_init(ZoutFft* fft, size_t n_frames);

/** Frees everything. Safe to repeat. */
void
zout_fft_clear(ZoutFft* fft);

#endif // ZOUT_MEASURE_FFT_H
