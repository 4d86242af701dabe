// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The moments of a frame in vectors, and what the clipper takes away from it. Included by kernels.c only. */

#ifndef ZOUT_SIMD_RELAX_FRAME_H
#define ZOUT_SIMD_RELAX_FRAME_H

#include "kernels.h"
#include "moments.h"
#include "registers.h"
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

/// What goes in straight lines from step's end to step's end
typedef struct {
	Steps end;
	Steps grown; ///< Since the end of the step before
} Lines;

/// @param before The last step of it is where the lines begin.
static ALWAYS_INLINE Lines
draw_steps(const Steps* const end, const Steps* const before)
{
	Lines lines = {*end, steps_before(end, before)};
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		lines.grown.at[v] = end->at[v] - lines.grown.at[v];
	}
	return lines;
}

/// Where something is at a moment that was at `end` in its step's end
static ALWAYS_INLINE Pairs
at_moment(const Pairs end, const Pairs grown, const unsigned moment)
{
	const float to_come = (float)(ZOUT_STEP_MOMENTS - 1U - moment) / (float)ZOUT_STEP_MOMENTS;
	return moment < ZOUT_STEP_MOMENTS - 1U ? end - to_come * grown : end;
}

/// What a clipper at ±scale takes away, and how much more it adds for each volt more: it is less; see clip_residual()
static ALWAYS_INLINE Pairs
take_away(const Pairs input, const float scale, Pairs* const slope)
{
	const float start  = scale * ZOUT_KNEE_START;
	const float width  = scale * 2.0F * ZOUT_KNEE_HALF;
	const float curve  = 1.0F / (width * width);
	const Pairs size   = abs_pairs(input);
	const Pairs over   = max_pairs(size, splat_pairs(start));
	const Pairs until  = min_pairs(over, splat_pairs(start + width));
	const Pairs knee   = until - start;
	const Pairs square = knee * knee;
	const Pairs third  = curve - 0.5F / (width * width * width) * knee;
	const Pairs taken  = sign_pairs(knee * square * third + (over - until), input, size);
	*slope             = square * (curve - 4.0F * third);
	return taken;
}

/// Fills the moments between the first and the third of each step, see moments.h, and returns what the clipper takes
/// away from each two moments at once, as if they were the same
static ALWAYS_INLINE Steps
fill_and_clip(const ZoutMoments input, const float two_taps[2])
{
	Steps taken;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		Pairs              slope;
		const float* const first  = input.at[0] + 2U * PAIRS_AT_ONCE * v;
		const float* const third  = input.at[2] + 2U * PAIRS_AT_ONCE * v;
		const Pairs        second = between_moments(first, third, two_taps);
		const Pairs        last   = between_moments(third, first + 2, two_taps);
		const Pairs        early  = load_pairs(first, 0) + second;
		const Pairs        late   = load_pairs(third, 0) + last;
		taken.at[v]               = take_away(early, 2.0F, &slope) + take_away(late, 2.0F, &slope);
		store_pairs(input.at[1], v, second);
		store_pairs(input.at[3], v, last);
	}
	return taken;
}

/// What the clipper takes away while a current flows
typedef struct {
	Moments taken;
	Moments slope; ///< How much more limiting adds for each volt more
	Steps   lost;  ///< What is taken away at all moments of a step together
} Clipped;

/// @param volts That a current sinks the clip level by where steps end, `before` in the frame before.
static ALWAYS_INLINE void
clip_moments(Clipped* const clipped, const ZoutMoments input, const Steps* const volts, const Steps* const before)
{
	const Lines lines = draw_steps(volts, before);
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
			const Pairs now            = at_moment(load_pairs(input.at[m], v) + lines.end.at[v], lines.grown.at[v], m);
			clipped->taken.of[m].at[v] = take_away(now, 1.0F, &clipped->slope.of[m].at[v]);
		}
	}
	clipped->lost = sum_moments(&clipped->taken);
}

/// Stores what limiting adds where the input has moved along a tangent
static ALWAYS_INLINE void
store_along(const ZoutMoments out, const Clipped* const clipped, const Lines* const moved)
{
	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		for (unsigned v = 0; v < STEP_VECS; ++v) {
			const Pairs by = at_moment(moved->end.at[v], moved->grown.at[v], m);
			store_pairs(out.at[m], v, clipped->slope.of[m].at[v] * by - clipped->taken.of[m].at[v]);
		}
	}
}

#endif // ZOUT_SIMD_RELAX_FRAME_H
