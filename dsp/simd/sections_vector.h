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

#include <stddef.h>

enum { VECS_IN_4 = 4 / VEC_DOUBLES };

/* Four values are one wide vector or two narrow ones. They are taken apart and put together by element, never through
 * memory: a wide load just behind two narrow stores would stall. */

static ALWAYS_INLINE PairD
low_pair(const VecD four[VECS_IN_4])
{
	return (PairD){four[0][0], four[0][1]};
}

static ALWAYS_INLINE PairD
high_pair(const VecD four[VECS_IN_4])
{
#if ZOUT_VECTOR_BYTES == 32
	return (PairD){four[0][2], four[0][3]};
#else
	return four[1];
#endif
}

/// The frame's lanes in four places: with two lanes the pair stands twice
static ALWAYS_INLINE void
spread_frame(VecD four[VECS_IN_4], const double* const in, const unsigned lanes)
{
	const double* const second = in + (lanes == 2 ? 0 : 2);
#if ZOUT_VECTOR_BYTES == 32
	four[0] = (VecD){in[0], in[1], second[0], second[1]};
#else
	four[0] = load_pair(in);
	four[1] = load_pair(second);
#endif
}

/// Writes four sums to the frame's lanes: with two lanes the halves belong together
static ALWAYS_INLINE void
write_frame(double* const out, const VecD four[VECS_IN_4], const unsigned lanes)
{
	if (lanes == 2) {
		store_pair(out, low_pair(four) + high_pair(four));
	} else {
		store_pair(out, low_pair(four));
		store_pair(out + 2, high_pair(four));
	}
}

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

/// Sections of the current alone
static ALWAYS_INLINE void
run_current_groups(ZoutSectionBank* const bank,
                   double* const restrict current,
                   const double* const restrict in,
                   const unsigned lanes,
                   const unsigned n_frames,
                   const unsigned n_groups)
{
	enum { MAX_VECS = ZOUT_SECTION_VALUES / VEC_DOUBLES };

	const unsigned n_vecs = n_groups * VECS_IN_4;
	VecD           w1[MAX_VECS];
	VecD           w2[MAX_VECS];
	for (unsigned s = 0; s < n_vecs; ++s) {
		w1[s] = load_d(bank->w1 + s * VEC_DOUBLES);
		w2[s] = load_d(bank->w2 + s * VEC_DOUBLES);
	}
	for (size_t i = 0; i < (size_t)n_frames * lanes; i += lanes) {
		VecD four[VECS_IN_4];
		spread_frame(four, in + i, lanes);
		VecD amps[VECS_IN_4] = {{0.0}};
		for (unsigned s = 0; s < n_vecs; ++s) {
			const unsigned at = s * VEC_DOUBLES;
			const unsigned k  = s % VECS_IN_4;
			const VecD     w0 = (four[k] - load_d(bank->a2 + at) * w2[s]) - load_d(bank->a1 + at) * w1[s];
			amps[k] += load_d(bank->i1 + at) * w1[s];
			amps[k] += load_d(bank->i0 + at) * w0;
			w2[s] = w1[s];
			w1[s] = w0;
		}
		write_frame(current + i, amps, lanes);
	}
	for (unsigned s = 0; s < n_vecs; ++s) {
		store_d(bank->w1 + s * VEC_DOUBLES, w1[s]);
		store_d(bank->w2 + s * VEC_DOUBLES, w2[s]);
	}
}

static ALWAYS_INLINE void
run_current_lanes(ZoutSectionBank* const bank,
                  double* const          current,
                  const double* const    in,
                  const unsigned         lanes,
                  const unsigned         n_frames)
{
	switch (bank->n_values / 4U) {
	case 1:
		run_current_groups(bank, current, in, lanes, n_frames, 1);
		break;
	case 2:
		run_current_groups(bank, current, in, lanes, n_frames, 2);
		break;
	case 3:
		run_current_groups(bank, current, in, lanes, n_frames, 3);
		break;
	case 4:
		run_current_groups(bank, current, in, lanes, n_frames, 4);
		break;
	case 5:
		run_current_groups(bank, current, in, lanes, n_frames, 5);
		break;
	default:
		run_current_groups(bank, current, in, lanes, n_frames, 6);
		break;
	}
}

static void
run_current(ZoutSectionBank* const bank,
            double* const          current,
            const double* const    in,
            const unsigned         lanes,
            const unsigned         n_frames)
{
	if (lanes == 2) {
		run_current_lanes(bank, current, in, 2, n_frames);
	} else {
		run_current_lanes(bank, current, in, 4, n_frames);
	}
}

/// Adds running sums, whose places repeat the lanes, to the lanes
static ALWAYS_INLINE void
add_to_lanes(double lane_sum[ZOUT_MAX_LANES], const VecD running[VECS_IN_4], const unsigned lanes)
{
	double four[4];
	memcpy(four, running, sizeof(four));
	for (size_t k = 0; k < 4; ++k) {
		lane_sum[k % lanes] += four[k];
	}
}

static void
measure(double              sum[3][ZOUT_MAX_LANES],
        const double* const voltage,
        const double* const current,
        const unsigned      lanes,
        const unsigned      n_frames)
{
	const size_t n               = (size_t)n_frames * lanes;
	VecD         v[2][VECS_IN_4] = {{{0.0}}};
	VecD         c[2][VECS_IN_4] = {{{0.0}}};
	VecD         p[2][VECS_IN_4] = {{{0.0}}};
	size_t       i               = 0;
	for (; i + 8 <= n; i += 8) {
		for (size_t half = 0; half < 2; ++half) { // two sums each hide the latency of the additions
			for (size_t k = 0; k < VECS_IN_4; ++k) {
				const VecD volts = load_d(voltage + i + 4 * half + k * VEC_DOUBLES);
				const VecD amps  = load_d(current + i + 4 * half + k * VEC_DOUBLES);
				v[half][k] += volts * volts;
				c[half][k] += amps * amps;
				p[half][k] += volts * amps;
			}
		}
	}
	for (size_t half = 0; half < 2; ++half) {
		add_to_lanes(sum[0], v[half], lanes);
		add_to_lanes(sum[1], c[half], lanes);
		add_to_lanes(sum[2], p[half], lanes);
	}
	for (; i < n; ++i) {
		sum[0][i % lanes] += voltage[i] * voltage[i];
		sum[1][i % lanes] += current[i] * current[i];
		sum[2][i % lanes] += voltage[i] * current[i];
	}
}

#endif // ZOUT_SIMD_SECTIONS_VECTOR_H
