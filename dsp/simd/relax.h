// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A clip level that falls with the load current, frame by frame; see relaxation.h. Included by kernels.c only.
 *
 * Each sweep through the frame asks the clipper for all steps at once, and then the load what current that makes. Both
 * are in single precision, as what they are added to; only what the load remembers is not.
 */

#ifndef ZOUT_SIMD_RELAX_H
#define ZOUT_SIMD_RELAX_H

#include "../relaxation.h"
#include "kernels.h"
#include "pairs.h"

enum {
	FRAME_VECS = ZOUT_SOLVER_PHASES / PAIRS_AT_ONCE, ///< Vectors of a frame's steps
	GAIN_VECS  = (ZOUT_RELAX_STATES + PAIRS_AT_ONCE - 1) / PAIRS_AT_ONCE,
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
mean_of_frames(const Frame* const a, const Frame* const b)
{
	Frame mean;
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		mean.at[v] = 0.5F * (a->at[v] + b->at[v]);
	}
	return mean;
}

/// What the clipper takes away of `wanted` with `current` flowing beside the demand, as clip_residual() does
static ALWAYS_INLINE Frame
clip_frame(const Frame* const wanted, const Frame* const current, const Pairs clip_ohm)
{
	const float width = 2.0F * ZOUT_KNEE_HALF;
	Frame       out;
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		const Pairs x    = wanted->at[v] + clip_ohm * current->at[v];
		const Pairs over = max_pairs(abs_pairs(x) - ZOUT_KNEE_START, splat_pairs(0.0F));
		const Pairs knee = min_pairs(over, splat_pairs(width));
		const Pairs bent = knee * knee * knee * (1.0F / (width * width) - 0.5F / (width * width * width) * knee);
		out.at[v]        = against_pairs(bent + (over - knee), x);
	}
	return out;
}

/// The pair of one step, in every place
static ALWAYS_INLINE Pairs
repeat_step(const Frame* const frame, const unsigned step)
{
	return repeat_pair_of(frame->at[step / PAIRS_AT_ONCE], step % PAIRS_AT_ONCE);
}

/// Adds the current that the load answers to what is added in each step
static ALWAYS_INLINE Frame
answer_frame(const ZoutRelaxation* const r, const Frame* const left, const Frame* const added)
{
	const float* answer = r->answer + ZOUT_STEP_VALUES;
	KEEP_IN_MEMORY(answer);
	Frame current = *left;
	for (unsigned j = 0; j < ZOUT_SOLVER_PHASES; ++j) {
		const Pairs now = repeat_step(added, j);
		for (unsigned v = j / PAIRS_AT_ONCE; v < FRAME_VECS; ++v) {
			current.at[v] += now * load_pairs(answer - 2 * (int)j, v);
		}
	}
	return current;
}

/// Current that the past has left, step by step
static ALWAYS_INLINE Frame
current_left(const ZoutRelaxation* const      r,
             const ZoutRelaxationState* const state,
             const unsigned                   channel,
             const unsigned                   n_states)
{
	float pair[2];
	narrow_channels(pair, load_channels(state->passing + channel));
	Frame sum[2];
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		sum[0].at[v] = repeat_pair(pair) * load_pairs(r->pole_left, v);
		sum[1].at[v] = splat_pairs(0.0F);
	}
	for (unsigned k = 0; k < n_states; ++k) { // s and d apart: two sums that need not wait for each other
		narrow_channels(pair, load_channels(state->element[k] + channel));
		const Pairs now = repeat_pair(pair);
		for (unsigned v = 0; v < FRAME_VECS; ++v) {
			sum[k % 2U].at[v] += now * load_pairs(r->left[k], v);
		}
	}
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		sum[0].at[v] += sum[1].at[v];
	}
	return sum[0];
}

/// A frame later, for what is driven by the current
static ALWAYS_INLINE void
remember_current(const ZoutRelaxation* const r,
                 ZoutRelaxationState* const  state,
                 const Frame* const          current,
                 const unsigned              channel,
                 const unsigned              n_states)
{
	const unsigned     n_vecs = (n_states + PAIRS_AT_ONCE - 1U) / PAIRS_AT_ONCE;
	ZOUT_ALIGNED float added[ZOUT_RELAX_GAINS];
	Pairs              sum[GAIN_VECS];
	for (unsigned w = 0; w < n_vecs; ++w) {
		sum[w] = splat_pairs(0.0F);
	}
	for (unsigned j = 0; j < ZOUT_SOLVER_PHASES; ++j) {
		const Pairs now = repeat_step(current, j);
		for (unsigned w = 0; w < n_vecs; ++w) {
			sum[w] += now * load_pairs(r->gain[j], w);
		}
	}
	for (unsigned w = 0; w < n_vecs; ++w) {
		store_pairs(added, w, sum[w]);
	}
	for (unsigned k = 0; k < n_states; k += 2) {
		const double(*const keep)[2][2] = r->keep[k / 2U];
		const Channels s                = load_channels(state->element[k] + channel);
		const Channels d                = load_channels(state->element[k + 1U] + channel);
		store_channels(state->element[k] + channel,
		               load_channels(keep[0][0]) * s + load_channels(keep[0][1]) * d + widen_channels(added + 2U * k));
		store_channels(
			state->element[k + 1U] + channel,
			load_channels(keep[1][0]) * s + load_channels(keep[1][1]) * d + widen_channels(added + 2U * k + 2U));
	}
}

