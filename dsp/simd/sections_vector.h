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

#include "coupling_vector.h"
#include "kernels.h"
#include "section_frame.h"

#include <stddef.h>

/// Whether the voltage's own section is the second half of a vector
static ALWAYS_INLINE bool
last_is_half(const unsigned n_sections, const unsigned lanes)
{
	return (n_sections - 1U) * lanes % VEC_DOUBLES != 0;
}

/// Writes one frame of two lanes, whose current is the voltage of all sections but the last
static ALWAYS_INLINE void
write_shared(double* const voltage, double* const current, const FrameSums* const sums, const bool half)
{
	const PairD early = low_pair(sums->last_volts);
	const PairD late  = high_pair(sums->last_volts);
	const PairD most  = low_pair(sums->volts) + high_pair(sums->volts);
	const PairD amps  = half ? most + early : most;
	store_pair(current, amps);
	store_pair(voltage, amps + (half ? late : early + late));
}

#if ZOUT_VECTOR_BYTES == 32
/// The same of a frame and the next, rounded alike: which frames are taken together depends on the host's blocks
static ALWAYS_INLINE void
write_two_shared(double* const          voltage,
                 double* const          current,
                 const FrameSums* const first,
                 const FrameSums* const second,
                 const bool             half)
{
	const VecD early = first_halves(first->last_volts, second->last_volts);
	const VecD late  = second_halves(first->last_volts, second->last_volts);
	const VecD most  = sum_two_frames(first->volts, second->volts);
	const VecD amps  = half ? most + early : most;
	store_d(current, amps);
	store_d(voltage, amps + (half ? late : early + late));
}
#endif

/// Writes one frame
static ALWAYS_INLINE void
write_sums(double* const          voltage,
           double* const          current,
           const FrameSums* const sums,
           const unsigned         lanes,
           const unsigned         n_sections,
           const bool             shared)
{
	if (shared && lanes == 2) {
		write_shared(voltage, current, sums, last_is_half(n_sections, lanes));
	} else if (shared) {
		for (unsigned k = 0; k < VECS_IN_4; ++k) {
			store_d(current + k * VEC_DOUBLES, sums->volts[k]);
			store_d(voltage + k * VEC_DOUBLES, sums->volts[k] + sums->last_volts[k]);
		}
	} else {
		write_frame(voltage, sums->volts, lanes);
		write_frame(current, sums->amps, lanes);
	}
}

/// Writes two frames of two lanes
static ALWAYS_INLINE void
write_two_sums(double* const          voltage,
               double* const          current,
               const FrameSums* const first,
               const FrameSums* const second,
               const unsigned         n_sections,
               const bool             shared)
{
#if ZOUT_VECTOR_BYTES == 32
	if (shared) {
		write_two_shared(voltage, current, first, second, last_is_half(n_sections, 2));
		return;
	}
#endif
	(void)n_sections;
	(void)shared;
	write_two_frames(voltage, first->volts, second->volts);
	write_two_frames(current, first->amps, second->amps);
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
			write_sums(voltage + i, current + i, &first, lanes, n_sections, shared);
		}
		run_next(&second, w2, w1, in + i + lanes, bank, lanes, n_sections, shared);
		if (pairs_frames(lanes)) {
			write_two_sums(voltage + i, current + i, &first, &second, n_sections, shared);
		} else {
			write_sums(voltage + i + lanes, current + i + lanes, &second, lanes, n_sections, shared);
		}
	}
	if (i < n) {
		if (coupling) {
			couple(&local, &dc, i, lanes, false);
		}
		run_next(&first, w1, w2, in + i, bank, lanes, n_sections, shared);
		write_sums(voltage + i, current + i, &first, lanes, n_sections, shared);
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
