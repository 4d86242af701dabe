// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "measure/recording.h"

#include <math.h>
#include <stdbool.h>

ZoutMeasureStatus
zout_recording_check(const double* const x, const size_t n_frames, const size_t least_frames, const double full_scale)
{
	enum { CLIPPED_FRAMES = 3 };
	static const double step = 1.0 / 32768.0;

	if (!n_frames || n_frames < least_frames) {
		return ZOUT_MEASURE_TOO_SHORT;
	}

	const double limit   = full_scale * (1.0 - step);
	bool         silent  = true;
	bool         only_dc = true;
	bool         clipped = false;
	unsigned     run     = 0;
	for (size_t i = 0; i < n_frames; ++i) {
		if (!isfinite(x[i])) {
			return ZOUT_MEASURE_NOT_FINITE;
		}
		silent  = silent && !(fabs(x[i]) > 0.0);
		only_dc = only_dc && !(fabs(x[i] - x[0]) > 0.0);
		run     = full_scale > 0.0 && fabs(x[i]) >= limit ? run + 1U : 0;
		clipped = clipped || run >= CLIPPED_FRAMES;
	}
	return silent    ? ZOUT_MEASURE_SILENT
	       : only_dc ? ZOUT_MEASURE_ONLY_DC
	       : clipped ? ZOUT_MEASURE_CLIPPED
	                 : ZOUT_MEASURE_SUCCESS;
}
