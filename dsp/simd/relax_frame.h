// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A frame of one phase in vectors, and what the clipper takes away from it. Included by kernels.c only. */

#ifndef ZOUT_SIMD_RELAX_FRAME_H
#define ZOUT_SIMD_RELAX_FRAME_H

#include "../relaxation.h"
#include "kernels.h"
#include "pairs.h"

enum {
	FRAME_VECS = ZOUT_SOLVER_PHASES / PAIRS_AT_ONCE, ///< Vectors of a frame's steps
};

/// A frame of one phase
typedef struct {
	Pairs at[FRAME_VECS];
} Frame;

static ALWAYS_INLINE Frame
load_frame(const float* const p)
{
	Frame frame;
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		frame.at[v] = load_pairs(p, v);
	}
	return frame;
}

static ALWAYS_INLINE void
store_frame(float* const p, const Frame* const frame)
{
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		store_pairs(p, v, frame->at[v]);
	}
}

static ALWAYS_INLINE Frame
add_frames(const Frame* const a, const Frame* const b)
{
	Frame sum;
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		sum.at[v] = a->at[v] + b->at[v];
	}
	return sum;
}

/// The clipper's input with `current` flowing beside the demand
static ALWAYS_INLINE Frame
input_with(const Frame* const input, const Pairs clip_ohm, const Frame* const current)
{
	Frame out;
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		out.at[v] = input->at[v] + clip_ohm * current->at[v];
	}
	return out;
}

/// How far values lie beyond the start of the knee
static ALWAYS_INLINE Pairs
over_knee(const Pairs input)
{
	return max_pairs(abs_pairs(input) - ZOUT_KNEE_START, splat_pairs(0.0F));
}

/// What the clipper takes away, as clip_residual() does
static ALWAYS_INLINE Frame
clip_frame(const Frame* const input)
{
	const float width = 2.0F * ZOUT_KNEE_HALF;
	Frame       out;
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		const Pairs over = over_knee(input->at[v]);
		const Pairs knee = min_pairs(over, splat_pairs(width));
		const Pairs bent = knee * knee * knee * (1.0F / (width * width) - 0.5F / (width * width * width) * knee);
		out.at[v]        = against_pairs(bent + (over - knee), input->at[v]);
	}
	return out;
}

/// What the clipper takes away around some current
typedef struct {
	Frame lost; ///< With that current
	Frame rest; ///< A tangent: with another current it is `rest` - `by_current` * current
	Frame by_current;
} Tangent;

static ALWAYS_INLINE Tangent
clip_around(const Frame* const input, const Pairs clip_ohm, const Frame* const current)
{
	const float width  = 2.0F * ZOUT_KNEE_HALF;
	const Pairs third  = clip_ohm * splat_pairs(3.0F / (width * width));
	const Pairs fourth = clip_ohm * splat_pairs(2.0F / (width * width * width));
	const Frame with   = input_with(input, clip_ohm, current);
	Tangent     out;
	out.lost = clip_frame(&with);
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		const Pairs knee     = min_pairs(over_knee(with.at[v]), splat_pairs(width));
		out.by_current.at[v] = knee * knee * (third - fourth * knee);
		out.rest.at[v]       = out.lost.at[v] + out.by_current.at[v] * current->at[v];
	}
	return out;
}

static ALWAYS_INLINE Frame
clip_along(const Tangent* const tangent, const Frame* const current)
{
	Frame out;
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		out.at[v] = tangent->rest.at[v] - tangent->by_current.at[v] * current->at[v];
	}
	return out;
}

#endif // ZOUT_SIMD_RELAX_FRAME_H
