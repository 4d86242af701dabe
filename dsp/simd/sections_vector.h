// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Second-order sections on vectors across lanes and sections. Included by kernels.c only.
 *
 * A recurrence cannot be vectorised along time, but sections in parallel do not wait for each other: with two lanes a
 * group of four values holds two sections, with four lanes one. Two frames are run in turn, so that the older state
 * gives its place to the newest and none has to move. States live in local arrays of known length, so that they stay in
 * registers; the number of sections is a constant in each copy of the loop.
 */

#ifndef ZOUT_SIMD_SECTIONS_VECTOR_H
#define ZOUT_SIMD_SECTIONS_VECTOR_H

#include "frame_vector.h"
#include "kernels.h"

#include <stddef.h>

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

/// Lets the voltage of all sections but the last, which may be half of the last vector, stand for the current
static ALWAYS_INLINE void
share_sums(FrameSums* const sums, const bool last_is_half)
{
	for (unsigned k = 0; k < VECS_IN_4; ++k) {
		sums->amps[k] = last_is_half ? sums->volts[k] + without_high_pair(sums->last_volts[k]) : sums->volts[k];
		sums->volts[k] += sums->last_volts[k];
	}
}

/// Writes what drives the load, in both precisions
static ALWAYS_INLINE void
put_driven(const ZoutCoupling* const coupling, const size_t at, const VecD driven)
{
	store_d(coupling->driven + at, driven);
	store_narrow(coupling->single + at, driven);
}

/// Couples one or two frames of two lanes at value `i`; see ZoutCoupling
static ALWAYS_INLINE void
couple_pairs(const ZoutCoupling* const coupling, PairD* const dc, const size_t i, const bool both)
{
	const PairD first = *dc - load_pair(coupling->residual + i);
	*dc -= coupling->step * first;
	if (both) {
		const PairD second = *dc - load_pair(coupling->residual + i + 2U);
		*dc -= coupling->step * second;
		VecD off[VECS_IN_4];
		join_pairs(off, first, second);
		for (size_t k = 0; k < VECS_IN_4; ++k) {
			const size_t at = i + k * VEC_DOUBLES;
			put_driven(coupling, at, load_d(coupling->linear + at) - off[k]); // -0.0 - 0.0 is -0.0
		}
	} else {
		const PairD driven = load_pair(coupling->linear + i) - first;
		store_pair(coupling->driven + i, driven);
		narrow_channels(coupling->single + i, driven);
	}
}

/// Couples one frame of four lanes
static ALWAYS_INLINE void
couple_four(const ZoutCoupling* const coupling, VecD dc[VECS_IN_4], const size_t i)
{
	for (size_t k = 0; k < VECS_IN_4; ++k) {
		const size_t at  = i + k * VEC_DOUBLES;
		const VecD   off = dc[k] - load_d(coupling->residual + at);
		dc[k] -= coupling->step * off;
		put_driven(coupling, at, load_d(coupling->linear + at) - off);
	}
}

/// The residual's DC while it is in registers: one pair of lanes or two
typedef struct {
	PairD pair;
	VecD  four[VECS_IN_4];
} CouplingDc;

static ALWAYS_INLINE void
load_dc(CouplingDc* const dc, const double* const from, const unsigned lanes)
{
	if (lanes == 2) {
		dc->pair = load_pair(from);
	} else {
		spread_frame(dc->four, from, 4);
	}
}

static ALWAYS_INLINE void
store_dc(double* const to, const CouplingDc* const dc, const unsigned lanes)
{
	if (lanes == 2) {
		store_pair(to, dc->pair);
	} else {
		write_frame(to, dc->four, 4);
	}
}

/// Couples one frame or two
static ALWAYS_INLINE void
couple(const ZoutCoupling* const coupling, CouplingDc* const dc, const size_t i, const unsigned lanes, const bool both)
{
	if (lanes == 2) {
		couple_pairs(coupling, &dc->pair, i, both);
	} else {
		couple_four(coupling, dc->four, i);
		if (both) {
			couple_four(coupling, dc->four, i + 4U);
		}
	}
}

/// Drives the sections with the next frame, and sums up
static ALWAYS_INLINE void
run_next(FrameSums* const             sums,
         const VecD                   newer[MAX_SECTION_VECS],
         VecD                         older[MAX_SECTION_VECS],
         const double* const          in,
         const ZoutSectionBank* const bank,
         const unsigned               lanes,
         const unsigned               n_sections,
         const bool                   shared)
{
	const unsigned alone   = (n_sections - 1U) * lanes; // first value of the voltage's own section
	const unsigned n_volts = section_vecs(n_sections, lanes);
	const unsigned n_amps  = shared ? 0 : section_vecs(n_sections - 1U, lanes);
	const unsigned last    = shared ? alone / VEC_DOUBLES : n_volts;
	VecD           four[VECS_IN_4];
	spread_frame(four, in, lanes);
	run_frame(sums, newer, older, four, bank, n_volts, last, n_amps);
	if (shared) {
		share_sums(sums, alone % VEC_DOUBLES != 0);
	}
}

