// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/stimulus.h"

#include "dsp/units.h"
#include "measure/fft.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

void
zout_stimulus_add_sine(double* const x,
                       const size_t  period_frames,
                       const size_t  bin,
                       const double  amplitude_pk,
                       const double  phase_rad)
{
	uint64_t turn = 0; // bin * i modulo the period, exact
	for (size_t i = 0; i < period_frames; ++i) {
		x[i] += amplitude_pk * sin(2.0 * zout_pi * (double)turn / (double)period_frames + phase_rad);
		turn = (turn + bin) % period_frames;
	}
}

static bool
is_mains(const double frequency_hz)
{
	static const double near_hz = 0.01;
	return fabs(remainder(frequency_hz, 50.0)) < near_hz || fabs(remainder(frequency_hz, 60.0)) < near_hz;
}

unsigned
zout_stimulus_log_bins(const double   low_hz,
                       const double   high_hz,
                       const unsigned n_tones,
                       const double   bin_hz,
                       const int      off_mains,
                       size_t* const  bins)
{
	unsigned n = 0;
	for (unsigned i = 0; i < n_tones; ++i) {
		const double part = n_tones > 1 ? (double)i / (n_tones - 1U) : 0.0;
		size_t       bin  = (size_t)rint(low_hz * pow(high_hz / low_hz, part) / bin_hz);
		if (off_mains && is_mains((double)bin * bin_hz)) {
			bin = i + 1U == n_tones ? bin - 1U : bin + 1U;
		}
		if (bin > 0 && (!n || bin > bins[n - 1U])) {
			bins[n++] = bin;
		}
	}
	return n;
}

static double
peak_of(const double* const x, const size_t n)
{
	double peak = 0.0;
	for (size_t i = 0; i < n; ++i) {
		peak = fmax(peak, fabs(x[i]));
	}
	return peak;
}

/// From the bins' phases to time, with equal amplitudes
static void
synthesise(ZoutFft* const fft, const size_t* const bins, const double* const phases, const unsigned n_bins)
{
	for (size_t k = 0; k < fft->n_bins; ++k) {
		fft->bins[k] = 0.0;
	}
	for (unsigned i = 0; i < n_bins; ++i) {
		fft->bins[bins[i]] = 0.5 * cexp((double complex)I * phases[i]);
	}
	fftw_execute(fft->backward);
}

/// Cuts the crests off, and takes the phases that result
static void
clip_phases(ZoutFft* const fft, const size_t* const bins, double* const phases, const unsigned n_bins)
{
	static const double part  = 0.6; // of the peak; higher converges slower, lower not at all
	const double        limit = part * peak_of(fft->time, fft->n_frames);
	for (size_t i = 0; i < fft->n_frames; ++i) {
		fft->time[i] = fmin(fmax(fft->time[i], -limit), limit);
	}
	fftw_execute(fft->forward);
	for (unsigned i = 0; i < n_bins; ++i) {
		phases[i] = carg(fft->bins[bins[i]]);
	}
}

ZoutMeasureStatus
zout_stimulus_multitone(double* const       x,
                        const size_t        period_frames,
                        const size_t* const bins,
                        const unsigned      n_bins,
                        const unsigned      passes,
                        const double        peak)
{
	ZoutFft           fft;
	ZoutMeasureStatus status = zout_fft_init(&fft, period_frames);
	double* const     now    = fftw_alloc_real(2U * (size_t)n_bins + 2U);
	double* const     best   = now + n_bins;
	double            crest  = (double)INFINITY;
	if (!status && !now) {
		status = ZOUT_MEASURE_NO_MEMORY;
	}
	for (unsigned i = 0; i < n_bins && !status; ++i) {
		now[i] = zout_pi * (double)i * (double)i / n_bins; // Newman
	}
	for (unsigned pass = 0; pass <= passes && !status; ++pass) {
		synthesise(&fft, bins, now, n_bins);
		const double found = peak_of(fft.time, period_frames);
		if (found < crest) {
			crest = found;
			for (unsigned i = 0; i < n_bins; ++i) {
				best[i] = now[i];
			}
		}
		if (pass < passes) {
			clip_phases(&fft, bins, now, n_bins);
		}
	}
	if (!status) {
		synthesise(&fft, bins, best, n_bins);
		for (size_t i = 0; i < period_frames; ++i) {
			x[i] = fft.time[i] * peak / crest;
		}
	}
	fftw_free(now);
	zout_fft_clear(&fft);
	return status;
}
