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
#include "registers.h"
#include "relax_frame.h"

/// The pair of one step, in every place
static ALWAYS_INLINE Pairs
repeat_step(const Frame* const frame, const unsigned step)
{
	return repeat_pair_of(frame->at[step / PAIRS_AT_ONCE], step % PAIRS_AT_ONCE);
}

/// Adds the current that the load answers to what is added in each step, in two sums that need not wait for each other
static ALWAYS_INLINE Frame
answer_frame(const ZoutRelaxation* const r, const Frame* const left, const Frame* const added)
{
	const float* answer = r->answer + ZOUT_STEP_VALUES;
	KEEP_IN_MEMORY(answer);
	Frame current = *left;
	Frame beside  = {{splat_pairs(0.0F)}};
	for (unsigned j = 0; j < ZOUT_SOLVER_PHASES; ++j) {
		const Pairs  now = repeat_step(added, j);
		Frame* const sum = j % 2U ? &beside : &current;
		for (unsigned v = j / PAIRS_AT_ONCE; v < FRAME_VECS; ++v) {
			sum->at[v] += now * load_pairs(answer - 2 * (int)j, v);
		}
	}
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		current.at[v] += beside.at[v];
	}
	return current;
}

/// Both states of an element in single precision, each in every place
static ALWAYS_INLINE void
repeat_element(Pairs out[2], const double state[2][2], const unsigned channel)
{
#ifdef __AVX__ // both at once
	const Pairs both = _mm256_castps128_ps256(_mm256_cvtpd_ps(load_d(state[0])));
	out[0]           = repeat_pair_of(both, 0);
	out[1]           = repeat_pair_of(both, 1);
	(void)channel;
#else
	for (unsigned k = 0; k < 2; ++k) {
		float pair[2];
		narrow_channels(pair, load_channels(state[k] + channel));
		out[k] = repeat_pair(pair);
	}
#endif
}

/// Current that the past has left, step by step
static ALWAYS_INLINE Frame
current_left(const ZoutRelaxation* const      r,
             const ZoutRelaxationState* const state,
             const unsigned                   channel,
             const unsigned                   n_states)
{
	Frame sum[2];
	for (unsigned k = 0; k < n_states; k += 2) { // s and d apart: two sums that need not wait for each other
		Pairs now[2];
		repeat_element(now, state->element + k, channel);
		for (unsigned v = 0; v < FRAME_VECS; ++v) {
			const Pairs of_s = now[0] * load_pairs(r->left[k], v);
			const Pairs of_d = now[1] * load_pairs(r->left[k + 1U], v);
			sum[0].at[v]     = k ? sum[0].at[v] + of_s : of_s;
			sum[1].at[v]     = k ? sum[1].at[v] + of_d : of_d;
		}
	}
	float passing[2];
	float dc[2];
	narrow_channels(passing, load_channels(state->passing + channel));
	narrow_channels(dc, load_channels(state->dc + channel));
	for (unsigned v = 0; v < FRAME_VECS; ++v) { // the last ones, since they are known last
		const Pairs passed = repeat_pair(passing) * load_pairs(r->pole_left, v);
		const Pairs served = repeat_pair(dc) * load_pairs(r->dc_left, v);
		sum[0].at[v]       = n_states ? sum[0].at[v] + passed : passed;
		sum[1].at[v]       = n_states ? sum[1].at[v] + served : served;
		sum[0].at[v] += sum[1].at[v];
	}
	return sum[0];
}

/// An element's two states a frame later, with what the current of this one adds to them, `index` pairs into `added`
static ALWAYS_INLINE void
remember_element(double             state[2][2],
                 const double       keep[2][2][2],
                 const Pairs* const added,
                 const unsigned     index,
                 const unsigned     channel)
{
#ifdef __AVX__ // both at once
	const Pairs  vec  = added[index / PAIRS_AT_ONCE];
	const __m128 half = index % PAIRS_AT_ONCE ? _mm256_extractf128_ps(vec, 1) : _mm256_castps256_ps128(vec);
	const VecD   own  = load_d(state[0]);
	const VecD   kept = load_d(keep[0][0]) * own + load_d(keep[1][0]) * _mm256_permute2f128_pd(own, own, 1);
	store_d(state[0], kept + _mm256_cvtps_pd(half));
	(void)channel;
#else
	ZOUT_ALIGNED float pairs[2U * ZOUT_RELAX_STATES];
	store_pairs(pairs, 0, added[index / PAIRS_AT_ONCE]);
	store_pairs(pairs, 1, added[(index + 1U) / PAIRS_AT_ONCE]);
	const unsigned second = PAIRS_AT_ONCE > 1 ? index % PAIRS_AT_ONCE : 0;
	const Channels s      = load_channels(state[0] + channel);
	const Channels d      = load_channels(state[1] + channel);
	const float*   of_s   = pairs + 2U * second;
	const float*   of_d   = pairs + 2U * second + 2U;
	store_channels(
		state[0] + channel, load_channels(keep[0][0]) * s + load_channels(keep[1][0]) * d + widen_channels(of_s));
	store_channels(
		state[1] + channel, load_channels(keep[0][1]) * d + load_channels(keep[1][1]) * s + widen_channels(of_d));
#endif
}

