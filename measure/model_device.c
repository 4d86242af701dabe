// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/model_device.h"

#include "dsp/units.h"

#include <math.h>
#include <stdlib.h>

enum { BLOCK_FRAMES = 1024 };

/* What settles: the filter that takes the DC out of the residual (1 Hz), and a coupling capacitor with its load. Of a
 * DC as large as the second harmonic e^-9.4 is left after one and a half seconds, 82 dB less than it was. */
static const double settle_periods   = 1.5;
static const double least_settle_s   = 0.25;
static const double settle_limit_s   = 2.0;
static const double settle_constants = 5.0;

ZoutMeasureStatus
zout_model_device_init(ZoutModelDevice* const device, const ZoutSettings* const settings, const unsigned rate_hz)
{
	*device = (ZoutModelDevice){.rate_hz = rate_hz};
	switch (zout_model_new((double)rate_hz, 1, &device->model)) {
	case ZOUT_SUCCESS:
		zout_model_device_set(device, settings);
		return ZOUT_MEASURE_SUCCESS;
	case ZOUT_BAD_RATE:
		return ZOUT_MEASURE_BAD_RATE;
	case ZOUT_NO_MEMORY:
		return ZOUT_MEASURE_NO_MEMORY;
	default:
		return ZOUT_MEASURE_BAD_DEVICE;
	}
}

void
zout_model_device_clear(ZoutModelDevice* const device)
{
	zout_model_free(device->model);
	*device = (ZoutModelDevice){.model = NULL};
}

void
zout_model_device_set(ZoutModelDevice* const device, const ZoutSettings* const settings)
{
	ZoutSettings in_volts             = *settings;
	in_volts.value[ZOUT_ENABLED]      = 1.0F;
	in_volts.value[ZOUT_OUTPUT_MODE]  = 1.0F;
	in_volts.value[ZOUT_OUTPUT_LEVEL] = 1.0F; // full scale is 1 Vrms
	zout_model_set(device->model, 0, &in_volts);

	const double ohm  = (double)settings->value[ZOUT_RESISTANCE] + (double)settings->value[ZOUT_OUTPUT_IMPEDANCE];
	const double rc_s = ohm * 1e-6 * (double)settings->value[ZOUT_OUTPUT_CAPACITOR];
	device->settle_s  = fmin(settle_constants * rc_s, settle_limit_s);
}

/// One period in single precision, which is what the model hears
static float*
to_float(const double* const x, const size_t n)
{
	float* const to = (float*)calloc(n, sizeof(float));
	for (size_t i = 0; to && x && i < n; ++i) {
		to[i] = (float)x[i];
	}
	return to;
}

/// Sends so many frames through the model; the stimulus goes on from frame `*at` of its period
static void
run(ZoutModel* const          model,
    const float* const* const stimulus,
    const size_t              period_frames,
    size_t* const             at,
    const size_t              n_frames,
    double* const             left,
    double* const             right)
{
	float  out_l[BLOCK_FRAMES];
	float  out_r[BLOCK_FRAMES];
	size_t n = 0;
	for (size_t done = 0; done < n_frames; done += n) {
		n = n_frames - done < BLOCK_FRAMES ? n_frames - done : BLOCK_FRAMES;
		n = period_frames - *at < n ? period_frames - *at : n;

		const float* const in[2]  = {stimulus[0] + *at, stimulus[1] + *at};
		float* const       out[2] = {out_l, out_r};
		zout_model_process(model, in, out, (uint32_t)n);
		*at = (*at + n) % period_frames;
		for (size_t i = 0; left && i < n; ++i) {
			left[done + i]  = zout_sqrt2 * (double)out_l[i];
			right[done + i] = zout_sqrt2 * (double)out_r[i];
		}
	}
}

static ZoutMeasureStatus
play(void* const handle, const ZoutStimulus* const stimulus, const ZoutRecording* const recording)
{
	ZoutModelDevice* const device = (ZoutModelDevice*)handle;
	const size_t           period = stimulus->period_frames;
	float* const           left   = to_float(stimulus->left, period);
	float* const           right  = to_float(stimulus->right, period);
	if (left && right) {
		const float* const both[2]       = {left, right};
		const double       period_s      = (double)period / device->rate_hz;
		const double       settle_s      = fmax(settle_periods * period_s, least_settle_s) + device->settle_s;
		const size_t       settle_frames = (size_t)(settle_s * device->rate_hz);
		// Ends with a whole period, so that frame 0 of the recording is frame 0 of the stimulus, delayed
		size_t at = (period - settle_frames % period) % period;
		zout_model_reset(device->model);
		run(device->model, both, period, &at, settle_frames, NULL, NULL);
		run(device->model, both, period, &at, period * recording->periods, recording->left, recording->right);
	}
	free(left);
	free(right);
	return left && right ? ZOUT_MEASURE_SUCCESS : ZOUT_MEASURE_NO_MEMORY;
}

ZoutDevice
zout_model_device(ZoutModelDevice* const device)
{
	const ZoutDevice as_device = {device, device->rate_hz, play};
	return as_device;
}

ZoutSettings
zout_settings_with_resistor(const ZoutSettings* const settings, const double load_ohm)
{
	ZoutSettings resistor           = *settings;
	resistor.value[ZOUT_RESISTANCE] = (float)load_ohm;
	resistor.value[ZOUT_INDUCTANCE] = 0.0F;
	resistor.value[ZOUT_EDDY]       = 0.0F;
	resistor.value[ZOUT_R1]         = 0.0F;
	resistor.value[ZOUT_R2]         = 0.0F;
	resistor.value[ZOUT_R3]         = 0.0F;
	return resistor;
}
