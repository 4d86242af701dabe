// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file limiter.h
 * Open-circuit clipping, at eight times the sample rate and only where it happens.
 *
 * Input and output are at twice the rate. The filters are linear-phase and the input's future is at hand, so that the
 * result is aligned with the input and depends on nothing but the given window: there is no state. [audio]
 */

#ifndef ZOUT_LIMITER_H
#define ZOUT_LIMITER_H

#include "lines.h"

enum {
	ZOUT_LIMITER_TAPS_4X   = 5,
	ZOUT_LIMITER_TAPS_8X   = 3,
	ZOUT_WINDOW_FRAMES     = ZOUT_TILE_FRAMES + 2 * ZOUT_LIMITER_FRAMES,
	ZOUT_WINDOW_VALUES     = 2 * ZOUT_WINDOW_FRAMES * ZOUT_MAX_LANES, ///< At twice the rate
	ZOUT_WINDOW_PAD_VALUES = 2 * ZOUT_PAD_VALUES,
};

typedef struct {
	float taps_4x[2 * ZOUT_PAD_TAPS]; ///< Padded with zeros
	float taps_8x[ZOUT_PAD_TAPS];
	float safe_peak; ///< Below this magnitude at twice the rate no value at eight times the rate reaches the knee

	// Work space, at the rate that the name tells
	ZOUT_ALIGNED float in_2x[ZOUT_WINDOW_VALUES + ZOUT_WINDOW_PAD_VALUES];
	ZOUT_ALIGNED float odd_4x[ZOUT_WINDOW_VALUES + ZOUT_WINDOW_PAD_VALUES];
	ZOUT_ALIGNED float in_4x[2 * ZOUT_WINDOW_VALUES + ZOUT_WINDOW_PAD_VALUES];
	ZOUT_ALIGNED float odd_8x[2 * ZOUT_WINDOW_VALUES + ZOUT_WINDOW_PAD_VALUES];
	ZOUT_ALIGNED float even_8x[2 * ZOUT_WINDOW_VALUES + ZOUT_WINDOW_PAD_VALUES];
	ZOUT_ALIGNED float out_4x[2 * ZOUT_WINDOW_VALUES + ZOUT_WINDOW_PAD_VALUES];
	ZOUT_ALIGNED float even_4x[ZOUT_WINDOW_VALUES + ZOUT_WINDOW_PAD_VALUES];
	ZOUT_ALIGNED float out_2x[ZOUT_WINDOW_VALUES + ZOUT_WINDOW_PAD_VALUES];
} ZoutLimiter;

/** Designs the filters. [setup] */
void
zout_limiter_init(ZoutLimiter* limiter);

/**
 * Finds what clipping takes away from `n_frames` frames.
 *
 * @param wanted Voltage relative to the clip level, at the first frame; ZOUT_LIMITER_FRAMES before it and after the
 *   last one are read too.
 * @param clipped Receives one pointer for each phase to [n_frames * lanes] values, valid until the next call.
 * @return Set of the chains that clip, bit 0 for A; if it is empty, `clipped` may be left alone.
 */
unsigned
zout_limiter_run(ZoutLimiter*       limiter,
                 const ZoutKernels* kernels,
                 const float*       wanted_even,
                 const float*       wanted_odd,
                 unsigned           lanes,
                 unsigned           n_frames,
                 ZoutPhases*        clipped);

#endif // ZOUT_LIMITER_H
