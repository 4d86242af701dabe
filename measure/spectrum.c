// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/spectrum.h"

#include "dsp/units.h"
#include "measure/fft.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { LEAST_PERIOD_FRAMES = 16, LOBE_BINS = 7 };

/// Albrecht, "A family of cosine-sum windows for high-resolution measurements", ICASSP 2001: 7 terms, minimum side
/// lobes
static double
blackman_harris_7(const size_t i, const size_t n)
{
	static const double a[] = {0.271051400693424,
	                           0.433297939234485,
	                           0.218122999543110,
	                           0.065925446388031,
	                           0.010811742098371,
	                           0.000776584825226,
	                           0.000013887217352};

	const double phase = 2.0 * zout_pi * ((double)i + 0.5) / (double)n;
	double       sum   = 0.0;
	double       sign  = 1.0;
	for (unsigned k = 0; k < sizeof(a) / sizeof(a[0]); ++k) {
		sum += sign * a[k] * cos(k * phase);
		sign = -sign;
	}
	return sum;
}

/// Writes a window; returns the sum of its squares, or 0 without memory
static double
make_window(const ZoutWindow window, const size_t n, double** const w)
{
	double sum = 0.0;
	*w         = (double*)malloc(n * sizeof(double));
	for (size_t i = 0; *w && i < n; ++i) {
		(*w)[i] = window == ZOUT_WINDOW_NONE ? 1.0 : blackman_harris_7(i, n);
		sum += (*w)[i] * (*w)[i];
	}
	return sum;
}

/// Adds the spectrum of one period; `scale` makes a mean square of a squared magnitude
static void
add_period(ZoutSpectrum* const spectrum, const ZoutFft* const fft, const double scale)
{
	fftw_execute(fft->forward);
	for (size_t k = 0; k < spectrum->n_bins; ++k) {
		// DC and, of an even length, half the sample rate have no mirror image
		const double sides = k == 0 || 2U * k == fft->n_frames ? 1.0 : 2.0;
		const double re    = creal(fft->bins[k]);
		const double im    = cimag(fft->bins[k]);
		spectrum->power[k] += sides * scale * (re * re + im * im);
	}
}

static ZoutMeasureStatus
add_periods(ZoutSpectrum* const spectrum,
            const double* const x,
            const size_t        n_periods,
            const ZoutWindow    window,
            ZoutFft* const      fft)
{
	double*      w     = NULL;
	const double sum   = make_window(window, fft->n_frames, &w);
	const double scale = 1.0 / ((double)fft->n_frames * sum * (double)n_periods);
	if (!w) {
		return ZOUT_MEASURE_NO_MEMORY;
	}

	for (size_t p = 0; p < n_periods; ++p) {
		const double* const period = x + p * fft->n_frames;
		for (size_t i = 0; i < fft->n_frames; ++i) {
			fft->time[i] = w[i] * period[i];
		}
		add_period(spectrum, fft, scale);
	}
	free(w);
	return isfinite(spectrum->power[0]) ? ZOUT_MEASURE_SUCCESS : ZOUT_MEASURE_NOT_FINITE;
}

ZoutMeasureStatus
zout_spectrum_init(ZoutSpectrum* const spectrum,
                   const double* const x,
                   const size_t        n_frames,
                   const size_t        period_frames,
                   const double        rate_hz,
                   const ZoutWindow    window)
{
	*spectrum = (ZoutSpectrum){.power = NULL};
	if (period_frames < LEAST_PERIOD_FRAMES || n_frames < period_frames) {
		return ZOUT_MEASURE_TOO_SHORT;
	}

	ZoutFft           fft;
	ZoutMeasureStatus status = zout_fft_init(&fft, period_frames);
	spectrum->bin_hz         = rate_hz / (double)period_frames;
	spectrum->n_bins         = fft.n_bins;
	spectrum->lobe_bins      = window == ZOUT_WINDOW_NONE ? 0 : LOBE_BINS;
	spectrum->power          = (double*)calloc(fft.n_bins, sizeof(double));
	if (!status && !spectrum->power) {
		status = ZOUT_MEASURE_NO_MEMORY;
	}
	if (!status) {
		status = add_periods(spectrum, x, n_frames / period_frames, window, &fft);
	}
	zout_fft_clear(&fft);
	if (status) {
		zout_spectrum_clear(spectrum);
	}
	return status;
}

void
zout_spectrum_clear(ZoutSpectrum* const spectrum)
{
	free(spectrum->power);
	*spectrum = (ZoutSpectrum){.power = NULL};
}

size_t
zout_spectrum_bin(const ZoutSpectrum* const spectrum, const double frequency_hz)
{
	const double bin  = rint(frequency_hz / spectrum->bin_hz);
	const double last = (double)(spectrum->n_bins - 1U);
	return (size_t)fmin(fmax(bin, 0.0), last);
}

double
zout_spectrum_tone(const ZoutSpectrum* const spectrum, const double frequency_hz)
{
	const size_t centre = zout_spectrum_bin(spectrum, frequency_hz);
	const size_t lobe   = spectrum->lobe_bins;
	const size_t first  = centre > lobe ? centre - lobe : 0;
	const size_t last   = centre + lobe < spectrum->n_bins ? centre + lobe : spectrum->n_bins - 1U;
	double       sum    = 0.0;
	for (size_t k = first; k <= last; ++k) {
		sum += spectrum->power[k];
	}
	return sum;
}

double
zout_spectrum_band(const ZoutSpectrum* const spectrum, const ZoutBand* const band)
{
	double sum = 0.0;
	for (size_t k = spectrum->lobe_bins + 1U; k < spectrum->n_bins; ++k) {
		sum += spectrum->power[k] * zout_band_power_gain(band, (double)k * spectrum->bin_hz);
	}
	return sum;
}

double
zout_spectrum_strongest(const ZoutSpectrum* const spectrum, const ZoutBand* const band)
{
	size_t best = 0;
	for (size_t k = spectrum->lobe_bins + 1U; k < spectrum->n_bins; ++k) {
		const bool inside = zout_band_power_gain(band, (double)k * spectrum->bin_hz) > 0.0;
		if (inside && spectrum->power[k] > (best ? spectrum->power[best] : 0.0)) {
			best = k;
		}
	}
	if (!best) {
		return 0.0;
	}

	double       sum    = 0.0;
	double       moment = 0.0;
	const size_t lobe   = spectrum->lobe_bins;
	for (size_t k = best - lobe; k <= best + lobe && k < spectrum->n_bins; ++k) {
		sum += spectrum->power[k];
		moment += spectrum->power[k] * (double)k;
	}
	return spectrum->bin_hz * moment / sum;
}
