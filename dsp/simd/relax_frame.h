// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The moments of a frame in vectors, and what the clipper takes away from it. Included by kernels.c only. */

#ifndef ZOUT_SIMD_RELAX_FRAME_H
#define ZOUT_SIMD_RELAX_FRAME_H

#include "kernels.h"
#include "relax_steps.h"

/// Each moment of all steps
typedef struct {
	Steps of[ZOUT_STEP_MOMENTS];
} Moments;

/// The sum of each step's moments
static ALWAYS_INLINE Steps
sum_moments(const Moments* const moments)
{
	const Steps early = add_steps(&moments->of[0], &moments->of[1]);
	const Steps late  = add_steps(&moments->of[2], &moments->of[3]);
	return add_steps(&early, &late);
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
	return (Moments){{go_back(end, &grown, 0.75F), go_back(end, &grown, 0.5F), go_back(end, &grown, 0.25F), *end}};
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

/// What the clipper takes away from each two moments of a step at once, as if they were the same
static ALWAYS_INLINE Steps
clip_halves(const ZoutMoments input)
{
	Steps taken;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		Pairs       knee;
		const Pairs early = load_pairs(input.at[0], v) + load_pairs(input.at[1], v);
		const Pairs late  = load_pairs(input.at[2], v) + load_pairs(input.at[3], v);
		taken.at[v]       = take_away(early, 2.0F, &knee) + take_away(late, 2.0F, &knee);
	}
	return taken;
}

/// What the clipper takes away while a current flows
typedef struct {
	Moments taken;
	Moments slope; ///< How much more of each volt more
	Steps   lost;  ///< What is taken away at all moments of a step together
} Clipped;

static ALWAYS_INLINE void
clip_moments(Clipped* const     clipped,
             const ZoutMoments  input,
             const Pairs        clip_ohm,
             const Steps* const current,
             const Steps* const before)
{
	const float   width = 2.0F * ZOUT_KNEE_HALF;
	const Moments flows = draw_steps(current, before);
	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		for (unsigned v = 0; v < STEP_VECS; ++v) {
			Pairs       knee;
			const Pairs volts          = load_pairs(input.at[m], v) + clip_ohm * flows.of[m].at[v];
			clipped->taken.of[m].at[v] = take_away(volts, 1.0F, &knee);
			clipped->slope.of[m].at[v] = knee * knee * (3.0F / (width * width) - 2.0F / (width * width * width) * knee);
		}
	}
	clipped->lost = sum_moments(&clipped->taken);
}

/// Stores what limiting adds where the input has moved along a tangent; `any` keeps a bit of it
static ALWAYS_INLINE void
store_along(const ZoutMoments out, const Clipped* const clipped, const Moments* const moved, Pairs* const any)
{
	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		for (unsigned v = 0; v < STEP_VECS; ++v) {
			const Pairs more  = clipped->slope.of[m].at[v] * moved->of[m].at[v];
			const Pairs added = -more - clipped->taken.of[m].at[v];
			store_pairs(out.at[m], v, added);
			*any = or_pairs(*any, added);
		}
	}
}

#endif // ZOUT_SIMD_RELAX_FRAME_H
