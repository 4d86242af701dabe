// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/figures.h"
#include "measure/intermod.h"
#include "measure/stimulus.h"

#include <math.h>
#include <string.h>

enum { MULTITONE_TONES = 32, CREST_PASSES = 100 };

/// Adds the range free of distortion in the whole band and in each decade of it
static ZoutMeasureStatus
add_ranges(const ZoutStation* const  station,
           const ZoutSpectrum* const spectrum,
           const double* const       tones_hz,
           ZoutResults* const        results)
{
	static const double limits_hz[][2] = {{20.0, 20e3}, {20.0, 200.0}, {200.0, 2e3}, {2e3, 20e3}};
	for (unsigned i = 0; i < sizeof(limits_hz) / sizeof(limits_hz[0]); ++i) {
		const ZoutBand          band = {limits_hz[i][0], limits_hz[i][1], ZOUT_WEIGHTING_NONE};
		ZoutMultitone           found;
		const ZoutMeasureStatus status = zout_multitone_measure(spectrum, tones_hz, MULTITONE_TONES, &band, &found);
		if (status) {
			return status;
		}
		const double         all = found.tone_rms * sqrt(MULTITONE_TONES);
		const ZoutConditions at  = zout_station_conditions(station, all, 0.0, &band);
		zout_results_add(
			results, ZOUT_DEF_MULTITONE_RANGE, ZOUT_CHANNEL_LEFT, &at, 20.0 * log10(found.tone_rms / found.spur_rms));
		if (!i) {
			const double tdn_db = 20.0 * log10(found.residual_rms / all);
			zout_results_add(results, ZOUT_DEF_MULTITONE_TDN, ZOUT_CHANNEL_LEFT, &at, tdn_db);
			zout_station_add_spectrum(
				station, spectrum, found.tone_rms, ZOUT_DEF_MULTITONE, ZOUT_CHANNEL_LEFT, &at, results);
		}
	}
	return ZOUT_MEASURE_SUCCESS;
}

ZoutMeasureStatus
zout_measure_multitone(ZoutStation* const station, const ZoutDrive* const drive, ZoutResults* const results)
{
	size_t       bins[MULTITONE_TONES];
	double       tones_hz[MULTITONE_TONES];
	ZoutSpectrum spectrum = {.power = NULL};
	const size_t n        = station->second_frames;
	zout_station_begin(station, n);
	const unsigned n_tones = zout_stimulus_log_bins(20.0, 20e3, MULTITONE_TONES, 1.0, 0, bins);
	for (unsigned i = 0; i < n_tones; ++i) {
		tones_hz[i] = (double)bins[i];
	}

	ZoutMeasureStatus status =
		zout_stimulus_multitone(station->stimulus[0], n, bins, n_tones, CREST_PASSES, drive->amplitude_pk);
	if (!status) {
		memcpy(station->stimulus[1], station->stimulus[0], n * sizeof(double));
		status = zout_station_play(station, ZOUT_STATION_PERIODS);
	}
	status = status ? status : zout_station_spectrum(station, ZOUT_CHANNEL_LEFT, &spectrum);
	status = status ? status : add_ranges(station, &spectrum, tones_hz, results);
	zout_spectrum_clear(&spectrum);
	return status;
}

typedef ZoutMeasureStatus (*Analyse)(const ZoutSpectrum*, double, double, ZoutIntermod*);

/// Plays two tones, the low one `ratio` times the high one, and adds what the analysis finds
static ZoutMeasureStatus
two_tones(ZoutStation* const   station,
          const ZoutDrive*     drive,
          const double         f1_hz,
          const double         f2_hz,
          const double         ratio,
          const ZoutDefinition definition,
          const Analyse        analyse,
          ZoutResults* const   results)
{
	ZoutSpectrum spectrum = {.power = NULL};
	ZoutIntermod intermod;
	const size_t n       = station->second_frames;
	const double high_pk = drive->amplitude_pk / (1.0 + ratio);
	zout_station_begin(station, n);
	for (unsigned c = 0; c < 2; ++c) {
		zout_stimulus_add_sine(station->stimulus[c], n, (size_t)f1_hz, ratio * high_pk, 0.0);
		zout_stimulus_add_sine(station->stimulus[c], n, (size_t)f2_hz, high_pk, 0.0);
	}
	ZoutMeasureStatus status = zout_station_play(station, ZOUT_STATION_PERIODS);
	status                   = status ? status : zout_station_spectrum(station, ZOUT_CHANNEL_LEFT, &spectrum);
	status                   = status ? status : analyse(&spectrum, f1_hz, f2_hz, &intermod);
	if (!status) {
		const double         all = sqrt(zout_spectrum_tone(&spectrum, f1_hz) + zout_spectrum_tone(&spectrum, f2_hz));
		const ZoutConditions at  = zout_station_conditions(station, all, 0.0, NULL);
		zout_results_add(results, definition, ZOUT_CHANNEL_LEFT, &at, 20.0 * log10(intermod.total_lin));
	}
	zout_spectrum_clear(&spectrum);
	return status;
}

ZoutMeasureStatus
zout_measure_intermod(ZoutStation* const station, const ZoutDrive* const drive, ZoutResults* const results)
{
	const ZoutMeasureStatus status =
		two_tones(station, drive, 60.0, 7e3, 4.0, ZOUT_DEF_SMPTE, zout_intermod_smpte, results);
	return status ? status : two_tones(station, drive, 19e3, 20e3, 1.0, ZOUT_DEF_CCIF, zout_intermod_ccif, results);
}
