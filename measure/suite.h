// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file suite.h
 * Everything that a review measures, of the model: figures and charts, with all the loads and volumes that they need.
 */

#ifndef ZOUT_MEASURE_SUITE_H
#define ZOUT_MEASURE_SUITE_H

#include "dsp/zout.h"
#include "measure/results.h"
#include "measure/status.h"

#include <stdbool.h>

/** What to measure. */
typedef struct {
	const ZoutSettings* settings;     ///< Source, amplifier and headphone; volume and output mode do not matter
	double              load_ohm;     ///< A resistor in place of the headphone, 0 for the headphone
	double              level_vrms;   ///< Of the dashboard, as LEVEL-1 defines
	unsigned            rate_hz;      ///< For what stays below 20 kHz
	unsigned            wide_rate_hz; ///< For what goes beyond
	void*               handle;       ///< For on_step

	/** Called before each step, of a constant number; false stops. May be NULL. */
	bool (*on_step)(void* handle, unsigned done, unsigned total);
} ZoutSuite;

/**
 * Measures everything.
 *
 * @param results Receives what was found; the caller frees it with zout_results_clear(), also after a failure.
 * @return ZOUT_MEASURE_SUCCESS; ZOUT_MEASURE_NO_TONE for an amplifier that is mute; ZOUT_MEASURE_STOPPED; any failure
 * of the device.
 */
ZoutMeasureStatus
zout_suite_run(const ZoutSuite* suite, ZoutResults* results);

/** Only what the dashboard shows: spectrum, distortion, noise and dynamic range. */
ZoutMeasureStatus
zout_suite_dashboard(const ZoutSuite* suite, ZoutResults* results);

#endif // ZOUT_MEASURE_SUITE_H
