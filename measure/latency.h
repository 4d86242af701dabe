// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file latency.h
 * How long a device takes from its input to its output, from noise that went through it.
 */

#ifndef ZOUT_MEASURE_LATENCY_H
#define ZOUT_MEASURE_LATENCY_H

#include "measure/status.h"

#include <stddef.h>

/** Writes a period of white noise, the same every time: uniform between -peak and peak. */
void
zout_latency_stimulus(double* x, size_t period_frames, double peak);

/** What was found. */
typedef struct {
	size_t frames;    ///< Delay, 0 to period_frames - 1: longer ones come out short by whole periods
	int    polarity;  ///< -1 if the device inverts, else 1
	double certainty; ///< Height of the correlation over its rms beside it; noise alone rarely makes 6
} ZoutLatency;

/** Certainty from which on the delay is believed. */
#define ZOUT_LATENCY_CERTAIN 10.0

/**
 * Finds the delay by circular correlation, to the frame.
 *
 * @param stimulus Period that was played, [period_frames].
 * @param recorded A period of what came back after the device had settled, from a moment at which frame 0 of the
 *   stimulus was played, [period_frames].
 * @return ZOUT_MEASURE_SUCCESS; ZOUT_MEASURE_NO_TONE if the stimulus is not in the recording; or
 * ZOUT_MEASURE_NO_MEMORY.
 */
ZoutMeasureStatus
zout_latency_find(const double* stimulus, const double* recorded, size_t period_frames, ZoutLatency* latency);

#endif // ZOUT_MEASURE_LATENCY_H
