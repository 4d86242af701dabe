// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file device.h
 * What is measured: something that plays a periodic stimulus and gives back what comes out of it.
 *
 * The analyser does not know whether that is the model or an amplifier on the desk.
 */

#ifndef ZOUT_MEASURE_DEVICE_H
#define ZOUT_MEASURE_DEVICE_H

#include "measure/status.h"

#include <stddef.h>

/** A stimulus that repeats without a seam, in full scale (1.0 = peak of 0 dBFS). */
typedef struct {
	size_t        period_frames;
	const double* left;  ///< [period_frames], NULL for silence
	const double* right; ///< Likewise
} ZoutStimulus;

/** What came out, in volts, of the time after the device had settled. */
typedef struct {
	unsigned periods; ///< Whole periods to be recorded
	double*  left;    ///< Receives [periods * period_frames]
	double*  right;   ///< Likewise
} ZoutRecording;

/** A device under test. */
typedef struct {
	void*    handle;
	unsigned rate_hz;

	/**
	 * Plays the stimulus until the device has settled, then records whole periods while it goes on.
	 *
	 * @return ZOUT_MEASURE_SUCCESS, or a failure that ends the measurement.
	 */
	ZoutMeasureStatus (*play)(void* handle, const ZoutStimulus* stimulus, const ZoutRecording* recording);
} ZoutDevice;

#endif // ZOUT_MEASURE_DEVICE_H
