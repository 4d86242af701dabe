// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file recording.h
 * Whether a recording can be measured at all.
 */

#ifndef ZOUT_MEASURE_RECORDING_H
#define ZOUT_MEASURE_RECORDING_H

#include "measure/status.h"

#include <stddef.h>

/**
 * Checks a recording for what makes every figure meaningless.
 *
 * @param x Recording [n_frames].
 * @param least_frames Length that is needed.
 * @param full_scale Largest magnitude that the recorder can hold, 0 if there is no limit. Clipped is what stays within
 *   one step of 16 bits of it for three samples or more and comes away from there at a slope, as no tone does that only
 *   reaches it.
 * @return ZOUT_MEASURE_SUCCESS, _TOO_SHORT, _NOT_FINITE, _SILENT, _ONLY_DC or _CLIPPED.
 */
ZoutMeasureStatus
zout_recording_check(const double* x, size_t n_frames, size_t least_frames, double full_scale);

#endif // ZOUT_MEASURE_RECORDING_H
