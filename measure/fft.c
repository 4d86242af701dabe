// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/fft.h"

#include <pthread.h>

/// FFTW's planner is shared by all threads
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

ZoutMeasureStatus
zout_fft_init(ZoutFft* const fft, const size_t n_frames)
{
	const size_t n_bins = n_frames / 2U + 1U;
	*fft                = (ZoutFft){.n_frames = n_frames, .n_bins = n_bins};
	fft->time           = fftw_alloc_real(n_frames);
	fft->bins           = fftw_alloc_complex(n_bins);
	if (!fft->time || !fft->bins) {
		return ZOUT_MEASURE_NO_MEMORY;
	}
	pthread_mutex_lock(&planner);
	fft->forward  = fftw_plan_dft_r2c_1d((int)n_frames, fft->time, fft->bins, FFTW_ESTIMATE);
	fft->backward = fftw_plan_dft_c2r_1d((int)n_frames, fft->bins, fft->time, FFTW_ESTIMATE);
	pthread_mutex_unlock(&planner);
	return fft->forward && fft->backward ? ZOUT_MEASURE_SUCCESS : ZOUT_MEASURE_NO_MEMORY;
}

void
zout_fft_clear(ZoutFft* const fft)
{
	pthread_mutex_lock(&planner);
	if (fft->forward) {
		fftw_destroy_plan(fft->forward);
	}
	if (fft->backward) {
		fftw_destroy_plan(fft->backward);
	}
	pthread_mutex_unlock(&planner);
	fftw_free(fft->time);
	fftw_free(fft->bins);
	*fft = (ZoutFft){.n_frames = 0};
}