/// A frame later, for what is driven by what is added itself: bandwidth pole and servo
static ALWAYS_INLINE void
remember_added(const ZoutRelaxation* const r,
               ZoutRelaxationState* const  state,
               const Frame* const          added,
               const unsigned              channel)
{
	Pairs sum    = added->at[0];
	Pairs passed = added->at[0] * load_pairs(r->pole_gain, 0);
	for (unsigned v = 1; v < FRAME_VECS; ++v) {
		sum += added->at[v];
		passed += added->at[v] * load_pairs(r->pole_gain, v);
	}
	const Channels passing = load_channels(state->passing + channel);
	const Channels dc      = load_channels(state->dc + channel);
	store_channels(state->passing + channel, r->pole_keep * passing + sum_pairs(passed));
	store_channels(state->dc + channel, dc + r->servo_step * sum_pairs(sum));
}

/// One frame; adds to `any` what is taken away
static ALWAYS_INLINE void
relax_frame(const ZoutRelaxation* const r,
            ZoutRelaxationState* const  state,
            const ZoutPhases            out,
            const ZoutPhases            wanted,
            const ZoutPhases            demand,
            const Pairs                 clip_ohm,
            const unsigned              channel,
            const unsigned              n_states,
            Pairs* const                any)
{
	const Frame even_demand = load_frame(demand.even);
	const Frame odd_demand  = load_frame(demand.odd);
	Frame       even_input  = load_frame(wanted.even);
	Frame       odd_input   = load_frame(wanted.odd);
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		even_input.at[v] += clip_ohm * even_demand.at[v];
		odd_input.at[v] += clip_ohm * odd_demand.at[v];
	}
	float dc_pair[2];
	narrow_channels(dc_pair, load_channels(state->dc + channel));
	const Pairs dc     = repeat_pair(dc_pair);
	const Frame left   = current_left(r, state, channel, n_states);
	const Frame coarse = mean_of_frames(&even_input, &odd_input);

	Frame current = left;
	Frame added   = clip_frame(&coarse, &current, clip_ohm);
	Frame even;
	Frame odd;
	for (unsigned sweep = 0;; ++sweep) {
		for (unsigned v = 0; v < FRAME_VECS; ++v) {
			added.at[v] -= dc;
		}
		current = answer_frame(r, &left, &added);
		even    = clip_frame(&even_input, &current, clip_ohm);
		odd     = clip_frame(&odd_input, &current, clip_ohm);
		added   = mean_of_frames(&even, &odd);
		if (sweep + 1U >= r->n_sweeps) {
			break; // here, so that only what is added is carried around
		}
	}
	store_frame(out.even, &even);
	store_frame(out.odd, &odd);
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		*any = max_pairs(*any, max_pairs(abs_pairs(even.at[v]), abs_pairs(odd.at[v])));
	}

	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		added.at[v] -= dc;
	}
	remember_current(r, state, &current, channel, n_states);
	remember_added(r, state, &added, channel);
}

static ALWAYS_INLINE bool
relax_frames(const ZoutRelaxation* const relaxation,
             ZoutRelaxationState* const  state,
             const ZoutPhases            out,
             const ZoutPhases            wanted,
             const ZoutPhases            demand,
             const float* const          clip_ohm,
             const unsigned              lanes,
             const unsigned              n_frames,
             const unsigned              channel,
             const unsigned              n_states)
{
	Pairs any = splat_pairs(0.0F);
	for (size_t i = 0; i < n_frames; ++i) {
		const size_t at = i * ZOUT_STEP_VALUES + channel;
		relax_frame(relaxation,
		            state,
		            (ZoutPhases){out.even + at, out.odd + at},
		            (ZoutPhases){wanted.even + at, wanted.odd + at},
		            (ZoutPhases){demand.even + at, demand.odd + at},
		            splat_pairs(clip_ohm[i * lanes]),
		            channel,
		            n_states,
		            &any);
	}
	return any_pairs(any);
}

static bool
relax(const ZoutRelaxation* const relaxation,
      ZoutRelaxationState* const  state,
      const ZoutPhases            out,
      const ZoutPhases            wanted,
      const ZoutPhases            demand,
      const float* const          clip_ohm,
      const unsigned              lanes,
      const unsigned              n_frames)
{
	bool limited = false;
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		bool now = false;
		switch (relaxation->n_elements) { // a constant in each copy
		case 0:
			now = relax_frames(relaxation, state, out, wanted, demand, clip_ohm, lanes, n_frames, channel, 0);
			break;
		case 1:
			now = relax_frames(relaxation, state, out, wanted, demand, clip_ohm, lanes, n_frames, channel, 2);
			break;
		case 2:
			now = relax_frames(relaxation, state, out, wanted, demand, clip_ohm, lanes, n_frames, channel, 4);
			break;
		case 3:
			now = relax_frames(relaxation, state, out, wanted, demand, clip_ohm, lanes, n_frames, channel, 6);
			break;
		case 4:
			now = relax_frames(relaxation, state, out, wanted, demand, clip_ohm, lanes, n_frames, channel, 8);
			break;
		default:
			now = relax_frames(relaxation, state, out, wanted, demand, clip_ohm, lanes, n_frames, channel, 10);
			break;
		}
		limited = limited || now;
	}
	return limited;
}

#endif // ZOUT_SIMD_RELAX_H
