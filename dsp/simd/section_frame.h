// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* One frame of second-order sections, and what they make of it. Included by kernels.c only. */

#ifndef ZOUT_SIMD_SECTION_FRAME_H
#define ZOUT_SIMD_SECTION_FRAME_H

#include "frame_vector.h"
#include "kernels.h"

#include <stdbool.h>

enum { MAX_SECTION_VECS = ZOUT_SECTION_VALUES / VEC_DOUBLES };

/// Vectors that hold so many sections
static ALWAYS_INLINE unsigned
section_vecs(const unsigned n_sections, const unsigned lanes)
{
	return zout_section_values(n_sections, lanes) / VEC_DOUBLES;
}

/// Adds a product, or starts a sum with it
static ALWAYS_INLINE void
add_product(VecD* const sum, const bool starts, const VecD a, const VecD b)
{
	if (starts) {
		*sum = a * b;
	} else {
		*sum += a * b;
	}
}

/// What the sections make of a frame, in four places each
typedef struct {
	VecD volts[VECS_IN_4];
	VecD amps[VECS_IN_4];
	VecD last_volts[VECS_IN_4]; ///< Of the last vectors, where the current is made of the other ones' voltage
} FrameSums;

/// Runs one frame; the newest states take the place of the older ones. So many vectors hold sections of the voltage,
/// the ones from `last` on with a sum of their own, and of the current.
static ALWAYS_INLINE void
run_frame(FrameSums* const             sums,
          const VecD                   newer[MAX_SECTION_VECS],
          VecD                         older[MAX_SECTION_VECS],
          const VecD                   four[VECS_IN_4],
          const ZoutSectionBank* const bank,
          const unsigned               n_volts,
          const unsigned               last,
          const unsigned               n_amps)
{
	for (unsigned k = 0; k < VECS_IN_4; ++k) { // what no section starts
		sums->volts[k] = sums->amps[k] = sums->last_volts[k] = (VecD){0.0};
	}
#pragma GCC unroll 16 // else states of many sections would stay in memory
	for (unsigned s = 0; s < n_volts || s < n_amps; ++s) {
		const unsigned at = s * VEC_DOUBLES;
		const unsigned k  = s % VECS_IN_4;
		const VecD     w1 = newer[s];
		const VecD     w0 = (four[k] - load_d(bank->a2 + at) * older[s]) - load_d(bank->a1 + at) * w1;
		if (s < n_volts) { // one by one: each is a fused multiply-add
			const bool  is_last = s >= last;
			const bool  starts  = s < VECS_IN_4 || (is_last && s < last + VECS_IN_4);
			VecD* const sum     = is_last ? &sums->last_volts[k] : &sums->volts[k];
			add_product(sum, starts, load_d(bank->v1 + at), w1);
			add_product(sum, false, load_d(bank->v0 + at), w0);
		}
		if (s < n_amps) {
			add_product(&sums->amps[k], s < VECS_IN_4, load_d(bank->i1 + at), w1);
			add_product(&sums->amps[k], false, load_d(bank->i0 + at), w0);
		}
		older[s] = w0;
	}
}

#endif // ZOUT_SIMD_SECTION_FRAME_H
