// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* From a rate to its double and back, with short half-band filters, on streams of two lanes. Included by kernels.c
 * only.
 *
 * The number of taps is a constant in each copy of the loops, so that they stay in registers.
 */

#ifndef ZOUT_SIMD_RATES_H
#define ZOUT_SIMD_RATES_H

#include "kernels.h"
#include "pairs.h"
#include "registers.h"

#include <stddef.h>

/// Pairs of two lanes out of all
static ALWAYS_INLINE Pairs
load_lanes(const float* const in, const unsigned lanes)
{
	Pairs chain = load_pairs(in, 0);
	if (lanes > ZOUT_CHAIN_LANES) {
		Pairs other;
		unweave(chain, load_pairs(in, 1), &chain, &other);
	}
	return chain;
}

static ALWAYS_INLINE void
join_lanes(float* const restrict out,
           const float* const restrict even,
           const float* const restrict odd,
           const unsigned lanes,
           const unsigned n_frames)
{
	for (size_t i = 0; i < n_frames; i += PAIRS_AT_ONCE) {
		store_woven(out + 4 * i, load_lanes(even + i * lanes, lanes), load_lanes(odd + i * lanes, lanes));
	}
}

ZOUT_REALTIME
static void
join_phases(float* const out, const ZoutPhases in, const unsigned lanes, const unsigned n_frames)
{
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		if (lanes == ZOUT_CHAIN_LANES) {
			join_lanes(out + channel, in.even + channel, in.odd + channel, ZOUT_CHAIN_LANES, n_frames);
		} else {
			join_lanes(out + channel, in.even + channel, in.odd + channel, ZOUT_MAX_LANES, n_frames);
		}
	}
}

/// A tap's share of what lies between the pairs at `before` and at `behind`. Not to be fused with a sum: values near a
/// limit pass here, of which rounding is heard in full, so that all tables are to round alike
static ALWAYS_INLINE Pairs
share_of_tap(const float* const before, const float* const behind, const float tap)
{
	Pairs share = splat_pairs(tap) * (load_pairs(before, 0) + load_pairs(behind, 0));
	KEEP_IN_REGISTER(share);
	return share;
}

/// What lies between the pairs, times a power of two, without the filter's middle tap; the small outer taps first
static ALWAYS_INLINE Pairs
between(const float* const in, const float scale, const float* const taps, const unsigned n_taps)
{
	int   p   = (int)n_taps - 1;
	Pairs sum = share_of_tap(in - 2 * p, in + 2 + 2 * p, scale * taps[p]);
	while (p-- > 0) {
		sum += share_of_tap(in - 2 * p, in + 2 + 2 * p, scale * taps[p]);
	}
	return sum;
}

static ALWAYS_INLINE void
double_taps(float* const restrict out,
            const float* const restrict in,
            const float* const restrict taps,
            const unsigned n_taps,
            const unsigned n_pairs)
{
	for (size_t i = 0; i < n_pairs; i += PAIRS_AT_ONCE) {
		store_woven(out + 4 * i, load_pairs(in + 2 * i, 0), between(in + 2 * i, 1.0F, taps, n_taps));
	}
}

static ALWAYS_INLINE void
fill_taps(float* const restrict out,
          const float* const restrict in,
          const float* const restrict taps,
          const unsigned n_taps,
          const unsigned n_pairs)
{
	for (size_t i = 0; i < n_pairs; i += PAIRS_AT_ONCE) {
		store_pairs(out + 2 * i, 0, between(in + 2 * i, 1.0F, taps, n_taps));
	}
}

/// Half of the even phase and of what the odd one is there. A half is exact, wherever it is taken and fused or not
static ALWAYS_INLINE Pairs
halved(const float* const even, const float* const odd, const float* const taps, const unsigned n_taps)
{
	return between(odd - 2, 0.5F, taps, n_taps) + 0.5F * load_pairs(even, 0);
}

static ALWAYS_INLINE void
halve_taps(float* const restrict out,
           const float* const restrict even,
           const float* const restrict odd,
           const float* const restrict taps,
           const unsigned n_taps,
           const unsigned n_pairs)
{
	for (size_t i = 0; i < n_pairs; i += PAIRS_AT_ONCE) {
		store_pairs(out + 2 * i, 0, halved(even + 2 * i, odd + 2 * i, taps, n_taps));
	}
}

static ALWAYS_INLINE void
halve_apart_taps(float* const restrict out_even,
                 float* const restrict out_odd,
                 const float* const restrict even,
                 const float* const restrict odd,
                 const float* const restrict taps,
                 const unsigned n_taps,
                 const unsigned n_pairs)
{
	for (size_t i = 0; i < n_pairs; i += PAIRS_AT_ONCE) {
		const size_t first = 4 * i;
		const size_t next  = first + 2 * PAIRS_AT_ONCE;
		Pairs        phase[2];
		unweave(halved(even + first, odd + first, taps, n_taps),
		        halved(even + next, odd + next, taps, n_taps),
		        &phase[0],
		        &phase[1]);
		store_pairs(out_even + 2 * i, 0, phase[0]);
		store_pairs(out_odd + 2 * i, 0, phase[1]);
	}
}

/// Does the same for each channel of a pair that is not taken at once, with the number of taps as a constant
#define ZOUT_FOR_TAPS(function, ...)                  \
	switch (n_taps) {                                 \
	case 2:                                           \
		function(__VA_ARGS__, taps, 2, n_pairs);      \
		break;                                        \
	case 3:                                           \
		function(__VA_ARGS__, taps, 3, n_pairs);      \
		break;                                        \
	case 5:                                           \
		function(__VA_ARGS__, taps, 5, n_pairs);      \
		break;                                        \
	default:                                          \
		function(__VA_ARGS__, taps, n_taps, n_pairs); \
		break;                                        \
	}

ZOUT_REALTIME
static void
double_rate(float* const       out,
            const float* const in,
            const float* const taps,
            const unsigned     n_taps,
            const unsigned     n_pairs)
{
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		ZOUT_FOR_TAPS(double_taps, out + channel, in + channel)
	}
}

ZOUT_REALTIME
static void
fill_phase(float* const       out,
           const float* const in,
           const float* const taps,
           const unsigned     n_taps,
           const unsigned     n_pairs)
{
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		ZOUT_FOR_TAPS(fill_taps, out + channel, in + channel)
	}
}

ZOUT_REALTIME
static void
halve_rate(float* const       out,
           const ZoutPhases   in,
           const float* const taps,
           const unsigned     n_taps,
           const unsigned     n_pairs)
{
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		ZOUT_FOR_TAPS(halve_taps, out + channel, in.even + channel, in.odd + channel)
	}
}

ZOUT_REALTIME
static void
halve_to_phases(const ZoutPhases   out,
                const ZoutPhases   in,
                const float* const taps,
                const unsigned     n_taps,
                const unsigned     n_pairs)
{
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		ZOUT_FOR_TAPS(halve_apart_taps, out.even + channel, out.odd + channel, in.even + channel, in.odd + channel)
	}
}

#undef ZOUT_FOR_TAPS

#endif // ZOUT_SIMD_RATES_H
