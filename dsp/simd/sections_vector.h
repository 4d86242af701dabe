// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Second-order sections on vectors across lanes and sections. Included by kernels.c only.
 *
 * A recurrence cannot be vectorised along time, but sections in parallel do not wait for each other: with two lanes a
 * group of four values holds two sections, with four lanes one. States live in local arrays of known length, so that
 * they stay in registers; the number of groups is a constant in each copy of the loop.
 */

#ifndef ZOUT_SIMD_SECTIONS_VECTOR_H
#define ZOUT_SIMD_SECTIONS_VECTOR_H

#include "kernels.h"
#include "vector.h"

enum { VECS_IN_4 = 4 / VEC_DOUBLES };

/// Adds four sums to the frame's lanes: with two lanes the halves belong together
static inline void
add_to_frame(double* const out, const VecD sum[VECS_IN_4], const unsigned lanes)
{
	double four[4];
	for (unsigned k = 0; k < VECS_IN_4; ++k) {
		store_d(four + k * VEC_DOUBLES, sum[k]);
	}
	if (lanes == 2) {
		out[0] += four[0] + four[2];
		out[1] += four[1] + four[3];
	} else {
		for (unsigned k = 0; k < 4; ++k) {
			out[k] += four[k];
		}
	}
}

static inline __attribute__((always_inline)) void
run_groups(ZoutSectionBank* const       bank,
           double* const restrict       voltage,
           double* const restrict       current,
           const double* const restrict in,
           const unsigned               lanes,
           const unsigned               n_frames,
           const unsigned               n_groups)
{
	enum { MAX_VECS = ZOUT_SECTION_VALUES / VEC_DOUBLES };

	const unsigned n_vecs = n_groups * VECS_IN_4;
	VecD           w1[MAX_VECS];
	VecD           w2[MAX_VECS];
	for (unsigned s = 0; s < n_vecs; ++s) {
		w1[s] = load_d(bank->w1 + s * VEC_DOUBLES);
		w2[s] = load_d(bank->w2 + s * VEC_DOUBLES);
	}

	for (unsigned frame = 0; frame < n_frames; ++frame) {
		double four[4];
		for (unsigned k = 0; k < 4; ++k) {
			four[k] = in[frame * lanes + k % lanes];
		}
		VecD volts[VECS_IN_4] = {{0.0}};
		VecD amps[VECS_IN_4]  = {{0.0}};
		for (unsigned s = 0; s < n_vecs; ++s) {
			const unsigned at = s * VEC_DOUBLES;
			const unsigned k  = s % VECS_IN_4;
			const VecD     w0 = (load_d(four + k * VEC_DOUBLES) - load_d(bank->a2 + at) * w2[s]) - load_d(bank->a1 + at) * w1[s];
			volts[k] += load_d(bank->v0 + at) * w0 + load_d(bank->v1 + at) * w1[s];
			amps[k] += load_d(bank->i0 + at) * w0 + load_d(bank->i1 + at) * w1[s];
			w2[s] = w1[s];
			w1[s] = w0;
		}
		add_to_frame(voltage + frame * lanes, volts, lanes);
		add_to_frame(current + frame * lanes, amps, lanes);
	}

	for (unsigned s = 0; s < n_vecs; ++s) {
		store_d(bank->w1 + s * VEC_DOUBLES, w1[s]);
		store_d(bank->w2 + s * VEC_DOUBLES, w2[s]);
	}
}

static void
run_sections(ZoutSectionBank* const       bank,
             double* const restrict       voltage,
             double* const restrict       current,
             const double* const restrict in,
             const unsigned               lanes,
             const unsigned               n_frames)
{
	switch (bank->n_values / 4U + (lanes == 2U ? 0U : 8U)) {
#define CASE(groups, n_lanes, label)                                          \
	case label:                                                               \
		run_groups(bank, voltage, current, in, n_lanes, n_frames, groups); \
		break;
		CASE(1, 2, 1)
		CASE(2, 2, 2)
		CASE(3, 2, 3)
		CASE(1, 4, 9)
		CASE(2, 4, 10)
		CASE(3, 4, 11)
		CASE(4, 4, 12)
		CASE(5, 4, 13)
		CASE(6, 4, 14)
#undef CASE
	default:
		break;
	}
}

#endif // ZOUT_SIMD_SECTIONS_VECTOR_H
