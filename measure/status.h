// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file status.h
 * Outcome of a measurement. Bad recordings are told apart, because each has another remedy.
 */

#ifndef ZOUT_MEASURE_STATUS_H
#define ZOUT_MEASURE_STATUS_H

typedef enum {
	ZOUT_MEASURE_SUCCESS,
	ZOUT_MEASURE_NO_MEMORY,
	ZOUT_MEASURE_TOO_SHORT,  ///< Less than one period, or than what the figure needs
	ZOUT_MEASURE_SILENT,     ///< Every sample is zero
	ZOUT_MEASURE_ONLY_DC,    ///< Every sample is the same
	ZOUT_MEASURE_CLIPPED,    ///< Samples stand at full scale
	ZOUT_MEASURE_NOT_FINITE, ///< A sample is infinite or not a number
	ZOUT_MEASURE_BAD_RATE,   ///< The sample rate cannot hold the band of a figure
	ZOUT_MEASURE_NO_TONE,    ///< The tone that was played is not in the recording
	ZOUT_MEASURE_UNSTEADY,   ///< No level of the source gives the level at the output that is looked for
	ZOUT_MEASURE_BAD_DEVICE, ///< The device could not play or record; it knows why
	ZOUT_MEASURE_STOPPED,    ///< The caller wanted it to stop
} ZoutMeasureStatus;

/** One sentence for a status: what is wrong and what was expected. Never NULL, must not be freed. */
const char*
zout_measure_strerror(ZoutMeasureStatus status);

#endif // ZOUT_MEASURE_STATUS_H
