// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/status.h"

const char*
zout_measure_strerror(const ZoutMeasureStatus status)
{
	switch (status) {
	case ZOUT_MEASURE_SUCCESS:
		return "success";
	case ZOUT_MEASURE_NO_MEMORY:
		return "out of memory";
	case ZOUT_MEASURE_TOO_SHORT:
		return "the recording is too short, expected at least one second";
	case ZOUT_MEASURE_SILENT:
		return "the recording is silent, expected a tone";
	case ZOUT_MEASURE_ONLY_DC:
		return "the recording holds nothing but DC, expected a tone";
	case ZOUT_MEASURE_CLIPPED:
		return "the recording is clipped at full scale, expected a lower level";
	case ZOUT_MEASURE_NOT_FINITE:
		return "the recording holds samples that are infinite or not numbers";
	case ZOUT_MEASURE_BAD_RATE:
		return "the sample rate cannot hold 20 kHz, expected 44100 Hz or more";
	case ZOUT_MEASURE_NO_TONE:
		return "the tone that was played is not in the recording, expected it above everything else";
	case ZOUT_MEASURE_UNSTEADY:
		return "no level of the source gives the level that is looked for, expected an output that follows the source";
	case ZOUT_MEASURE_BAD_DEVICE:
		return "the device cannot play or record";
	case ZOUT_MEASURE_STOPPED:
		return "interrupted";
	}
	return "unknown error";
}
