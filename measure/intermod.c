// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/intermod.h"

#include <math.h>
#include <stdbool.h>

/// Rms of a tone; its ratio to another is that of the amplitudes
static double
tone_rms(const ZoutSpectrum* const spectrum, const double frequency_hz)
{
	return frequency_hz > 0.0 ? sqrt(zout_spectrum_tone(spectrum, frequency_hz)) : 0.0;
}

static bool
reaches(const ZoutSpectrum* const spectrum, const double frequency_hz)
{
	return (double)(spectrum->n_bins - 1U) * spectrum->bin_hz > frequency_hz;
}

static ZoutMeasureStatus
finish(ZoutIntermod* const intermod, const double reference_rms, const double second_rms, const double third_rms)
{
	if (!(reference_rms > 0.0) || second_rms > reference_rms || third_rms > reference_rms) {
		return ZOUT_MEASURE_NO_TONE;
	}
	intermod->second_lin = second_rms / reference_rms;
	intermod->third_lin  = third_rms / reference_rms;
	intermod->total_lin  = hypot(intermod->second_lin, intermod->third_lin);
	return ZOUT_MEASURE_SUCCESS;
}

ZoutMeasureStatus
zout_intermod_smpte(const ZoutSpectrum* const spectrum,
                    const double              f1_hz,
                    const double              f2_hz,
                    ZoutIntermod* const       intermod)
{
	*intermod = (ZoutIntermod){0.0, 0.0, 0.0};
	if (!reaches(spectrum, f2_hz + 2.0 * f1_hz)) {
		return ZOUT_MEASURE_BAD_RATE;
	}
	const double second = tone_rms(spectrum, f2_hz - f1_hz) + tone_rms(spectrum, f2_hz + f1_hz);
	const double third  = tone_rms(spectrum, f2_hz - 2.0 * f1_hz) + tone_rms(spectrum, f2_hz + 2.0 * f1_hz);
	return finish(intermod, tone_rms(spectrum, f2_hz), second, third);
}

ZoutMeasureStatus
zout_intermod_ccif(const ZoutSpectrum* const spectrum,
                   const double              f1_hz,
                   const double              f2_hz,
                   ZoutIntermod* const       intermod)
{
	*intermod = (ZoutIntermod){0.0, 0.0, 0.0};
	if (!reaches(spectrum, 2.0 * f2_hz - f1_hz)) {
		return ZOUT_MEASURE_BAD_RATE;
	}
	const double reference = tone_rms(spectrum, f1_hz) + tone_rms(spectrum, f2_hz);
	const double third     = tone_rms(spectrum, 2.0 * f1_hz - f2_hz) + tone_rms(spectrum, 2.0 * f2_hz - f1_hz);
	return finish(intermod, reference, tone_rms(spectrum, f2_hz - f1_hz), third);
}

ZoutMeasureStatus
zout_multitone_measure(const ZoutSpectrum* const spectrum,
                       const double* const       tones_hz,
                       const unsigned            n_tones,
                       const ZoutBand* const     band,
                       ZoutMultitone* const      multitone)
{
	*multitone = (ZoutMultitone){0.0, 0.0, 0.0, 0.0};
	if (!reaches(spectrum, band->high_hz)) {
		return ZOUT_MEASURE_BAD_RATE;
	}

	const size_t lobe     = spectrum->lobe_bins;
	unsigned     next     = 0; // First tone whose lobe does not end below this bin
	double       tones    = 0.0;
	double       residual = 0.0;
	double       spur     = 0.0;
	for (size_t k = lobe + 1U; k < spectrum->n_bins; ++k) {
		while (next < n_tones && zout_spectrum_bin(spectrum, tones_hz[next]) + lobe < k) {
			++next;
		}
		if (next < n_tones && k + lobe >= zout_spectrum_bin(spectrum, tones_hz[next])) {
			tones += spectrum->power[k];
			continue;
		}
		const double power = spectrum->power[k] * zout_band_power_gain(band, (double)k * spectrum->bin_hz);
		residual += power;
		if (power > spur) {
			spur               = power;
			multitone->spur_hz = (double)k * spectrum->bin_hz;
		}
	}
	multitone->tone_rms     = n_tones ? sqrt(tones / n_tones) : 0.0;
	multitone->residual_rms = sqrt(residual);
	multitone->spur_rms     = sqrt(spur);
	return tones > residual ? ZOUT_MEASURE_SUCCESS : ZOUT_MEASURE_NO_TONE;
}
