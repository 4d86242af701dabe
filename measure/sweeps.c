// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/figures.h"
#include "measure/stimulus.h"

#include <math.h>

ZoutMeasureStatus
zout_measure_thdn_frequency(ZoutStation* const station, const ZoutDrive* const drive, ZoutResults* const results)
{
	enum { POINTS = 31 }; // a third of an octave apart
	const ZoutBand    bands[2] = {zout_wide_band(station->device->rate_hz), zout_audio_band};
	const unsigned    n_bands  = bands[0].high_hz > bands[1].high_hz ? 2 : 1;
	size_t            bins[POINTS];
	double            x[POINTS];
	double            y[2][POINTS];
	ZoutMeasureStatus status = ZOUT_MEASURE_SUCCESS;
	const size_t      period = station->short_frames;
	const double      bin_hz = (double)station->device->rate_hz / (double)period;
	const unsigned    n      = zout_stimulus_log_bins(20.0, 20e3, POINTS, bin_hz, 0, bins);
	for (unsigned i = 0; i < n && !status; ++i) {
		ZoutSpectrum spectrum = {.power = NULL};
		const double pk       = drive->amplitude_pk;
		x[i]                  = (double)bins[i] * bin_hz;
		status                = zout_station_play_sine(station, period, 1, x[i], pk, pk);
		status                = status ? status : zout_station_spectrum(station, ZOUT_CHANNEL_LEFT, &spectrum);
		for (unsigned b = 0; b < n_bands && !status; ++b) {
			ZoutDistortion distortion;
			status  = zout_distortion_measure(&spectrum, x[i], &bands[b], &distortion);
			status  = status == ZOUT_MEASURE_NO_TONE ? ZOUT_MEASURE_SUCCESS : status;
			y[b][i] = zout_distortion_thdn_db(&distortion);
		}
		zout_spectrum_clear(&spectrum);
	}
	for (unsigned b = 0; b < n_bands && !status; ++b) {
		const ZoutConditions at = zout_station_conditions(station, drive->vrms, 0.0, &bands[b]);
		zout_results_add_curve(results, ZOUT_DEF_THDN_FREQUENCY, ZOUT_CHANNEL_LEFT, &at, x, y[b], n);
	}
	return status;
}

/// A point of the curve: power at the load and THD+N
static ZoutMeasureStatus
power_point(ZoutStation* const station, const double amplitude_pk, double* const power_mw, double* const thdn_db)
{
	static const double milliwatts = 1e3;
	ZoutDistortion      d          = {.fundamental_rms = 0.0};
	ZoutMeasureStatus   status     = zout_station_distortion(
        station, station->short_frames, 1000.0, amplitude_pk, &zout_audio_band, ZOUT_CHANNEL_LEFT, &d);
	const double square = d.fundamental_rms * d.fundamental_rms + d.residual_rms * d.residual_rms;
	*power_mw           = milliwatts * square / station->load_ohm;
	*thdn_db            = zout_distortion_thdn_db(&d);
	return status == ZOUT_MEASURE_NO_TONE ? ZOUT_MEASURE_SUCCESS : status; // drowned in noise is an answer too
}

/// Adds the curve from one amplitude to another, in steps of equal ratio
static ZoutMeasureStatus
power_curve(ZoutStation* const   station,
            const double         from_pk,
            const double         to_pk,
            const ZoutDefinition definition,
            ZoutResults* const   results)
{
	enum { MAX_POINTS = 80 };
	static const double step_db = 2.0;
	static const double least   = 10.0;
	const double        span_db = 20.0 * log10(to_pk / from_pk);
	const unsigned      n       = (unsigned)fmin(fmax(ceil(span_db / step_db) + 1.0, least), MAX_POINTS);
	double              x[MAX_POINTS];
	double              y[MAX_POINTS];
	ZoutMeasureStatus   status = ZOUT_MEASURE_SUCCESS;
	for (unsigned i = 0; i < n && !status; ++i) {
		// Denser to the end, where clipping begins
		const double left = (double)(n - 1U - i) / (n - 1U);
		const double at   = to_pk * pow(from_pk / to_pk, left * (0.5 + 0.5 * left));
		status            = power_point(station, at, &x[i], &y[i]);
	}
	if (!status) {
		const ZoutConditions conditions = zout_station_conditions(station, 0.0, 1000.0, &zout_audio_band);
		zout_results_add_curve(results, definition, ZOUT_CHANNEL_LEFT, &conditions, x, y, n);
	}
	return status;
}

ZoutMeasureStatus
zout_measure_thdn_power(ZoutStation* const station,
                        const double       source_vrms,
                        const bool         hotter,
                        ZoutResults* const results)
{
	static const double lowest_lin = 1e-3;  // of the highest
	static const double hottest_pk = 200.0; // the model takes samples up to +48 dBFS
	double              power_mw   = 0.0;
	double              thdn_db    = 0.0;
	bool                at_limit   = false;
	ZoutDrive           full;
	ZoutMeasureStatus   status = zout_station_find_full(station, 1.0, &full, &at_limit);
	status                     = status ? status : power_point(station, full.amplitude_pk, &power_mw, &thdn_db);
	if (!status) {
		const ZoutConditions at = zout_station_conditions(station, full.vrms, 1000.0, &zout_audio_band);
		zout_results_add(results, ZOUT_DEF_POWER, ZOUT_CHANNEL_LEFT, &at, power_mw);
		const double from = lowest_lin * full.amplitude_pk;
		status            = power_curve(station, from, full.amplitude_pk, ZOUT_DEF_THDN_POWER, results);
	}

	const double with_source = full.amplitude_pk;
	if (!status && at_limit && hotter) {
		status = zout_station_find_full(station, hottest_pk, &full, &at_limit);
		status = status ? status : power_point(station, full.amplitude_pk, &power_mw, &thdn_db);
	}
	if (!status && !at_limit) {
		const ZoutConditions at = zout_station_conditions(station, full.vrms, 1000.0, &zout_audio_band);
		zout_results_add(results, ZOUT_DEF_POWER_1PC, ZOUT_CHANNEL_LEFT, &at, power_mw);
		zout_results_add(
			results, ZOUT_DEF_SOURCE_1PC, ZOUT_CHANNEL_LEFT, &at, fmax(source_vrms * full.amplitude_pk, 0.0));
	}
	if (!status && !at_limit && full.amplitude_pk > with_source) {
		status = power_curve(station, with_source, full.amplitude_pk, ZOUT_DEF_THDN_BEYOND, results);
	}
	return status;
}
