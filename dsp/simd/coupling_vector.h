// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* How the residual joins the linear signal, frame by frame in front of the sections; see ZoutCoupling. Included by
 * kernels.c only. */

#ifndef ZOUT_SIMD_COUPLING_VECTOR_H
#define ZOUT_SIMD_COUPLING_VECTOR_H

#include "frame_vector.h"
#include "kernels.h"

#include <stdbool.h>
#include <stddef.h>

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

#endif // ZOUT_SIMD_COUPLING_VECTOR_H
