// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The distortion corner: one source for every instruction set. Included by kernels.c only. */

#ifndef ZOUT_SIMD_SHELVE_H
#define ZOUT_SIMD_SHELVE_H

#include "elementwise.h"
#include "kernels.h"
#include "pairs.h"
#include "registers.h"

#include <stddef.h>

enum { SHELVED_AT_ONCE = PAIRS_AT_ONCE * CHANNELS_AT_ONCE }; ///< Values

/// Loads what is needed more than once: gcc 12 would load it as often
static ALWAYS_INLINE Pairs
load_once(const float* const p)
{
	Pairs values = load_pairs(p, 0);
	KEEP_IN_REGISTER(values);
	return values;
}

/// The derivative from the differences of three pairs around the place asked for, from the innermost pair outwards
static ALWAYS_INLINE Pairs
slope(const Pairs taps[ZOUT_DERIVATIVE_TAPS], const Pairs first, const Pairs second, const Pairs third)
{
	return (taps[0] * first + taps[1] * second) + taps[2] * third;
}

static ALWAYS_INLINE void
shelve_phases(const ZoutPhases   out,
              const ZoutPhases   in,
              const Pairs        taps[ZOUT_DERIVATIVE_TAPS],
              const float* const rise,
              const size_t       lanes,
              const size_t       n)
{
	for (size_t i = 0; i < n; i += SHELVED_AT_ONCE) {
		const float* const even        = in.even + i;
		const float* const odd         = in.odd + i;
		const Pairs        even_before = load_once(even - lanes);
		const Pairs        even_here   = load_once(even);
		const Pairs        even_after  = load_once(even + lanes);
		const Pairs        even_last   = load_pairs(even + 2 * lanes, 0);
		const Pairs        odd_first   = load_pairs(odd - 2 * lanes, 0);
		const Pairs        odd_before  = load_once(odd - lanes);
		const Pairs        odd_here    = load_once(odd);
		const Pairs        odd_after   = load_once(odd + lanes);
		const Pairs        steepness   = load_once(rise + i);
		const Pairs of_even = slope(taps, odd_here - odd_before, even_after - even_before, odd_after - odd_first);
		const Pairs of_odd  = slope(taps, even_after - even_here, odd_after - odd_before, even_last - even_before);
		store_pairs(out.even + i, 0, even_here + steepness * of_even);
		store_pairs(out.odd + i, 0, odd_here + steepness * of_odd);
	}
}

/// The same for a stream that has one phase only
static ALWAYS_INLINE void
shelve_single(float* const       out,
              const float* const in,
              const Pairs        taps[ZOUT_DERIVATIVE_TAPS],
              const float* const rise,
              const size_t       lanes,
              const size_t       n)
{
	for (size_t i = 0; i < n; i += SHELVED_AT_ONCE) {
		const float* const here = in + i;
		Pairs              difference[ZOUT_DERIVATIVE_TAPS];
		for (size_t k = 0; k < ZOUT_DERIVATIVE_TAPS; ++k) {
			difference[k] = load_pairs(here + (k + 1U) * lanes, 0) - load_pairs(here - (k + 1U) * lanes, 0);
		}
		const Pairs d = slope(taps, difference[0], difference[1], difference[2]);
		store_pairs(out + i, 0, load_pairs(here, 0) + load_pairs(rise + i, 0) * d);
	}
}

ZOUT_REALTIME
static void
shelve(const ZoutPhases   out,
       const ZoutPhases   in,
       const float* const taps,
       const float* const rise,
       const unsigned     lanes,
       const unsigned     n_values)
{
	const unsigned n = padded(n_values);
	Pairs          all[ZOUT_DERIVATIVE_TAPS];
	for (unsigned k = 0; k < ZOUT_DERIVATIVE_TAPS; ++k) {
		all[k] = splat_pairs(taps[k]);
	}
	if (out.odd) {
		shelve_phases(out, in, all, rise, lanes, n);
	} else {
		shelve_single(out.even, in.even, all, rise, lanes, n);
	}
}

#endif // ZOUT_SIMD_SHELVE_H
