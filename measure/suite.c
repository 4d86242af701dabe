// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/suite.h"

#include "dsp/units.h"
#include "measure/figures.h"
#include "measure/model_device.h"
#include "measure/response.h"

#include <complex.h>
#include <math.h>

/// A model on the bench
typedef struct {
	ZoutModelDevice model;
	ZoutDevice      device;
	ZoutStation     station;
} Bench;

static ZoutMeasureStatus
bench_init(Bench* const bench, const ZoutSettings* const settings, const double load_ohm, const unsigned rate_hz)
{
	const ZoutSettings loaded = load_ohm > 0.0 ? zout_settings_with_resistor(settings, load_ohm) : *settings;
	ZoutMeasureStatus  status = zout_model_device_init(&bench->model, &loaded, rate_hz);
	bench->station            = (ZoutStation){.device = NULL};
	bench->device             = zout_model_device(&bench->model);
	return status ? status : zout_station_init(&bench->station, &bench->device, load_ohm);
}

static void
bench_clear(Bench* const bench)
{
	zout_station_clear(&bench->station);
	zout_model_device_clear(&bench->model);
}

/// What the steps share
typedef struct {
	const ZoutSuite* suite;
	ZoutSettings     settings; ///< Volume at maximum
	Bench            audio;    ///< At the rate for the audio band, into the load that was asked for
	Bench            wide;     ///< The same at the rate for what goes beyond
	ZoutDrive        drive;    ///< Of the dashboard
	ZoutDrive        full;
	double           source_vrms;
	ZoutResults*     results;
} Run;

static ZoutMeasureStatus
find_levels(Run* const run)
{
	return zout_station_find_levels(&run->audio.station, run->suite->level_vrms, true, &run->full, &run->drive);
}

static ZoutMeasureStatus
dashboard(Run* const run)
{
	return zout_measure_dashboard(&run->audio.station, &run->drive, run->source_vrms, run->results);
}

static ZoutMeasureStatus
noise(Run* const run)
{
	const ZoutMeasureStatus status = zout_measure_noise(&run->audio.station, &run->full, run->results);
	return status ? status : zout_measure_dynamic_range(&run->audio.station, &run->full, run->results);
}

static ZoutMeasureStatus
mixtures(Run* const run)
{
	const ZoutMeasureStatus status = zout_measure_multitone(&run->audio.station, &run->drive, run->results);
	return status ? status : zout_measure_intermod(&run->audio.station, &run->drive, run->results);
}

static ZoutMeasureStatus
thdn_frequency(Run* const run)
{
	return zout_measure_thdn_frequency(&run->wide.station, &run->drive, run->results);
}

static ZoutMeasureStatus
crosstalk(Run* const run)
{
	return zout_measure_crosstalk(&run->audio.station, &run->drive, run->results);
}

/// The response into what was asked for, then into resistors from high to low
static ZoutMeasureStatus
responses(Run* const run)
{
	static const double loads_ohm[] = {600.0, 300.0, 32.0, 16.0};
	ZoutMeasureStatus   status      = zout_measure_response(&run->wide.station, &run->drive, run->results);
	for (unsigned i = 0; i < sizeof(loads_ohm) / sizeof(loads_ohm[0]) && !status; ++i) {
		if (fabs(loads_ohm[i] - run->suite->load_ohm) > 0.0) {
			Bench bench;
			status = bench_init(&bench, &run->settings, loads_ohm[i], run->suite->wide_rate_hz);
			status = status ? status : zout_measure_response(&bench.station, &run->drive, run->results);
			bench_clear(&bench);
		}
	}
	return status;
}

