// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kernels that make harmonics: one source for every instruction set, in loops that compilers vectorise by themselves.
 * Included by kernels.c only. Both phases go through one loop, which then reads what they share once. */

#ifndef ZOUT_SIMD_HARMONIC_H
#define ZOUT_SIMD_HARMONIC_H

#include "elementwise.h"
#include "kernels.h"

#include <stddef.h>

static inline float
within(const float value, const float most)
{
	const float low = value > -most ? value : -most;
	return low < most ? low : most;
}

/// The law for one value. What is not asked for is a constant, and left out.
static inline float
bend(const float x,
     const float h2,
     const float h3,
     const float j,
     const float current_h2,
     const float most,
     const bool  with_current,
     const bool  bounded)
{
	const float by_voltage = x * x * (h2 + h3 * x);
	const float sum        = with_current ? by_voltage + current_h2 * (j * j) : by_voltage;
	return bounded ? within(sum, most) : sum;
}

static inline void
bend_phases(float* const restrict even,
            float* const restrict odd,
            const float* const restrict x_even,
            const float* const restrict x_odd,
            const float* const restrict j_even,
            const float* const restrict j_odd,
            const ZoutPolynomial law,
            const bool           both,
            const bool           with_current,
            const bool           bounded,
            const size_t         n)
{
	const float* const restrict h2   = law.h2;
	const float* const restrict h3   = law.h3;
	const float* const restrict a    = law.current_h2;
	const float* const restrict most = law.most;
	for (size_t i = 0; i < n; ++i) {
		const float of_current = with_current ? a[i] : 0.0F;
		const float bound      = bounded ? most[i] : 0.0F;
		even[i] =
			bend(x_even[i], h2[i], h3[i], with_current ? j_even[i] : 0.0F, of_current, bound, with_current, bounded);
		if (both) {
			odd[i] =
				bend(x_odd[i], h2[i], h3[i], with_current ? j_odd[i] : 0.0F, of_current, bound, with_current, bounded);
		}
	}
}

/// Picks the copy of the loop with what is asked for as constants
static inline void
bend_all(const ZoutPhases     out,
         const ZoutPhases     x,
         const ZoutPhases     j,
         const ZoutPolynomial law,
         const bool           both,
         const size_t         n)
{
	if (law.current_h2 && law.most) {
		bend_phases(out.even, out.odd, x.even, x.odd, j.even, j.odd, law, both, true, true, n);
	} else if (law.current_h2) {
		bend_phases(out.even, out.odd, x.even, x.odd, j.even, j.odd, law, both, true, false, n);
	} else if (law.most) {
		bend_phases(out.even, out.odd, x.even, x.odd, j.even, j.odd, law, both, false, true, n);
	} else {
		bend_phases(out.even, out.odd, x.even, x.odd, j.even, j.odd, law, both, false, false, n);
	}
}

ZOUT_REALTIME
static void
polynomial(const ZoutPhases            out,
           const ZoutPhases            x,
           const ZoutPhases            current,
           const ZoutPolynomial* const law,
           const unsigned              n_values)
{
	if (out.odd) {
		bend_all(out, x, current, *law, true, padded(n_values));
	} else {
		bend_all(out, x, current, *law, false, padded(n_values));
	}
}

ZOUT_REALTIME
static void
bound(float* const restrict values, const float* const restrict most, const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		values[i] = within(values[i], most[i]);
	}
}

#endif // ZOUT_SIMD_HARMONIC_H
