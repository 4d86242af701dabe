// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The distortion corner: one source for every instruction set. Included by kernels.c only. */

#ifndef ZOUT_SIMD_SHELVE_H
#define ZOUT_SIMD_SHELVE_H

#include "elementwise.h"
#include "kernels.h"
#include "registers.h"

#include <stddef.h>

#if ZOUT_VECTOR_BYTES
#	include "vector.h"

typedef VecF Some; ///< As many values as are worked out at once

enum { SOME = VEC_FLOATS };

static ALWAYS_INLINE Some
load_some(const float* const p)
{
	return load_f(p);
}

static ALWAYS_INLINE void
store_some(float* const p, const Some values)
{
	store_f(p, values);
}

static ALWAYS_INLINE Some
splat_some(const float value)
{
	return splat_f(value);
}
#else
#	define ALWAYS_INLINE inline

typedef float Some;

enum { SOME = 1 };

static inline Some
load_some(const float* const p)
{
	return *p;
}

static inline void
store_some(float* const p, const Some values)
{
	*p = values;
}

static inline Some
splat_some(const float value)
{
	return value;
}
#endif

/// Loads what is needed more than once: gcc 12 would load it as often
static ALWAYS_INLINE Some
load_once(const float* const p)
{
	Some values = load_some(p);
	KEEP_IN_REGISTER(values);
	return values;
}

/// The derivative from the differences of three pairs around the place asked for, from the innermost pair outwards
static ALWAYS_INLINE Some
slope(const Some taps[ZOUT_DERIVATIVE_TAPS], const Some first, const Some second, const Some third)
{
	return (taps[0] * first + taps[1] * second) + taps[2] * third;
}

static ALWAYS_INLINE void
shelve_phases(const ZoutPhases   out,
              const ZoutPhases   in,
              const Some         taps[ZOUT_DERIVATIVE_TAPS],
              const float* const rise,
              const size_t       lanes,
              const size_t       n)
{
	for (size_t i = 0; i < n; i += SOME) {
		const float* const even        = in.even + i;
		const float* const odd         = in.odd + i;
		const Some         even_before = load_once(even - lanes);
		const Some         even_here   = load_once(even);
		const Some         even_after  = load_once(even + lanes);
		const Some         even_last   = load_some(even + 2 * lanes);
		const Some         odd_first   = load_some(odd - 2 * lanes);
		const Some         odd_before  = load_once(odd - lanes);
		const Some         odd_here    = load_once(odd);
		const Some         odd_after   = load_once(odd + lanes);
		const Some         steepness   = load_once(rise + i);
		const Some of_even = slope(taps, odd_here - odd_before, even_after - even_before, odd_after - odd_first);
		const Some of_odd  = slope(taps, even_after - even_here, odd_after - odd_before, even_last - even_before);
		store_some(out.even + i, even_here + steepness * of_even);
		store_some(out.odd + i, odd_here + steepness * of_odd);
	}
}

/// The same for a stream that has one phase only
static ALWAYS_INLINE void
shelve_single(float* const       out,
              const float* const in,
              const Some         taps[ZOUT_DERIVATIVE_TAPS],
              const float* const rise,
              const size_t       lanes,
              const size_t       n)
{
	for (size_t i = 0; i < n; i += SOME) {
		const float* const here = in + i;
		Some               difference[ZOUT_DERIVATIVE_TAPS];
		for (size_t k = 0; k < ZOUT_DERIVATIVE_TAPS; ++k) {
			difference[k] = load_some(here + (k + 1U) * lanes) - load_some(here - (k + 1U) * lanes);
		}
		const Some d = slope(taps, difference[0], difference[1], difference[2]);
		store_some(out + i, load_some(here) + load_some(rise + i) * d);
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
	Some           all[ZOUT_DERIVATIVE_TAPS];
	for (unsigned k = 0; k < ZOUT_DERIVATIVE_TAPS; ++k) {
		all[k] = splat_some(taps[k]);
	}
	if (out.odd) {
		shelve_phases(out, in, all, rise, lanes, n);
	} else {
		shelve_single(out.even, in.even, all, rise, lanes, n);
	}
}

#endif // ZOUT_SIMD_SHELVE_H
