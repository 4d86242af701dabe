// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/figures.h"

#include <math.h>

static const double tone_hz = 1000.0;

static void
add_distortion(const ZoutStation* const    station,
               const ZoutDistortion* const distortion,
               const ZoutChannel           channel,
               ZoutResults* const          results)
{
	ZoutConditions at = zout_station_conditions(station, distortion->fundamental_rms, tone_hz, &zout_audio_band);
	zout_results_add(results, ZOUT_DEF_LEVEL, channel, &at, distortion->fundamental_rms);
	zout_results_add(results, ZOUT_DEF_THD, channel, &at, zout_distortion_thd_db(distortion));
	zout_results_add(results, ZOUT_DEF_THDN, channel, &at, zout_distortion_thdn_db(distortion));
	zout_results_add(results, ZOUT_DEF_SINAD, channel, &at, -zout_distortion_thdn_db(distortion));
	for (unsigned h = 2; h <= ZOUT_MAX_HARMONIC; ++h) {
		at.harmonic = h;
		zout_results_add(results, ZOUT_DEF_HARMONIC, channel, &at, zout_distortion_harmonic_db(distortion, h));
	}
}

static ZoutMeasureStatus
dashboard_of(const ZoutStation* const station,
             const ZoutChannel        channel,
             const double             source_vrms,
             ZoutResults* const       results)
{
	ZoutSpectrum      spectrum;
	ZoutDistortion    distortion;
	ZoutMeasureStatus status = zout_station_spectrum(station, channel, &spectrum);
	status = status ? status : zout_distortion_measure(&spectrum, tone_hz, &zout_audio_band, &distortion);
	if (!status) {
		const ZoutConditions at =
			zout_station_conditions(station, distortion.fundamental_rms, tone_hz, &zout_audio_band);
		add_distortion(station, &distortion, channel, results);
		zout_results_add(results, ZOUT_DEF_GAIN, channel, &at, 20.0 * log10(distortion.fundamental_rms / source_vrms));
		const ZoutMainsLine line = zout_mains_line(&spectrum, tone_hz);
		zout_results_add(results, ZOUT_DEF_MAINS, channel, &at, 20.0 * log10(line.rms / distortion.fundamental_rms));
		zout_station_add_spectrum(station, &spectrum, 1.0, ZOUT_DEF_SPECTRUM, channel, &at, results);
	}
	zout_spectrum_clear(&spectrum);
	return status;
}

ZoutMeasureStatus
zout_measure_dashboard(ZoutStation* const     station,
                       const ZoutDrive* const drive,
                       const double           source_vrms,
                       ZoutResults* const     results)
{
	const double      pk = drive->amplitude_pk;
	ZoutMeasureStatus status =
		zout_station_play_sine(station, station->second_frames, ZOUT_STATION_PERIODS, tone_hz, pk, pk);
	status = status ? status : dashboard_of(station, ZOUT_CHANNEL_LEFT, source_vrms * pk, results);
	return status ? status : dashboard_of(station, ZOUT_CHANNEL_RIGHT, source_vrms * pk, results);
}

/// What a channel gives at the drive of full output
static double
full_vrms(const ZoutDrive* const full, const ZoutChannel channel)
{
	return channel == ZOUT_CHANNEL_RIGHT ? full->right_vrms : full->vrms;
}

static ZoutMeasureStatus
noise_of(const ZoutStation* const station,
         const ZoutChannel        channel,
         const ZoutDrive* const   full,
         ZoutResults* const       results)
{
	static const ZoutBand* const bands[]    = {&zout_audio_band, &zout_a_weighted_band};
	static const double          fifty_mv   = 0.05;
	static const double          microvolts = 1e6;
	const double                 most_vrms  = full_vrms(full, channel);
	ZoutSpectrum                 spectrum;
	const ZoutMeasureStatus      status = zout_station_spectrum(station, channel, &spectrum);
	for (unsigned b = 0; b < 2 && !status; ++b) {
		const double         rms     = sqrt(zout_spectrum_band(&spectrum, bands[b]));
		const ZoutConditions silent  = zout_station_conditions(station, 0.0, 0.0, bands[b]);
		const ZoutConditions at_full = zout_station_conditions(station, most_vrms, tone_hz, bands[b]);
		const ZoutConditions at_50mv = zout_station_conditions(station, fifty_mv, tone_hz, bands[b]);
		zout_results_add(results, ZOUT_DEF_NOISE, channel, &silent, microvolts * rms);
		zout_results_add(results, ZOUT_DEF_SNR_FULL, channel, &at_full, 20.0 * log10(most_vrms / rms));
		zout_results_add(results, ZOUT_DEF_SNR_50MV, channel, &at_50mv, 20.0 * log10(fifty_mv / rms));
	}
	zout_spectrum_clear(&spectrum);
	return status;
}

ZoutMeasureStatus
zout_measure_noise(ZoutStation* const station, const ZoutDrive* const full, ZoutResults* const results)
{
	const ZoutConditions at_full = zout_station_conditions(station, full->vrms, tone_hz, &zout_audio_band);
	zout_results_add(results, ZOUT_DEF_FULL, ZOUT_CHANNEL_LEFT, &at_full, full->vrms);

	zout_station_begin(station, station->second_frames);
	ZoutMeasureStatus status = zout_station_play(station, ZOUT_STATION_PERIODS);
	status                   = status ? status : noise_of(station, ZOUT_CHANNEL_LEFT, full, results);
	return status ? status : noise_of(station, ZOUT_CHANNEL_RIGHT, full, results);
}

ZoutMeasureStatus
zout_measure_dynamic_range(ZoutStation* const station, const ZoutDrive* const full, ZoutResults* const results)
{
	static const double range_hz  = 997.0;
	static const double below_lin = 1e-3; // 60 dB
	const double        pk        = below_lin * full->amplitude_pk;
	ZoutMeasureStatus   status =
		zout_station_play_sine(station, station->second_frames, ZOUT_STATION_PERIODS, range_hz, pk, pk);
	for (unsigned c = 0; c < 2 && !status; ++c) {
		ZoutSpectrum      spectrum;
		ZoutDistortion    distortion = {.residual_rms = 0.0};
		const ZoutChannel channel    = c ? ZOUT_CHANNEL_RIGHT : ZOUT_CHANNEL_LEFT;
		status                       = zout_station_spectrum(station, channel, &spectrum);
		status = status ? status : zout_distortion_measure(&spectrum, range_hz, &zout_a_weighted_band, &distortion);
		if (!status || status == ZOUT_MEASURE_NO_TONE) { // a device whose noise hides the tone still has a range
			const double         most     = full_vrms(full, channel);
			const double         level    = below_lin * most;
			const ZoutConditions at       = zout_station_conditions(station, level, range_hz, &zout_a_weighted_band);
			const double         range_db = 20.0 * log10(most / distortion.residual_rms);
			zout_results_add(results, ZOUT_DEF_RANGE, channel, &at, range_db);
			status = ZOUT_MEASURE_SUCCESS;
		}
		zout_spectrum_clear(&spectrum);
	}
	return status;
}
