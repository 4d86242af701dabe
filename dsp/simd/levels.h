// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* To the clip level, which limits are counted in, and back. Included by kernels.c only.
 *
 * No product is fused with a sum: near a limit rounding is heard in full, so that all tables are to round alike. */

#ifndef ZOUT_SIMD_LEVELS_H
#define ZOUT_SIMD_LEVELS_H

#include "elementwise.h"
#include "kernels.h"
#include "pairs.h"
#include "registers.h"

#include <stddef.h>

ZOUT_REALTIME
static void
multiply(float* const out, const float* const a, const float* const b, const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		out[i] = a[i] * b[i];
	}
}

static ALWAYS_INLINE Pairs
sunk(const Pairs wanted, const Pairs demand, const Pairs by_current)
{
	Pairs fall = by_current * demand;
	KEEP_IN_REGISTER(fall);
	return wanted + fall;
}

ZOUT_REALTIME
static void
sink(const ZoutPhases   out,
     const ZoutPhases   wanted,
     const ZoutPhases   demand,
     const float* const ohm,
     const float* const over,
     const unsigned     n_values)
{
	const unsigned n = padded(n_values);
	for (size_t channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		for (size_t i = channel; i < n; i += 2 * PAIRS_AT_ONCE) {
			const Pairs by_current = load_pairs(ohm + i, 0) * load_pairs(over + i, 0);
			const Pairs even       = sunk(load_pairs(wanted.even + i, 0), load_pairs(demand.even + i, 0), by_current);
			const Pairs odd        = sunk(load_pairs(wanted.odd + i, 0), load_pairs(demand.odd + i, 0), by_current);
			store_pairs(out.even + i, 0, even);
			store_pairs(out.odd + i, 0, odd);
		}
	}
}

ZOUT_REALTIME
static void
join(const ZoutPhases   out,
     const ZoutPhases   beside,
     const ZoutPhases   taken,
     const float* const over,
     const unsigned     n_values)
{
	const unsigned n = padded(n_values);
	for (size_t channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		for (size_t i = channel; i < n; i += 2 * PAIRS_AT_ONCE) {
			const Pairs level = load_pairs(over + i, 0);
			const Pairs even  = load_pairs(taken.even + i, 0) / level;
			const Pairs odd   = load_pairs(taken.odd + i, 0) / level;
			store_pairs(out.even + i, 0, beside.even ? load_pairs(beside.even + i, 0) + even : even);
			store_pairs(out.odd + i, 0, beside.odd ? load_pairs(beside.odd + i, 0) + odd : odd);
		}
	}
}

#endif // ZOUT_SIMD_LEVELS_H
