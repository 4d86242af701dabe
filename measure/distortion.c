// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/distortion.h"

#include <math.h>
#include <stdbool.h>

/// Which harmonic's lobe a bin belongs to; 1 is the fundamental, 0 none
static unsigned
harmonic_at(const ZoutSpectrum* const spectrum, const double frequency_hz, const size_t bin)
{
	const double   ratio    = (double)bin * spectrum->bin_hz / frequency_hz;
	const double   nearest  = fmin(fmax(rint(ratio), 1.0), (double)ZOUT_MAX_HARMONIC);
	const unsigned harmonic = (unsigned)nearest;
	const size_t   centre   = zout_spectrum_bin(spectrum, nearest * frequency_hz);
	const size_t   distance = bin > centre ? bin - centre : centre - bin;
	return distance <= spectrum->lobe_bins ? harmonic : 0;
}

ZoutMeasureStatus
zout_distortion_measure(const ZoutSpectrum* const spectrum,
                        const double              frequency_hz,
                        const ZoutBand* const     band,
                        ZoutDistortion* const     distortion)
{
	*distortion = (ZoutDistortion){.frequency_hz = frequency_hz};
	if ((double)(spectrum->n_bins - 1U) * spectrum->bin_hz < band->high_hz) {
		return ZOUT_MEASURE_BAD_RATE;
	}

	// Summed apart, never subtracted: a difference would lose what is 300 dB below the fundamental
	double power[ZOUT_MAX_HARMONIC + 1] = {0.0};
	double gain[ZOUT_MAX_HARMONIC + 1]  = {0.0, 1.0};
	double noise                        = 0.0;
	for (unsigned h = 2; h <= ZOUT_MAX_HARMONIC; ++h) { // of a whole lobe, which a band's end would cut
		gain[h] = zout_band_power_gain(band, h * frequency_hz);
	}
	for (size_t k = spectrum->lobe_bins + 1U; k < spectrum->n_bins; ++k) {
		const unsigned harmonic = harmonic_at(spectrum, frequency_hz, k);
		if (harmonic) {
			power[harmonic] += gain[harmonic] * spectrum->power[k];
		} else {
			noise += spectrum->power[k] * zout_band_power_gain(band, (double)k * spectrum->bin_hz);
		}
	}

	double residual = noise;
	for (unsigned h = 2; h <= ZOUT_MAX_HARMONIC; ++h) {
		residual += power[h];
		distortion->harmonic_rms[h] = sqrt(power[h]);
	}
	distortion->fundamental_rms = sqrt(power[1]);
	distortion->residual_rms    = sqrt(residual);
	distortion->noise_rms       = sqrt(noise);
	return power[1] > 0.0 && power[1] >= residual ? ZOUT_MEASURE_SUCCESS : ZOUT_MEASURE_NO_TONE;
}

double
zout_distortion_thd_db(const ZoutDistortion* const distortion)
{
	double sum = 0.0;
	for (unsigned h = 2; h <= ZOUT_MAX_HARMONIC; ++h) {
		sum += distortion->harmonic_rms[h] * distortion->harmonic_rms[h];
	}
	return 20.0 * log10(sqrt(sum) / distortion->fundamental_rms);
}

double
zout_distortion_thdn_db(const ZoutDistortion* const distortion)
{
	return 20.0 * log10(distortion->residual_rms / hypot(distortion->fundamental_rms, distortion->residual_rms));
}

double
zout_distortion_harmonic_db(const ZoutDistortion* const distortion, const unsigned harmonic)
{
	return 20.0 * log10(distortion->harmonic_rms[harmonic] / distortion->fundamental_rms);
}

/// Mean power of the bins around a line: of some hertz, and enough of them that it is one
static double
neighbours(const ZoutSpectrum* const spectrum, const size_t centre)
{
	const size_t lobe  = spectrum->lobe_bins;
	const size_t width = (size_t)fmin(fmax(5.0 / spectrum->bin_hz, 4.0), 32.0);
	double       sum   = 0.0;
	size_t       count = 0;
	for (size_t d = lobe + 1U; d <= lobe + width; ++d) {
		if (centre > d + lobe && centre + d < spectrum->n_bins) {
			sum += spectrum->power[centre - d] + spectrum->power[centre + d];
			count += 2U;
		}
	}
	return count ? sum / (double)count : 0.0;
}

/// Whether what is summed at a frequency may hold some of a tone or its multiples: lobes that meet cannot be told apart
static bool
meets_tone(const ZoutSpectrum* const spectrum, const double frequency_hz, const double tone_hz)
{
	const double lobes_hz = (2.0 * spectrum->lobe_bins + 1.0) * spectrum->bin_hz;
	return tone_hz > 0.0 && fabs(remainder(frequency_hz, tone_hz)) < lobes_hz;
}

/// Where the line of a multiple of the mains is, by the bins between which the grid may have it
static double
find_line(const ZoutSpectrum* const spectrum, const double mains_hz, const unsigned multiple)
{
	static const double grid_hz = 0.2; // which European grids keep 99.5 % of a year and more
	const size_t        exact   = zout_spectrum_bin(spectrum, multiple * mains_hz);
	const size_t        range   = (size_t)(multiple * grid_hz / spectrum->bin_hz);
	const size_t        last    = spectrum->n_bins - 1U;
	size_t              best    = exact;
	// Whose lobe holds all of that; or without a window, where the loudest bin of some is that of noise
	if (range <= spectrum->lobe_bins || !spectrum->lobe_bins) {
		return multiple * mains_hz;
	}
	for (size_t k = exact > range ? exact - range : 0; k <= exact + range && k <= last; ++k) {
		best = spectrum->power[k] > spectrum->power[best] ? k : best;
	}
	return (double)best * spectrum->bin_hz;
}

/// Power of the strongest bin
static double
strongest_bin(const ZoutSpectrum* const spectrum)
{
	double most = 0.0;
	for (size_t k = spectrum->lobe_bins + 1U; k < spectrum->n_bins; ++k) {
		most = fmax(most, spectrum->power[k]);
	}
	return most;
}

ZoutMainsLine
zout_mains_line(const ZoutSpectrum* const spectrum, const double skip_hz)
{
	static const double mains_hz[] = {50.0, 60.0};
	static const double highest_hz = 1000.0;
	static const double above_lin  = 10.0;  // 10 dB
	static const double least_lin  = 1e-20; // -200 dB: what is below is rounding
	const double        least      = least_lin * strongest_bin(spectrum);
	ZoutMainsLine       best       = {0.0, 0.0};
	for (unsigned m = 0; m < 2; ++m) {
		for (unsigned n = 1; n * mains_hz[m] < highest_hz; ++n) {
			const double hz     = find_line(spectrum, mains_hz[m], n);
			const double power  = zout_spectrum_tone(spectrum, hz);
			const double around = neighbours(spectrum, zout_spectrum_bin(spectrum, hz));
			const double rms    = sqrt(power);
			const double enough = fmax(above_lin * around * (2.0 * spectrum->lobe_bins + 1.0), least);
			if (!meets_tone(spectrum, hz, skip_hz) && power > enough && rms > best.rms) {
				best = (ZoutMainsLine){n * mains_hz[m], rms};
			}
		}
	}
	return best;
}