static ALWAYS_INLINE void
run_bank(ZoutSectionBank* const bank,
         double* const restrict voltage,
         double* const restrict current,
         const double* const       in,
         const ZoutCoupling* const coupling,
         const unsigned            lanes,
         const unsigned            n_frames,
         const unsigned            n_sections,
         const bool                shared)
{
	const unsigned     n_vecs = section_vecs(n_sections, lanes);
	const ZoutCoupling local  = coupling ? *coupling : (ZoutCoupling){NULL, NULL, NULL, NULL, NULL, 0.0};
	CouplingDc         dc     = {{0.0}, {{0.0}}};
	VecD               w1[MAX_SECTION_VECS];
	VecD               w2[MAX_SECTION_VECS];
	for (unsigned s = 0; s < n_vecs; ++s) {
		w1[s] = load_d(bank->w1 + s * VEC_DOUBLES);
		w2[s] = load_d(bank->w2 + s * VEC_DOUBLES);
	}
	if (coupling) {
		load_dc(&dc, local.dc, lanes);
	}

	FrameSums    first;
	FrameSums    second;
	const size_t n = (size_t)n_frames * lanes;
	size_t       i = 0;
	for (; i + 2U * lanes <= n; i += 2U * lanes) {
		if (coupling) {
			couple(&local, &dc, i, lanes, true);
		}
		run_next(&first, w1, w2, in + i, bank, lanes, n_sections, shared);
		if (!pairs_frames(lanes)) {
			write_frame(voltage + i, first.volts, lanes);
			write_frame(current + i, first.amps, lanes);
		}
		run_next(&second, w2, w1, in + i + lanes, bank, lanes, n_sections, shared);
		if (pairs_frames(lanes)) {
			write_two_frames(voltage + i, first.volts, second.volts);
			write_two_frames(current + i, first.amps, second.amps);
		} else {
			write_frame(voltage + i + lanes, second.volts, lanes);
			write_frame(current + i + lanes, second.amps, lanes);
		}
	}
	if (i < n) {
		if (coupling) {
			couple(&local, &dc, i, lanes, false);
		}
		run_next(&first, w1, w2, in + i, bank, lanes, n_sections, shared);
		write_frame(voltage + i, first.volts, lanes);
		write_frame(current + i, first.amps, lanes);
	}

	for (unsigned s = 0; s < n_vecs; ++s) {
		store_d((n_frames % 2U ? bank->w2 : bank->w1) + s * VEC_DOUBLES, w1[s]);
		store_d((n_frames % 2U ? bank->w1 : bank->w2) + s * VEC_DOUBLES, w2[s]);
	}
	if (coupling) {
		store_dc(local.dc, &dc, lanes);
	}
}

/// Picks the copy of the loop with this number of sections
static ALWAYS_INLINE void
run_lanes(ZoutSectionBank* const    bank,
          double* const             voltage,
          double* const             current,
          const double* const       in,
          const ZoutCoupling* const coupling,
          const unsigned            lanes,
          const unsigned            n_frames,
          const bool                shared)
{
	switch (bank->n_sections) {
	case 1:
		run_bank(bank, voltage, current, in, coupling, lanes, n_frames, 1, shared);
		break;
	case 2:
		run_bank(bank, voltage, current, in, coupling, lanes, n_frames, 2, shared);
		break;
	case 3:
		run_bank(bank, voltage, current, in, coupling, lanes, n_frames, 3, shared);
		break;
	case 4:
		run_bank(bank, voltage, current, in, coupling, lanes, n_frames, 4, shared);
		break;
	case 5:
		run_bank(bank, voltage, current, in, coupling, lanes, n_frames, 5, shared);
		break;
	default:
		run_bank(bank, voltage, current, in, coupling, lanes, n_frames, 6, shared);
		break;
	}
}

/// Picks the copy with this number of lanes, with coupling or without
static ALWAYS_INLINE void
run_any(ZoutSectionBank* const    bank,
        double* const             voltage,
        double* const             current,
        const double* const       in,
        const ZoutCoupling* const coupling,
        const unsigned            lanes,
        const unsigned            n_frames,
        const bool                shared)
{
	if (lanes == 2 && coupling) {
		run_lanes(bank, voltage, current, in, coupling, 2, n_frames, shared);
	} else if (lanes == 2) {
		run_lanes(bank, voltage, current, in, NULL, 2, n_frames, shared);
	} else if (coupling) {
		run_lanes(bank, voltage, current, in, coupling, 4, n_frames, shared);
	} else {
		run_lanes(bank, voltage, current, in, NULL, 4, n_frames, shared);
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
	if (bank->shared) {
		run_any(bank, voltage, current, in, coupling, lanes, n_frames, true);
	} else {
		run_any(bank, voltage, current, in, coupling, lanes, n_frames, false);
	}
}

#endif // ZOUT_SIMD_SECTIONS_VECTOR_H
