// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file live_device.h
 * Hardware as a device that the analyser can measure.
 */

#ifndef ZOUT_CLI_LIVE_DEVICE_H
#define ZOUT_CLI_LIVE_DEVICE_H

#include "audio/loop.h"
#include "measure/device.h"

#include <stddef.h>

/** Hardware between two pairs of JACK ports. */
typedef struct {
	ZoutLoop*       loop;
	double          highest_lin;    ///< Full scale of the stimuli in that of the output: never exceeded
	double          volts_per_fs;   ///< Volts at the load for each 1.0 of the input
	size_t          latency_frames; ///< From output to input
	ZoutAudioStatus failure;        ///< Why it failed with ZOUT_MEASURE_BAD_DEVICE
	ZoutAudioError  error;          ///< The same in words
} ZoutLiveDevice;

/** The device for the analyser; `device` must outlive it. */
ZoutDevice
zout_live_device(ZoutLiveDevice* device);

#endif // ZOUT_CLI_LIVE_DEVICE_H
