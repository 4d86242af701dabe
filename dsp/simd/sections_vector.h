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

#include "frame_vector.h"
#include "kernels.h"

#include <stddef.h>

/// Couples one pair of lanes at value `i`; see ZoutCoupling
static ALWAYS_INLINE PairD
couple_pair(const ZoutCoupling* const coupling, const PairD dc, const size_t i)
{
	const PairD residual = load_pair(coupling->residual + i);
	store_pair(coupling->driven + i, load_pair(coupling->linear + i) - (dc - residual)); // -0.0 - 0.0 is -0.0
	return (1.0 - coupling->step) * dc + coupling->step * residual;
}

static ALWAYS_INLINE void
run_groups(ZoutSectionBank* const bank,
           double* const restrict voltage,
           double* const restrict current,
           const double* const       in,
           const ZoutCoupling* const coupling,
           const unsigned            lanes,
           const unsigned            n_frames,
           const unsigned            n_groups)
{
	enum { MAX_VECS = ZOUT_SECTION_VALUES / VEC_DOUBLES };

	const unsigned     n_vecs = n_groups * VECS_IN_4;
	const ZoutCoupling local  = coupling ? *coupling : (ZoutCoupling){NULL, NULL, NULL, NULL, 0.0};
	PairD              dc[2]  = {{0.0}};
	VecD               w1[MAX_VECS];
	VecD               w2[MAX_VECS];
	for (unsigned s = 0; s < n_vecs; ++s) {
		w1[s] = load_d(bank->w1 + s * VEC_DOUBLES);
		w2[s] = load_d(bank->w2 + s * VEC_DOUBLES);
	}
	for (unsigned pair = 0; coupling && pair < lanes / 2U; ++pair) {
		dc[pair] = load_pair(local.dc + 2U * pair);
	}

	for (size_t i = 0; i < (size_t)n_frames * lanes; i += lanes) {
		for (unsigned pair = 0; coupling && pair < lanes / 2U; ++pair) {
			dc[pair] = couple_pair(&local, dc[pair], i + 2U * pair);
		}
		VecD four[VECS_IN_4];
		spread_frame(four, in + i, lanes);
		VecD volts[VECS_IN_4] = {{0.0}};
		VecD amps[VECS_IN_4]  = {{0.0}};
		for (unsigned s = 0; s < n_vecs; ++s) {
			const unsigned at = s * VEC_DOUBLES;
			const unsigned k  = s % VECS_IN_4;
			const VecD     w0 = (four[k] - load_d(bank->a2 + at) * w2[s]) - load_d(bank->a1 + at) * w1[s];
			volts[k] += load_d(bank->v1 + at) * w1[s]; // one by one: each is a fused multiply-add
			amps[k] += load_d(bank->i1 + at) * w1[s];
			volts[k] += load_d(bank->v0 + at) * w0;
			amps[k] += load_d(bank->i0 + at) * w0;
			w2[s] = w1[s];
			w1[s] = w0;
		}
		write_frame(voltage + i, volts, lanes);
		write_frame(current + i, amps, lanes);
	}

	for (unsigned s = 0; s < n_vecs; ++s) {
		store_d(bank->w1 + s * VEC_DOUBLES, w1[s]);
		store_d(bank->w2 + s * VEC_DOUBLES, w2[s]);
	}
	for (unsigned pair = 0; coupling && pair < lanes / 2U; ++pair) {
		store_pair(local.dc + 2U * pair, dc[pair]);
	}
}

/// Picks the copy of the loop with this number of groups
static ALWAYS_INLINE void
run_lanes(ZoutSectionBank* const    bank,
          double* const             voltage,
          double* const             current,
          const double* const       in,
          const ZoutCoupling* const coupling,
          const unsigned            lanes,
          const unsigned            n_frames)
{
	switch (bank->n_values / 4U) {
	case 1:
		run_groups(bank, voltage, current, in, coupling, lanes, n_frames, 1);
		break;
	case 2:
		run_groups(bank, voltage, current, in, coupling, lanes, n_frames, 2);
		break;
	case 3:
		run_groups(bank, voltage, current, in, coupling, lanes, n_frames, 3);
		break;
	case 4:
		run_groups(bank, voltage, current, in, coupling, lanes, n_frames, 4);
		break;
	case 5:
		run_groups(bank, voltage, current, in, coupling, lanes, n_frames, 5);
		break;
	default:
		run_groups(bank, voltage, current, in, coupling, lanes, n_frames, 6);
		break;
	}
}

ZOUT_REALTIME
static void
run_sections(ZoutSectionBank* const    bank,
             double* const             voltage,
             double* const             current,
             const double* const       in,
             const ZoutCoupling* const coupling,
             const unsigned            lanes,
             const unsigned            n_frames)
{
	if (lanes == 2 && coupling) {
		run_lanes(bank, voltage, current, in, coupling, 2, n_frames);
	} else if (lanes == 2) {
		run_lanes(bank, voltage, current, in, NULL, 2, n_frames);
	} else if (coupling) {
		run_lanes(bank, voltage, current, in, coupling, 4, n_frames);
	} else {
		run_lanes(bank, voltage, current, in, NULL, 4, n_frames);
	}
}

#endif // ZOUT_SIMD_SECTIONS_VECTOR_H