/// THD+N against power into a ladder of resistors
static ZoutMeasureStatus
powers(Run* const run)
{
	static const double loads_ohm[] = {600.0, 300.0, 150.0, 80.0, 50.0, 32.0, 20.0, 16.0};
	ZoutMeasureStatus   status      = ZOUT_MEASURE_SUCCESS;
	for (unsigned i = 0; i < sizeof(loads_ohm) / sizeof(loads_ohm[0]) && !status; ++i) {
		Bench bench;
		status = bench_init(&bench, &run->settings, loads_ohm[i], run->suite->rate_hz);
		status = status ? status : zout_measure_thdn_power(&bench.station, run->source_vrms, true, run->results);
		bench_clear(&bench);
	}
	return status;
}

static ZoutMeasureStatus
balance(Run* const run)
{
	enum { POINTS = 41 };
	static const double step_db = 2.0;
	double              x[POINTS];
	double              y[POINTS];
	Bench               bench;
	ZoutSettings        settings = run->settings;
	ZoutMeasureStatus   status   = bench_init(&bench, &settings, run->suite->load_ohm, run->suite->rate_hz);
	for (unsigned i = 0; i < POINTS && !status; ++i) {
		x[i]                        = 0.0 - step_db * i;
		settings.value[ZOUT_VOLUME] = (float)x[i];
		const ZoutSettings loaded =
			run->suite->load_ohm > 0.0 ? zout_settings_with_resistor(&settings, run->suite->load_ohm) : settings;
		zout_model_device_set(&bench.model, &loaded);
		status = zout_measure_balance(&bench.station, run->full.amplitude_pk, &y[i]);
	}
	bench_clear(&bench);
	if (!status) {
		ZoutConditions at = zout_station_conditions(&run->audio.station, 0.0, 1001.0, NULL);
		zout_results_add_curve(run->results, ZOUT_DEF_BALANCE, ZOUT_CHANNEL_BOTH, &at, x, y, POINTS);
		at.at_volume = true;
		for (unsigned i = 0; i < POINTS; i += 10) { // every 20 dB
			at.volume_db = x[i];
			zout_results_add(run->results, ZOUT_DEF_BALANCE, ZOUT_CHANNEL_BOTH, &at, y[i]);
		}
	}
	return status;
}

/// Complex voltages of tones in the audio band, with these settings
static ZoutMeasureStatus
tones_of(Run* const run, const ZoutSettings* const settings, const double load_ohm, ZoutTones* const tones)
{
	static const double below_lin = 0.1; // 20 dB
	Bench               bench;
	ZoutMeasureStatus   status = bench_init(&bench, settings, load_ohm, run->suite->rate_hz);
	status                     = status ? status
	                                    : zout_measure_tones(
                          &bench.station, zout_audio_band.high_hz, below_lin * run->drive.amplitude_pk, tones);
	bench_clear(&bench);
	return status;
}

static ZoutMeasureStatus
source_impedance(Run* const run)
{
	static const double low_ohm  = 32.0;
	static const double high_ohm = 320.0;
	ZoutTones           low      = {.n_tones = 0};
	ZoutTones           high     = {.n_tones = 0};
	double              x[ZOUT_MAX_TONES];
	double              y[ZOUT_MAX_TONES];
	ZoutMeasureStatus   status = tones_of(run, &run->settings, low_ohm, &low);
	status                     = status ? status : tones_of(run, &run->settings, high_ohm, &high);
	for (unsigned i = 0; i < low.n_tones && !status; ++i) {
		x[i] = (double)low.bins[i];
		y[i] = cabs(zout_source_impedance_ohm(low.volts[i], low_ohm, high.volts[i], high_ohm));
	}
	if (!status) {
		ZoutConditions at = zout_station_conditions(&run->audio.station, 0.0, 0.0, NULL);
		at.load_ohm       = low_ohm;
		at.other_ohm      = high_ohm;
		zout_results_add_curve(run->results, ZOUT_DEF_SOURCE_Z, ZOUT_CHANNEL_LEFT, &at, x, y, low.n_tones);
		at.tone_hz = x[low.reference];
		zout_results_add(run->results, ZOUT_DEF_SOURCE_Z, ZOUT_CHANNEL_LEFT, &at, y[low.reference]);
	}
	return status;
}

