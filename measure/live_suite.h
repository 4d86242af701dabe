// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file live_suite.h
 * What can be measured of hardware that nobody changes meanwhile: one load, one volume.
 */

#ifndef ZOUT_MEASURE_LIVE_SUITE_H
#define ZOUT_MEASURE_LIVE_SUITE_H

#include "measure/device.h"
#include "measure/results.h"
#include "measure/status.h"

#include <stdbool.h>

/** What to measure, and with what. */
typedef struct {
	const ZoutDevice* device;
	double            load_ohm;    ///< A resistor, or 0 if it is none or not known: then there is no power
	double            level_vrms;  ///< Of the dashboard; where the device cannot reach it, what it can
	double            source_vrms; ///< Of a 0 dBFS sine at the amplifier's input, or NAN if not known: then no gain
	bool              one_channel; ///< Left and right go or come by the same port: then nothing that compares them
	void*             handle;      ///< For on_step

	/** Called before each step, of a constant number; false stops. May be NULL. */
	bool (*on_step)(void* handle, unsigned done, unsigned total);
} ZoutLiveSuite;

/**
 * Measures. Full scale of the stimuli is never exceeded.
 *
 * @param results Receives what was found; the caller frees it with zout_results_clear(), also after a failure.
 * @return As zout_suite_run().
 */
ZoutMeasureStatus
zout_live_suite_run(const ZoutLiveSuite* suite, ZoutResults* results);

#endif // ZOUT_MEASURE_LIVE_SUITE_H
