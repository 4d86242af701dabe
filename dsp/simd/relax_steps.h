// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The steps of a frame in vectors, and what the load makes of them. Included by kernels.c only. */

#ifndef ZOUT_SIMD_RELAX_STEPS_H
#define ZOUT_SIMD_RELAX_STEPS_H

#include "../relaxation.h"
#include "neighbours.h"
#include "pairs.h"
#include "registers.h"

enum {
	STEP_VECS = ZOUT_FRAME_STEPS / PAIRS_AT_ONCE, ///< Vectors of a frame's steps
};

/// A frame's steps
typedef struct {
	Pairs at[STEP_VECS];
} Steps;

/// The pair of each step in every place
typedef struct {
	Pairs of[ZOUT_FRAME_STEPS];
} EachStep;

static ALWAYS_INLINE Steps
load_steps(const float* const p)
{
	Steps steps;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		steps.at[v] = load_pairs(p, v);
	}
	return steps;
}

static ALWAYS_INLINE void
store_steps(float* const p, const Steps* const steps)
{
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		store_pairs(p, v, steps->at[v]);
	}
}

static ALWAYS_INLINE Steps
add_steps(const Steps* const a, const Steps* const b)
{
	Steps sum;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		sum.at[v] = a->at[v] + b->at[v];
	}
	return sum;
}

/// Worked out here, and not fused with what it is added to
static ALWAYS_INLINE Steps
scale_steps(const Steps* const steps, const Pairs factor)
{
	Steps product;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		product.at[v] = factor * steps->at[v];
		KEEP_IN_REGISTER(product.at[v]);
	}
	return product;
}

/// The step before each of them; before the first one the last of `before`
static ALWAYS_INLINE Steps
steps_before(const Steps* const steps, const Steps* const before)
{
	Steps out;
#if ZOUT_VECTOR_BYTES == 32
	const PairsBits both = __builtin_shufflevector((PairsBits)steps->at[0], (PairsBits)before->at[0], 0, 1, 2, 7);
	out.at[0]            = (Pairs)__builtin_shufflevector(both, both, 3, 0, 1, 2);
#elif ZOUT_VECTOR_BYTES
	out.at[0] = (Pairs)__builtin_shufflevector((PairsBits)before->at[1], (PairsBits)steps->at[0], 1, 2);
	out.at[1] = (Pairs)__builtin_shufflevector((PairsBits)steps->at[0], (PairsBits)steps->at[1], 1, 2);
#else
	out.at[0] = before->at[ZOUT_FRAME_STEPS - 1];
	for (unsigned step = 1; step < ZOUT_FRAME_STEPS; ++step) {
		out.at[step] = steps->at[step - 1U];
	}
#endif
	return out;
}

static ALWAYS_INLINE Pairs
repeat_step(const Steps* const steps, const unsigned step)
{
	return repeat_pair_of(steps->at[step / PAIRS_AT_ONCE], step % PAIRS_AT_ONCE);
}

static ALWAYS_INLINE EachStep
repeat_steps(const Steps* const steps)
{
	EachStep each;
	for (unsigned step = 0; step < ZOUT_FRAME_STEPS; ++step) {
		each.of[step] = repeat_step(steps, step);
	}
	return each;
}

/// Current that the load answers to what is lost in each step, in two sums that need not wait for each other
static ALWAYS_INLINE Steps
answer_steps(const float answer[ZOUT_FRAME_STEPS][ZOUT_STEP_VALUES], const EachStep* const lost)
{
	Steps current;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		const Pairs even = lost->of[0] * load_pairs(answer[0], v) + lost->of[2] * load_pairs(answer[2], v);
		const Pairs odd  = lost->of[1] * load_pairs(answer[1], v) + lost->of[3] * load_pairs(answer[3], v);
		current.at[v]    = even + odd;
	}
	return current;
}

/// The same beside what is left already
static ALWAYS_INLINE Steps
add_answer(const Steps* const left, const float answer[ZOUT_FRAME_STEPS][ZOUT_STEP_VALUES], const EachStep* const lost)
{
	Steps current;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		const Pairs early = left->at[v] + lost->of[0] * load_pairs(answer[0], v);
		const Pairs even  = early + lost->of[2] * load_pairs(answer[2], v);
		const Pairs odd   = lost->of[1] * load_pairs(answer[1], v) + lost->of[3] * load_pairs(answer[3], v);
		current.at[v]     = even + odd;
	}
	return current;
}

/// What all steps add to something at once, `index` vectors into their coefficients
static ALWAYS_INLINE Pairs
gain_steps(Pairs sum, const EachStep* const each, const float* const gain, const size_t stride, const unsigned index)
{
	for (unsigned step = 0; step < ZOUT_FRAME_STEPS; ++step) {
		sum += each->of[step] * load_pairs(gain + step * stride, index);
	}
	return sum;
}

#endif // ZOUT_SIMD_RELAX_STEPS_H