/// The headphone on a generator without faults, directly and behind a resistor
static ZoutMeasureStatus
load_impedance(Run* const run)
{
	static const double series_ohm = 100.0;
	ZoutSettings        direct;
	ZoutTones           open   = {.n_tones = 0};
	ZoutTones           loaded = {.n_tones = 0};
	double              x[ZOUT_MAX_TONES];
	double              z[ZOUT_MAX_TONES];
	double              phase[ZOUT_MAX_TONES];
	zout_settings_init(&direct);
	for (ZoutParam p = ZOUT_RESISTANCE; p <= ZOUT_Q3; ++p) {
		direct.value[p] = run->settings.value[p];
	}
	ZoutSettings behind                 = direct;
	direct.value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
	behind.value[ZOUT_OUTPUT_IMPEDANCE] = (float)series_ohm;
	ZoutMeasureStatus status            = tones_of(run, &direct, run->suite->load_ohm, &open);
	status                              = status ? status : tones_of(run, &behind, run->suite->load_ohm, &loaded);
	for (unsigned i = 0; i < open.n_tones && !status; ++i) {
		const double complex ohm = zout_load_impedance_ohm(open.volts[i], loaded.volts[i], series_ohm);
		x[i]                     = (double)open.bins[i];
		z[i]                     = cabs(ohm);
		phase[i]                 = carg(ohm) * 180.0 / zout_pi;
	}
	if (!status) {
		ZoutConditions at = zout_station_conditions(&run->audio.station, 0.0, 0.0, NULL);
		zout_results_add_curve(run->results, ZOUT_DEF_LOAD_Z, ZOUT_CHANNEL_LEFT, &at, x, z, open.n_tones);
		zout_results_add_curve(run->results, ZOUT_DEF_LOAD_PHASE, ZOUT_CHANNEL_LEFT, &at, x, phase, open.n_tones);
		at.tone_hz = x[open.reference];
		zout_results_add(run->results, ZOUT_DEF_LOAD_Z, ZOUT_CHANNEL_LEFT, &at, z[open.reference]);
	}
	return status;
}

typedef ZoutMeasureStatus (*Step)(Run* run);

static ZoutMeasureStatus
run_steps(const ZoutSuite* const suite, const Step* const steps, const unsigned n_steps, ZoutResults* const results)
{
	Run run                         = {.suite = suite, .settings = *suite->settings, .results = results};
	run.settings.value[ZOUT_VOLUME] = 0.0F;
	run.source_vrms                 = (double)suite->settings->value[ZOUT_SOURCE_LEVEL];
	ZoutMeasureStatus       status  = bench_init(&run.audio, &run.settings, suite->load_ohm, suite->rate_hz);
	const ZoutMeasureStatus wide    = bench_init(&run.wide, &run.settings, suite->load_ohm, suite->wide_rate_hz);
	status                          = status ? status : wide;
	for (unsigned i = 0; i < n_steps && !status; ++i) {
		if (suite->on_step && !suite->on_step(suite->handle, i, n_steps)) {
			status = ZOUT_MEASURE_STOPPED;
		} else {
			status = steps[i](&run);
		}
	}
	bench_clear(&run.wide);
	bench_clear(&run.audio);
	return status ? status : results->status;
}

ZoutMeasureStatus
zout_suite_run(const ZoutSuite* const suite, ZoutResults* const results)
{
	static const Step steps[] = {find_levels,
	                             dashboard,
	                             noise,
	                             mixtures,
	                             thdn_frequency,
	                             crosstalk,
	                             responses,
	                             powers,
	                             balance,
	                             source_impedance,
	                             load_impedance};
	return run_steps(suite, steps, sizeof(steps) / sizeof(steps[0]), results);
}

ZoutMeasureStatus
zout_suite_dashboard(const ZoutSuite* const suite, ZoutResults* const results)
{
	static const Step steps[] = {find_levels, dashboard, noise};
	return run_steps(suite, steps, sizeof(steps) / sizeof(steps[0]), results);
}
