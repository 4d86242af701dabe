// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/response.h"

#include "measure/fft.h"

#include <math.h>

ZoutMeasureStatus
zout_response_measure(const double* const   x,
                      const size_t          n_frames,
                      const size_t          period_frames,
                      const size_t* const   bins,
                      const unsigned        n_bins,
                      double complex* const amplitude_pk)
{
	if (period_frames < 2 || n_frames < period_frames) {
		return ZOUT_MEASURE_TOO_SHORT;
	}

	ZoutFft           fft;
	ZoutMeasureStatus status    = zout_fft_init(&fft, period_frames);
	const size_t      n_periods = n_frames / period_frames;
	if (!status) {
		for (size_t i = 0; i < period_frames; ++i) {
			double sum = 0.0;
			for (size_t p = 0; p < n_periods; ++p) {
				sum += x[p * period_frames + i];
			}
			fft.time[i] = sum / (double)n_periods;
		}
		fftw_execute(fft.forward);
		status = isfinite(creal(fft.bins[0])) ? ZOUT_MEASURE_SUCCESS : ZOUT_MEASURE_NOT_FINITE;
	}
	for (unsigned i = 0; i < n_bins && !status; ++i) {
		amplitude_pk[i] = 2.0 * fft.bins[bins[i]] / (double)period_frames;
	}
	zout_fft_clear(&fft);
	return status;
}

double complex
zout_source_impedance_ohm(const double complex a_v, const double a_ohm, const double complex b_v, const double b_ohm)
{
	return (a_v - b_v) / (b_v / b_ohm - a_v / a_ohm);
}

double complex
zout_load_impedance_ohm(const double complex open_v, const double complex loaded_v, const double series_ohm)
{
	return series_ohm * loaded_v / (open_v - loaded_v);
}
