// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* From eight times the sample rate to sixteen and back, with each moment of a step in a stream of its own: nothing need
 * change places. Included by kernels.c only.
 */

#ifndef ZOUT_SIMD_MOMENTS_H
#define ZOUT_SIMD_MOMENTS_H

#include "kernels.h"
#include "pairs.h"
#include "rates.h"

#include <stddef.h>

/// What lies between the pairs of two phases by two taps
static ALWAYS_INLINE Pairs
between_moments(const float* const before, const float* const behind, const float taps[2])
{
	const Pairs outer = share_of_tap(behind - 2, before + 2, taps[1]);
	return outer + share_of_tap(before, behind, taps[0]);
}

static ALWAYS_INLINE void
fill_moments_channels(const ZoutMoments  moments,
                      const float* const taps,
                      const unsigned     channel,
                      const unsigned     n_steps)
{
	const float two_taps[2] = {taps[0], taps[1]}; // which no store may change
	for (size_t i = channel; i < 2U * n_steps; i += 2U * PAIRS_AT_ONCE) {
		const float* const first  = moments.at[0] + i;
		const float* const third  = moments.at[2] + i;
		const Pairs        second = between_moments(first, third, two_taps);
		const Pairs        last   = between_moments(third, first + 2, two_taps);
		store_pairs(moments.at[1] + i, 0, second);
		store_pairs(moments.at[3] + i, 0, last);
	}
}

static ALWAYS_INLINE void
halve_moments_channels(const ZoutPhases   out,
                       const ZoutMoments  in,
                       const float* const taps,
                       const unsigned     channel,
                       const unsigned     n_steps)
{
	const float two_taps[2] = {0.5F * taps[0], 0.5F * taps[1]}; // a half is exact, wherever it is taken
	for (size_t i = channel; i < 2U * n_steps; i += 2U * PAIRS_AT_ONCE) {
		const float* const second = in.at[1] + i;
		const float* const last   = in.at[3] + i;
		const Pairs        even   = between_moments(last - 2, second, two_taps) + 0.5F * load_pairs(in.at[0] + i, 0);
		const Pairs        odd    = between_moments(second, last, two_taps) + 0.5F * load_pairs(in.at[2] + i, 0);
		store_pairs(out.even + i, 0, even);
		store_pairs(out.odd + i, 0, odd);
	}
}

ZOUT_REALTIME
static void
fill_moments(const ZoutMoments moments, const float* const taps, const unsigned n_steps)
{
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		fill_moments_channels(moments, taps, channel, n_steps);
	}
}

ZOUT_REALTIME
static void
halve_moments(const ZoutPhases out, const ZoutMoments in, const float* const taps, const unsigned n_steps)
{
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		halve_moments_channels(out, in, taps, channel, n_steps);
	}
}

#endif // ZOUT_SIMD_MOMENTS_H
