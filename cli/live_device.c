// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/live_device.h"

#include "measure/recording.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/// As long as the model is given: what is slow in amplifiers is the servo that takes the DC out
static const double settle_periods = 1.5;
static const double least_settle_s = 0.25;

/// A stimulus at the level that is allowed. Returns NULL without memory.
static double*
scaled(const double* const x, const size_t n, const double by)
{
	double* const to = (double*)calloc(n, sizeof(double));
	for (size_t i = 0; to && x && i < n; ++i) {
		to[i] = by * x[i];
	}
	return to;
}

/// Whether a stimulus stays within full scale, which is as loud as somebody agreed to
static bool
is_agreed(const double* const x, const size_t n)
{
	static const double rounding = 1e-9;
	bool                agreed   = true;
	for (size_t i = 0; x && agreed && i < n; ++i) {
		agreed = fabs(x[i]) <= 1.0 + rounding;
	}
	return agreed;
}

static bool
is_silent(const double* const x, const size_t n)
{
	bool silent = true;
	for (size_t i = 0; x && silent && i < n; ++i) {
		silent = !(fabs(x[i]) > 0.0);
	}
	return silent;
}

/// Refuses what cannot be measured; nothing need come back where nothing was played
static ZoutMeasureStatus
check(const double* const recorded, const size_t n, const double* const stimulus, const size_t period)
{
	const ZoutMeasureStatus status = zout_recording_check(recorded, n, 1, 1.0);
	const bool              empty  = status == ZOUT_MEASURE_SILENT || status == ZOUT_MEASURE_ONLY_DC;
	return empty && is_silent(stimulus, period) ? ZOUT_MEASURE_SUCCESS : status;
}

static ZoutMeasureStatus
play(void* const handle, const ZoutStimulus* const stimulus, const ZoutRecording* const recording)
{
	ZoutLiveDevice* const device  = (ZoutLiveDevice*)handle;
	const size_t          period  = stimulus->period_frames;
	const size_t          n       = recording->periods * period;
	const double          rate_hz = zout_loop_info(device->loop).rate_hz;
	if (!is_agreed(stimulus->left, period) || !is_agreed(stimulus->right, period)) {
		device->failure = zout_audio_fail(&device->error, ZOUT_AUDIO_FAILED, "refused to play louder than was agreed");
		return ZOUT_MEASURE_BAD_DEVICE;
	}
	double* const both[2] = {
		scaled(stimulus->left, period, device->highest_lin), scaled(stimulus->right, period, device->highest_lin)};
	double* const       to[2]   = {recording->left, recording->right};
	const double* const from[2] = {both[0], both[1]};
	const size_t        settle  = (size_t)fmax(settle_periods * (double)period, least_settle_s * rate_hz);
	if (!both[0] || !both[1]) {
		free(both[0]);
		free(both[1]);
		return ZOUT_MEASURE_NO_MEMORY;
	}

	ZoutAudioStatus audio = zout_loop_play(device->loop, from, period, &device->error);
	audio = audio ? audio : zout_loop_record(device->loop, settle, device->latency_frames, to, n, &device->error);
	device->failure          = audio;
	ZoutMeasureStatus status = audio == ZOUT_AUDIO_STOPPED ? ZOUT_MEASURE_STOPPED
	                           : audio                     ? ZOUT_MEASURE_BAD_DEVICE
	                                                       : ZOUT_MEASURE_SUCCESS;
	status                   = status ? status : check(to[0], n, both[0], period);
	status                   = status ? status : check(to[1], n, both[1], period);
	for (size_t i = 0; i < n && !status; ++i) {
		to[0][i] *= device->volts_per_fs;
		to[1][i] *= device->volts_per_fs;
	}
	free(both[0]);
	free(both[1]);
	return status;
}

ZoutDevice
zout_live_device(ZoutLiveDevice* const device)
{
	const ZoutDevice as_device = {device, zout_loop_info(device->loop).rate_hz, play};
	return as_device;
}
