// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/station.h"

#include "measure/stimulus.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_RATE_HZ = 44100, SHORT_PARTS = 5 };

ZoutMeasureStatus
zout_station_init(ZoutStation* const station, const ZoutDevice* const device, const double load_ohm)
{
	const size_t second = device->rate_hz;
	*station            = (ZoutStation){.device = device, .load_ohm = load_ohm, .second_frames = second};
	if (second < LEAST_RATE_HZ) {
		return ZOUT_MEASURE_BAD_RATE;
	}
	station->short_frames = second / SHORT_PARTS;
	for (unsigned c = 0; c < 2; ++c) {
		station->stimulus[c] = (double*)calloc(second, sizeof(double));
		station->recorded[c] = (double*)calloc(second * ZOUT_STATION_PERIODS, sizeof(double));
		if (!station->stimulus[c] || !station->recorded[c]) {
			return ZOUT_MEASURE_NO_MEMORY;
		}
	}
	return ZOUT_MEASURE_SUCCESS;
}

void
zout_station_clear(ZoutStation* const station)
{
	for (unsigned c = 0; c < 2; ++c) {
		free(station->stimulus[c]);
		free(station->recorded[c]);
	}
	*station = (ZoutStation){.device = NULL};
}

void
zout_station_begin(ZoutStation* const station, const size_t period_frames)
{
	station->period_frames = period_frames;
	for (unsigned c = 0; c < 2; ++c) {
		memset(station->stimulus[c], 0, period_frames * sizeof(double));
	}
}

ZoutMeasureStatus
zout_station_play(ZoutStation* const station, const unsigned periods)
{
	const ZoutStimulus  stimulus  = {station->period_frames, station->stimulus[0], station->stimulus[1]};
	const ZoutRecording recording = {periods, station->recorded[0], station->recorded[1]};
	station->periods              = periods;
	return station->device->play(station->device->handle, &stimulus, &recording);
}

ZoutMeasureStatus
zout_station_play_sine(ZoutStation* const station,
                       const size_t       period_frames,
                       const unsigned     periods,
                       const double       frequency_hz,
                       const double       left_pk,
                       const double       right_pk)
{
	const size_t bin = (size_t)rint(frequency_hz * (double)period_frames / station->device->rate_hz);
	zout_station_begin(station, period_frames);
	zout_stimulus_add_sine(station->stimulus[0], period_frames, bin, left_pk, 0.0);
	zout_stimulus_add_sine(station->stimulus[1], period_frames, bin, right_pk, 0.0);
	return zout_station_play(station, periods);
}

ZoutMeasureStatus
zout_station_spectrum(const ZoutStation* const station, const ZoutChannel channel, ZoutSpectrum* const spectrum)
{
	return zout_spectrum_init(spectrum,
	                          station->recorded[channel == ZOUT_CHANNEL_RIGHT],
	                          station->periods * station->period_frames,
	                          station->period_frames,
	                          station->device->rate_hz,
	                          ZOUT_WINDOW_NONE);
}

ZoutMeasureStatus
zout_station_distortion(ZoutStation* const    station,
                        const size_t          period_frames,
                        const double          frequency_hz,
                        const double          amplitude_pk,
                        const ZoutBand* const band,
                        const ZoutChannel     channel,
                        ZoutDistortion* const distortion)
{
	ZoutSpectrum      spectrum = {.power = NULL};
	ZoutMeasureStatus status =
		zout_station_play_sine(station, period_frames, 1, frequency_hz, amplitude_pk, amplitude_pk);
	status = status ? status : zout_station_spectrum(station, channel, &spectrum);
	status = status ? status : zout_distortion_measure(&spectrum, frequency_hz, band, distortion);
	zout_spectrum_clear(&spectrum);
	return status;
}

ZoutBand
zout_wide_band(const unsigned rate_hz)
{
	static const double widest_hz = 90e3;
	static const double part      = 0.47;
	ZoutBand            band      = zout_audio_band;
	if (rate_hz >= 2U * LEAST_RATE_HZ) {
		band.high_hz = fmin(widest_hz, part * rate_hz);
	}
	return band;
}

ZoutConditions
zout_station_conditions(const ZoutStation* const station,
                        const double             level_vrms,
                        const double             tone_hz,
                        const ZoutBand* const    band)
{
	const ZoutConditions conditions = {
		.level_vrms = level_vrms,
		.tone_hz    = tone_hz,
		.load_ohm   = station->load_ohm,
		.band       = band ? *band : (ZoutBand){0.0, 0.0, ZOUT_WEIGHTING_NONE},
		.rate_hz    = station->device->rate_hz,
	};
	return conditions;
}

void
zout_station_add_spectrum(const ZoutStation* const    station,
                          const ZoutSpectrum* const   spectrum,
                          const double                reference_rms,
                          const ZoutDefinition        definition,
                          const ZoutChannel           channel,
                          const ZoutConditions* const conditions,
                          ZoutResults* const          results)
{
	enum { MAX_POINTS = 2000 };
	static const double low_hz  = 20.0;
	static const double step    = 0.01; // octaves
	const double        high_hz = 0.5 * station->device->rate_hz;
	double              x[MAX_POINTS];
	double              y[MAX_POINTS];
	size_t              n    = 0;
	size_t              next = zout_spectrum_bin(spectrum, low_hz);
	while (n < MAX_POINTS && next < spectrum->n_bins && (double)next * spectrum->bin_hz < high_hz) {
		const double end_hz =
			fmax((double)next * spectrum->bin_hz * exp2(step), (double)(next + 1U) * spectrum->bin_hz);
		size_t best = next;
		for (; next < spectrum->n_bins && (double)next * spectrum->bin_hz < end_hz; ++next) {
			best = spectrum->power[next] > spectrum->power[best] ? next : best;
		}
		x[n]   = (double)best * spectrum->bin_hz;
		y[n++] = 10.0 * log10(spectrum->power[best] / (reference_rms * reference_rms));
	}
	zout_results_add_curve(results, definition, channel, conditions, x, y, n);
}
