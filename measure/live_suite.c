// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/live_suite.h"

#include "measure/figures.h"

#include <math.h>
#include <stdlib.h>

/// What the steps share
typedef struct {
	const ZoutLiveSuite* suite;
	ZoutStation          station;
	ZoutDrive            drive; ///< Of the dashboard
	ZoutDrive            full;
	ZoutResults*         results;
} Run;

static ZoutMeasureStatus
find_levels(Run* const run)
{
	return zout_station_find_levels(&run->station, run->suite->level_vrms, false, &run->full, &run->drive);
}

static ZoutMeasureStatus
dashboard(Run* const run)
{
	return zout_measure_dashboard(&run->station, &run->drive, run->suite->source_vrms, run->results);
}

static ZoutMeasureStatus
noise(Run* const run)
{
	const ZoutMeasureStatus status = zout_measure_noise(&run->station, &run->full, run->results);
	return status ? status : zout_measure_dynamic_range(&run->station, &run->full, run->results);
}

static ZoutMeasureStatus
mixtures(Run* const run)
{
	const ZoutMeasureStatus status = zout_measure_multitone(&run->station, &run->drive, run->results);
	return status ? status : zout_measure_intermod(&run->station, &run->drive, run->results);
}

static ZoutMeasureStatus
thdn_frequency(Run* const run)
{
	return zout_measure_thdn_frequency(&run->station, &run->drive, run->results);
}

static ZoutMeasureStatus
crosstalk(Run* const run)
{
	return run->suite->one_channel ? ZOUT_MEASURE_SUCCESS
	                               : zout_measure_crosstalk(&run->station, &run->drive, run->results);
}

static ZoutMeasureStatus
response(Run* const run)
{
	return zout_measure_response(&run->station, &run->drive, run->results);
}

static ZoutMeasureStatus
power(Run* const run)
{
	return run->suite->load_ohm > 0.0
	           ? zout_measure_thdn_power(&run->station, run->suite->source_vrms, false, run->results)
	           : ZOUT_MEASURE_SUCCESS;
}

/// One point of the balance: there is one position of the volume
static ZoutMeasureStatus
balance(Run* const run)
{
	if (run->suite->one_channel) {
		return ZOUT_MEASURE_SUCCESS;
	}
	double                  balance_db = 0.0;
	const ZoutMeasureStatus status     = zout_measure_balance(&run->station, run->drive.amplitude_pk, &balance_db);
	const ZoutConditions    at         = zout_station_conditions(&run->station, run->drive.vrms, 1001.0, NULL);
	if (!status) {
		zout_results_add(run->results, ZOUT_DEF_BALANCE, ZOUT_CHANNEL_BOTH, &at, balance_db);
	}
	return status;
}

/// Takes out what needs the voltage of the source
static void
forget_gain(ZoutResults* const results)
{
	size_t kept = 0;
	for (size_t i = 0; i < results->n_figures; ++i) {
		const ZoutDefinition definition = results->figures[i].definition;
		if (definition != ZOUT_DEF_GAIN && definition != ZOUT_DEF_SOURCE_1PC) {
			results->figures[kept++] = results->figures[i];
		}
	}
	results->n_figures = kept;
}

ZoutMeasureStatus
zout_live_suite_run(const ZoutLiveSuite* const suite, ZoutResults* const results)
{
	static ZoutMeasureStatus (*const steps[])(Run*) = {
		find_levels, dashboard, noise, mixtures, thdn_frequency, crosstalk, response, power, balance};
	static const unsigned n_steps = sizeof(steps) / sizeof(steps[0]);
	Run                   run     = {.suite = suite, .results = results};
	ZoutMeasureStatus     status  = zout_station_init(&run.station, suite->device, suite->load_ohm);
	for (unsigned i = 0; i < n_steps && !status; ++i) {
		if (suite->on_step && !suite->on_step(suite->handle, i, n_steps)) {
			status = ZOUT_MEASURE_STOPPED;
		} else {
			status = steps[i](&run);
		}
	}
	zout_station_clear(&run.station);
	if (!isfinite(suite->source_vrms)) {
		forget_gain(results);
	}
	return status ? status : results->status;
}