/// A frame later, for what is driven by the current
static ALWAYS_INLINE void
remember_current(const ZoutRelaxation* const r,
                 ZoutRelaxationState* const  state,
                 const Frame* const          current,
                 const unsigned              channel,
                 const unsigned              n_states)
{
	const unsigned n_vecs = (n_states + PAIRS_AT_ONCE - 1U) / PAIRS_AT_ONCE;
	Pairs          added[ZOUT_RELAX_STATES];
	for (unsigned w = 0; w < n_vecs; ++w) { // in two sums that need not wait for each other
		Pairs first = repeat_step(current, 0) * load_pairs(r->gain[0], w);
		Pairs later = repeat_step(current, 1) * load_pairs(r->gain[1], w);
		for (unsigned j = 2; j < ZOUT_SOLVER_PHASES; j += 2) {
			first += repeat_step(current, j) * load_pairs(r->gain[j], w);
			later += repeat_step(current, j + 1U) * load_pairs(r->gain[j + 1U], w);
		}
		added[w] = first + later;
	}
	for (unsigned k = 0; k < n_states; k += 2) {
		remember_element(state->element + k, r->keep[k / 2U], added, k, channel);
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
	const double   dc_kept = 1.0 - ZOUT_STEP_VALUES * r->servo_step;
	store_channels(state->passing + channel, r->pole_keep * passing + r->pole_dc * dc + sum_pairs(passed));
	store_channels(state->dc + channel, dc_kept * dc + r->servo_step * sum_pairs(sum));
}

/// One frame; `any` keeps a bit of what is taken away
static ALWAYS_INLINE void
relax_frame(const ZoutRelaxation* const r,
            ZoutRelaxationState* const  state,
            const ZoutPhases            out,
            const ZoutPhases            input,
            const Pairs                 clip_ohm,
            const unsigned              channel,
            const unsigned              n_states,
            Pairs* const                any)
{
	const Frame even_input = load_frame(input.even);
	const Frame odd_input  = load_frame(input.odd);
	const Frame left       = current_left(r, state, channel, n_states);
	Frame       coarse     = add_frames(&even_input, &odd_input);
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		coarse.at[v] *= 0.5F;
	}
	coarse              = clip_frame(&coarse); // without the current, so that it need not wait for the frame before
	Frame       added   = add_frames(&coarse, &coarse);
	const Frame zero    = {{splat_pairs(0.0F)}};
	const Frame guess   = answer_frame(r, &zero, &added);
	Frame       current = add_frames(&guess, &left);
	for (unsigned sweep = 2; sweep < r->n_sweeps; ++sweep) {
		const Frame even_with = input_with(&even_input, clip_ohm, &current);
		const Frame odd_with  = input_with(&odd_input, clip_ohm, &current);
		const Frame even_lost = clip_frame(&even_with);
		const Frame odd_lost  = clip_frame(&odd_with);
		added                 = add_frames(&even_lost, &odd_lost);
		current               = answer_frame(r, &left, &added);
	}
	// The last sweep moves the input by so little that a tangent will do
	const Tangent even_around = clip_around(&even_input, clip_ohm, &current);
	const Tangent odd_around  = clip_around(&odd_input, clip_ohm, &current);
	added                     = add_frames(&even_around.lost, &odd_around.lost);
	current                   = answer_frame(r, &left, &added);
	const Frame even          = clip_along(&even_around, &current);
	const Frame odd           = clip_along(&odd_around, &current);
	added                     = add_frames(&even, &odd);
	store_frame(out.even, &even);
	store_frame(out.odd, &odd);
	for (unsigned v = 0; v < FRAME_VECS; ++v) {
		*any = or_pairs(*any, or_pairs(even.at[v], odd.at[v]));
	}

	remember_current(r, state, &current, channel, n_states);
	remember_added(r, state, &added, channel);
}

static ALWAYS_INLINE bool
relax_frames(const ZoutRelaxation* const relaxation,
             ZoutRelaxationState* const  state,
             const ZoutPhases            out,
             const ZoutPhases            input,
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
		            (ZoutPhases){input.even + at, input.odd + at},
		            splat_pairs(clip_ohm[i * lanes]),
		            channel,
		            n_states,
		            &any);
	}
	return any_but_zero(any);
}

/// The loop with this number of elements as a constant
#define ZOUT_COPY(n_elements) \
	relax_frames(relaxation, state, out, input, clip_ohm, lanes, n_frames, channel, 2 * (n_elements))

ZOUT_REALTIME
static bool
relax(const ZoutRelaxation* const relaxation,
      ZoutRelaxationState* const  state,
      const ZoutPhases            out,
      const ZoutPhases            input,
      const float* const          clip_ohm,
      const unsigned              lanes,
      const unsigned              n_frames)
{
	bool limited = false;
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		bool now = false;
		switch (relaxation->n_elements) {
		case 0:
			now = ZOUT_COPY(0);
			break;
		case 1:
			now = ZOUT_COPY(1);
			break;
		case 2:
			now = ZOUT_COPY(2);
			break;
		case 3:
			now = ZOUT_COPY(3);
			break;
		case 4:
			now = ZOUT_COPY(4);
			break;
		default:
			now = ZOUT_COPY(5);
			break;
		}
		limited = limited || now;
	}
	return limited;
}

#undef ZOUT_COPY

#endif // ZOUT_SIMD_RELAX_H
