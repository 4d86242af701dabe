// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/latency.h"

#include "measure/fft.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void
zout_latency_stimulus(double* const x, const size_t period_frames, const double peak)
{
	// Generator of Knuth, MMIX; its upper bits are what is random
	uint64_t state = 1;
	for (size_t i = 0; i < period_frames; ++i) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		x[i]  = peak * ((double)(state >> 11U) / 4503599627370496.0 - 1.0);
	}
}

/// Correlates: the result stands in fft->time
static ZoutMeasureStatus
correlate(ZoutFft* const fft, const double* const stimulus, const double* const recorded)
{
	double complex* const kept = (double complex*)malloc(fft->n_bins * sizeof(double complex));
	if (!kept) {
		return ZOUT_MEASURE_NO_MEMORY;
	}
	memcpy(fft->time, stimulus, fft->n_frames * sizeof(double));
	fftw_execute(fft->forward);
	memcpy(kept, fft->bins, fft->n_bins * sizeof(double complex));
	memcpy(fft->time, recorded, fft->n_frames * sizeof(double));
	fftw_execute(fft->forward);
	fft->bins[0] = 0.0; // DC says nothing
	for (size_t i = 1; i < fft->n_bins; ++i) {
		fft->bins[i] *= conj(kept[i]);
	}
	fftw_execute(fft->backward);
	free(kept);
	return ZOUT_MEASURE_SUCCESS;
}

/// Finds the peak, and how far it stands out
static ZoutLatency
find_peak(const double* const x, const size_t n)
{
	enum { NEIGHBOURS = 64 }; // where the device's own response is
	size_t best = 0;
	for (size_t i = 1; i < n; ++i) {
		best = fabs(x[i]) > fabs(x[best]) ? i : best;
	}
	double sum   = 0.0;
	size_t count = 0;
	for (size_t i = 0; i < n; ++i) {
		const size_t apart = i > best ? i - best : best - i;
		if (apart > NEIGHBOURS && n - apart > NEIGHBOURS) {
			sum += x[i] * x[i];
			++count;
		}
	}
	const double      rms     = count ? sqrt(sum / (double)count) : 0.0;
	const ZoutLatency latency = {best, x[best] < 0.0 ? -1 : 1, rms > 0.0 ? fabs(x[best]) / rms : 0.0};
	return latency;
}

ZoutMeasureStatus
zout_latency_find(const double* const stimulus,
                  const double* const recorded,
                  const size_t        period_frames,
                  ZoutLatency* const  latency)
{
	ZoutFft           fft;
	ZoutMeasureStatus status = zout_fft_init(&fft, period_frames);
	status                   = status ? status : correlate(&fft, stimulus, recorded);
	if (!status) {
		*latency = find_peak(fft.time, period_frames);
		status   = latency->certainty >= ZOUT_LATENCY_CERTAIN ? ZOUT_MEASURE_SUCCESS : ZOUT_MEASURE_NO_TONE;
	}
	zout_fft_clear(&fft);
	return status;
}
