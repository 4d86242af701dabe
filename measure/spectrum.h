// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file spectrum.h
 * Power spectra in double precision.
 *
 * A tone is coherent when a whole number of its cycles fills the period; then no window is needed, the tone stands in
 * one bin alone and every other bin is free for what the device added. This is how everything is measured that we
 * stimulate ourselves. A recording of an unknown tone gets the seven-term Blackman-Harris window, whose side lobes are
 * 180 dB below its main lobe each, and 161 dB together for a tone midway between bins: tones spread over a few bins,
 * which are summed.
 */

#ifndef ZOUT_MEASURE_SPECTRUM_H
#define ZOUT_MEASURE_SPECTRUM_H

#include "measure/band.h"
#include "measure/status.h"

#include <stddef.h>

typedef enum {
	ZOUT_WINDOW_NONE,              ///< For coherent tones
	ZOUT_WINDOW_BLACKMAN_HARRIS_7, ///< For all others; side lobes below -180 dB
} ZoutWindow;

/** One-sided: the sum of all bins is the mean square of the signal, whatever the window. */
typedef struct {
	double   bin_hz;
	size_t   n_bins;
	unsigned lobe_bins; ///< A tone spreads over so many bins to each side; 0 without a window
	double*  power;     ///< [n_bins] Mean square of each bin, in the square of the signal's unit
} ZoutSpectrum;

/**
 * Takes the spectrum of a signal, averaged by power over all its whole periods.
 *
 * @param x Signal [n_frames], in volts, full scale or any other unit.
 * @param n_frames At least period_frames; what is beyond the last whole period is left out.
 * @param period_frames Length of the transform, at least 16.
 * @param spectrum Receives the spectrum, which the caller frees with zout_spectrum_clear(); empty after a failure.
 * @return ZOUT_MEASURE_SUCCESS, ZOUT_MEASURE_TOO_SHORT, ZOUT_MEASURE_NOT_FINITE or ZOUT_MEASURE_NO_MEMORY.
 */
ZoutMeasureStatus
zout_spectrum_init(ZoutSpectrum* spectrum,
                   const double* x,
                   size_t        n_frames,
                   size_t        period_frames,
                   double        rate_hz,
                   ZoutWindow    window);

/** Frees what a spectrum holds. Safe to repeat. */
void
zout_spectrum_clear(ZoutSpectrum* spectrum);

/** The bin nearest to a frequency, at most the last one. */
size_t
zout_spectrum_bin(const ZoutSpectrum* spectrum, double frequency_hz);

/** Mean square of the tone at a frequency: its bin with the lobe to both sides. */
double
zout_spectrum_tone(const ZoutSpectrum* spectrum, double frequency_hz);

/** Mean square in a band, weighted. DC and its lobe never count. */
double
zout_spectrum_band(const ZoutSpectrum* spectrum, const ZoutBand* band);

/**
 * Frequency of the strongest tone in a band, Hz; 0 if there is nothing in it.
 *
 * Interpolated from the power of the lobe, so that it is right between bins too.
 */
double
zout_spectrum_strongest(const ZoutSpectrum* spectrum, const ZoutBand* band);

#endif // ZOUT_MEASURE_SPECTRUM_H
