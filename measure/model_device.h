// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file model_device.h
 * The model as a device under test: the very code that makes the sound, at the voltages of the headphone.
 */

#ifndef ZOUT_MEASURE_MODEL_DEVICE_H
#define ZOUT_MEASURE_MODEL_DEVICE_H

#include "dsp/zout.h"
#include "measure/device.h"
#include "measure/status.h"

/** A model with what is known of it. */
typedef struct {
	ZoutModel* model;
	unsigned   rate_hz;
	double     settle_s; ///< What a coupling capacitor adds to the time before the recording begins
} ZoutModelDevice;

/**
 * Makes a model to be measured.
 *
 * @param settings Amplifier, headphone, source and volume. The output is taken in volts whatever the output mode.
 * @param device Receives the device, which the caller frees with zout_model_device_clear(), also after a failure.
 * @return ZOUT_MEASURE_SUCCESS, ZOUT_MEASURE_BAD_RATE, ZOUT_MEASURE_BAD_DEVICE or ZOUT_MEASURE_NO_MEMORY.
 */
ZoutMeasureStatus
zout_model_device_init(ZoutModelDevice* device, const ZoutSettings* settings, unsigned rate_hz);

/** Takes other settings, in force from the first frame of what is played next. */
void
zout_model_device_set(ZoutModelDevice* device, const ZoutSettings* settings);

/** Frees the model. Safe after a failed zout_model_device_init(). */
void
zout_model_device_clear(ZoutModelDevice* device);

/** The device for the analyser. It points into `device`, which must not move. */
ZoutDevice
zout_model_device(ZoutModelDevice* device);

/** The headphone of settings replaced by a resistor. */
ZoutSettings
zout_settings_with_resistor(const ZoutSettings* settings, double load_ohm);

#endif // ZOUT_MEASURE_MODEL_DEVICE_H
