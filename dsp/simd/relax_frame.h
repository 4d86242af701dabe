// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A frame of one phase in vectors, and what the clipper takes away from it. Included by kernels.c only. */

#ifndef ZOUT_SIMD_RELAX_FRAME_H
#define ZOUT_SIMD_RELAX_FRAME_H

#include "kernels.h"
#include "relax_steps.h"

enum {
	FRAME_VECS = ZOUT_SOLVER_PHASES / PAIRS_AT_ONCE, ///< Vectors of a frame's phase
};

/// A frame of one phase
typedef struct {
	Pairs at[FRAME_VECS];
} Frame;

/// Both phases of a frame
typedef struct {
	Frame even, odd;
} Moments;

/// Each first of two neighbours in a phase and each second one
static ALWAYS_INLINE void
take_apart(const Frame* const frame, Steps* const first, Steps* const second)
{
	for (unsigned v = 0; v < STEP_VECS; ++v) {
#if ZOUT_VECTOR_BYTES
		swap_neighbours(frame->at[v], frame->at[STEP_VECS + v], &first->at[v], &second->at[v]);
#else
		first->at[zout_relax_place[v]]  = frame->at[2U * v];
		second->at[zout_relax_place[v]] = frame->at[2U * v + 1U];
#endif
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

/// The sum of each step's two values
static ALWAYS_INLINE Steps
sum_neighbours(const Frame* const frame)
{
	Steps first;
	Steps second;
	take_apart(frame, &first, &second);
	return add_steps(&first, &second);
}

/// A phase of each step's first and second value in it
static ALWAYS_INLINE Frame
take_turns(const Steps* const first, const Steps* const second)
{
	Frame frame;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
#if ZOUT_VECTOR_BYTES
		swap_neighbours(first->at[v], second->at[v], &frame.at[v], &frame.at[STEP_VECS + v]);
#else
		frame.at[2U * v]                = first->at[zout_relax_place[v]];
		frame.at[2U * v + 1U]           = second->at[zout_relax_place[v]];
#endif
	}
	return frame;
}

/// What lies a share of a step before its end
static ALWAYS_INLINE Steps
go_back(const Steps* const end, const Steps* const grown, const float share)
{
	Steps out;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		out.at[v] = end->at[v] - share * grown->at[v];
	}
	return out;
}

/// What goes in straight lines from step's end to step's end and begins at `before`, the last step of another frame
static ALWAYS_INLINE Moments
draw_steps(const Steps* const end, const Steps* const before)
{
	Steps grown = steps_before(end, before);
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		grown.at[v] = end->at[v] - grown.at[v];
	}
	const Steps first  = go_back(end, &grown, 0.75F);
	const Steps second = go_back(end, &grown, 0.5F);
	const Steps third  = go_back(end, &grown, 0.25F);
	return (Moments){take_turns(&first, &third), take_turns(&second, end)};
}

/// What a clipper at ±scale takes away, and how far into its knee the input reaches; see clip_residual()
static ALWAYS_INLINE Pairs
take_away(const Pairs input, const float scale, Pairs* const knee)
{
	const float start = scale * ZOUT_KNEE_START;
	const float width = scale * 2.0F * ZOUT_KNEE_HALF;
	const Pairs size  = abs_pairs(input);
	const Pairs over  = max_pairs(size, splat_pairs(start));
	const Pairs until = min_pairs(over, splat_pairs(start + width));
	*knee             = until - start;
	const Pairs third = 1.0F / (width * width) - 0.5F / (width * width * width) * *knee;
	return sign_pairs(*knee * (*knee * *knee) * third + (over - until), input, size);
}

/// What the clipper takes away from the sum of two moments at once, as if they were the same
static ALWAYS_INLINE Frame
clip_both(const ZoutPhases input)
{
	Frame taken;
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		Pairs knee;
		taken.at[v] = take_away(load_pairs(input.even, v) + load_pairs(input.odd, v), 2.0F, &knee);
	}
	return taken;
}

/// What the clipper takes away with a current flowing, and how much more of each volt more that this makes
static ALWAYS_INLINE void
clip_around(Frame* const       taken,
            Frame* const       slope,
            const float* const input,
            const Pairs        clip_ohm,
            const Frame* const current)
{
	const float width = 2.0F * ZOUT_KNEE_HALF;
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		Pairs knee;
		taken->at[v] = take_away(load_pairs(input, v) + clip_ohm * current->at[v], 1.0F, &knee);
		slope->at[v] = knee * knee * (3.0F / (width * width) - 2.0F / (width * width * width) * knee);
	}
}

/// Stores what limiting adds where the input has moved along a tangent; `any` keeps a bit of it
static ALWAYS_INLINE void
store_along(float* const       out,
            const Frame* const taken,
            const Frame* const slope,
            const Frame* const moved,
            Pairs* const       any)
{
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		const Pairs added = -(slope->at[v] * moved->at[v]) - taken->at[v];
		store_pairs(out, v, added);
		*any = or_pairs(*any, added);
	}
}

#endif // ZOUT_SIMD_RELAX_FRAME_H
