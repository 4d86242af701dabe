// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/figures.h"
#include "measure/response.h"
#include "measure/stimulus.h"

#include <math.h>
#include <string.h>

static const double reference_hz = 1001.0; // off the mains

ZoutMeasureStatus
zout_measure_tones(ZoutStation* const station, const double high_hz, const double peak_pk, ZoutTones* const tones)
{
	enum { TONES_PER_OCTAVE = 24 };
	static const double low_hz = 20.0;
	const size_t        n      = station->second_frames;
	const double        below  = TONES_PER_OCTAVE * log2(reference_hz / low_hz);
	const double        above  = TONES_PER_OCTAVE * log2(high_hz / reference_hz);
	// Two ranges that meet at the reference
	const unsigned n_below = zout_stimulus_log_bins(low_hz, reference_hz, (unsigned)below, 1.0, 1, tones->bins);
	if (!n_below) {
		return ZOUT_MEASURE_BAD_RATE;
	}
	tones->reference  = n_below - 1U;
	size_t* const top = tones->bins + tones->reference;
	tones->n_tones    = tones->reference + zout_stimulus_log_bins(reference_hz, high_hz, (unsigned)above, 1.0, 1, top);
	zout_station_begin(station, n);
	ZoutMeasureStatus status =
		zout_stimulus_multitone(station->stimulus[0], n, tones->bins, tones->n_tones, 0, peak_pk);
	if (!status) {
		memcpy(station->stimulus[1], station->stimulus[0], n * sizeof(double));
		status = zout_station_play(station, 1);
	}
	return status ? status
	              : zout_response_measure(station->recorded[0], n, n, tones->bins, tones->n_tones, tones->volts);
}

/// Adds the frequency above 1 kHz at which the response has fallen by 1 dB, if there is one
static void
add_upper_limit(const ZoutConditions* const at,
                const double* const         hz,
                const double* const         level_db,
                const ZoutTones* const      tones,
                ZoutResults* const          results)
{
	for (unsigned i = tones->reference + 1U; i < tones->n_tones; ++i) {
		if (level_db[i] <= -1.0) {
			const double part = (-1.0 - level_db[i - 1U]) / (level_db[i] - level_db[i - 1U]);
			const double to   = hz[i - 1U] * pow(hz[i] / hz[i - 1U], part);
			zout_results_add(results, ZOUT_DEF_UPPER_1DB, ZOUT_CHANNEL_LEFT, at, to);
			return;
		}
	}
}

/// All tones together
static double
tones_vrms(const ZoutTones* const tones)
{
	double square = 0.0;
	for (unsigned i = 0; i < tones->n_tones; ++i) {
		const double pk = cabs(tones->volts[i]);
		square += 0.5 * pk * pk;
	}
	return sqrt(square);
}

ZoutMeasureStatus
zout_measure_response(ZoutStation* const station, const ZoutDrive* const drive, ZoutResults* const results)
{
	static const double     below_lin = 0.1; // 20 dB
	const ZoutBand          band      = zout_wide_band(station->device->rate_hz);
	ZoutTones               tones;
	const ZoutMeasureStatus status = zout_measure_tones(station, band.high_hz, below_lin * drive->amplitude_pk, &tones);
	if (status) {
		return status;
	}

	double         x[ZOUT_MAX_TONES] = {0.0};
	double         y[ZOUT_MAX_TONES] = {0.0};
	const double   reference         = cabs(tones.volts[tones.reference]);
	ZoutConditions at                = zout_station_conditions(station, tones_vrms(&tones), 0.0, &band);
	for (unsigned i = 0; i < tones.n_tones; ++i) {
		x[i] = (double)tones.bins[i];
		y[i] = 20.0 * log10(cabs(tones.volts[i]) / reference); // all tones have the same amplitude
	}
	zout_results_add_curve(results, ZOUT_DEF_RESPONSE, ZOUT_CHANNEL_LEFT, &at, x, y, tones.n_tones);
	add_upper_limit(&at, x, y, &tones, results);
	return ZOUT_MEASURE_SUCCESS;
}

/// Crosstalk of one tone from one channel into the other, dB
static ZoutMeasureStatus
crosstalk_at(ZoutStation* const station, const unsigned from, const double pk, const size_t hz, double* const db)
{
	const size_t      n = station->second_frames;
	double complex    heard[2];
	ZoutMeasureStatus status =
		zout_station_play_sine(station, n, 1, (double)hz, from == 0 ? pk : 0.0, from == 1 ? pk : 0.0);
	for (unsigned c = 0; c < 2 && !status; ++c) {
		status = zout_response_measure(station->recorded[c], n, n, &hz, 1, &heard[c]);
	}
	if (!status) {
		*db = 20.0 * log10(cabs(heard[1U - from]) / cabs(heard[from]));
	}
	return status;
}

ZoutMeasureStatus
zout_measure_crosstalk(ZoutStation* const station, const ZoutDrive* const drive, ZoutResults* const results)
{
	enum { POINTS = 16 };
	size_t            hz[POINTS];
	const unsigned    n      = zout_stimulus_log_bins(20.0, 20e3, POINTS, 1.0, 1, hz);
	ZoutMeasureStatus status = ZOUT_MEASURE_SUCCESS;
	for (unsigned from = 0; from < 2; ++from) {
		double x[POINTS];
		double y[POINTS];
		double db = 0.0;
		for (unsigned i = 0; i < n && !status; ++i) {
			x[i]   = (double)hz[i];
			status = crosstalk_at(station, from, drive->amplitude_pk, hz[i], &y[i]);
		}
		status = status ? status : crosstalk_at(station, from, drive->amplitude_pk, (size_t)reference_hz, &db);
		if (!status) {
			const ZoutConditions along = zout_station_conditions(station, drive->vrms, 0.0, NULL);
			const ZoutConditions at    = zout_station_conditions(station, drive->vrms, reference_hz, NULL);
			const ZoutChannel    into  = from == 0 ? ZOUT_CHANNEL_RIGHT : ZOUT_CHANNEL_LEFT;
			zout_results_add_curve(results, ZOUT_DEF_CROSSTALK, into, &along, x, y, n);
			zout_results_add(results, ZOUT_DEF_CROSSTALK, into, &at, db);
		}
	}
	return status;
}

ZoutMeasureStatus
zout_measure_balance(ZoutStation* const station, const double amplitude_pk, double* const balance_db)
{
	const size_t      n   = station->second_frames;
	const size_t      bin = (size_t)reference_hz;
	double complex    heard[2];
	ZoutMeasureStatus status = zout_station_play_sine(station, n, 1, reference_hz, amplitude_pk, amplitude_pk);
	for (unsigned c = 0; c < 2 && !status; ++c) {
		status = zout_response_measure(station->recorded[c], n, n, &bin, 1, &heard[c]);
	}
	if (!status) {
		*balance_db = 20.0 * log10(cabs(heard[0]) / cabs(heard[1]));
	}
	return status;
}
