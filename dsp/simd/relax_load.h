// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What the load remembers from frame to frame. Included by kernels.c only. */

#ifndef ZOUT_SIMD_RELAX_LOAD_H
#define ZOUT_SIMD_RELAX_LOAD_H

#include "../relaxation.h"
#include "kernels.h"
#include "neighbours.h"
#include "pairs.h"
#include "relax_steps.h"

/// What a frame needs at once; see ZoutRelaxationState
typedef struct {
	Steps current, lost, left;
} Past;

static ALWAYS_INLINE Past
load_past(const ZoutRelaxationState* const state, const unsigned channel)
{
	return (Past){
		load_steps(state->current + channel), load_steps(state->lost + channel), load_steps(state->left + channel)};
}

static ALWAYS_INLINE void
store_past(ZoutRelaxationState* const state, const Past* const past, const unsigned channel)
{
	store_steps(state->current + channel, &past->current);
	store_steps(state->lost + channel, &past->lost);
	store_steps(state->left + channel, &past->left);
}

/// Two states in single precision, each in every place
static ALWAYS_INLINE void
repeat_states(Pairs out[2], const double state[2][2], const unsigned channel)
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

/// Current in the next frame that stems from before this one
static ALWAYS_INLINE Steps
left_by_past(const ZoutRelaxation* const      r,
             const ZoutRelaxationState* const state,
             const Steps* const               lost_before,
             const unsigned                   channel,
             const unsigned                   n_states)
{
	const Pairs before = repeat_step(lost_before, ZOUT_FRAME_STEPS - 1U);
	Pairs       now[2];
	repeat_states(now, state->pole, channel);
	Steps sum;
	for (unsigned v = 0; v < STEP_VECS; ++v) { // in two sums that need not wait for each other
		Pairs of_s = before * load_pairs(r->before_left, v) + now[0] * load_pairs(r->pole_left[0], v);
		Pairs of_d = now[1] * load_pairs(r->pole_left[1], v);
		for (unsigned k = 0; k < n_states; k += 2) {
			const float* const element = state->element + 2U * k + channel;
			of_s += repeat_pair(element) * load_pairs(r->left[k], v);
			of_d += repeat_pair(element + 2) * load_pairs(r->left[k + 1U], v);
		}
		sum.at[v] = of_s + of_d;
	}
	return sum;
}

/// Two states a frame later: what is kept of either, and the pairs at `index` of what the frame adds to them
static ALWAYS_INLINE void
remember_states(double             state[2][2],
                const double       keep[2][2][2],
                const Pairs* const added,
                const unsigned     index,
                const unsigned     channel)
{
#ifdef __AVX__ // both at once
	const Pairs  vec  = added[index / PAIRS_AT_ONCE];
	const __m128 half = index % PAIRS_AT_ONCE ? _mm256_extractf128_ps(vec, 1) : _mm256_castps256_ps128(vec);
	const VecD   own  = load_d(state[0]);
	const VecD   both = _mm256_cvtps_pd(half) + load_d(keep[1][0]) * _mm256_permute2f128_pd(own, own, 1);
	store_d(state[0], load_d(keep[0][0]) * own + both);
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
                 const EachStep* const       current,
                 const unsigned              channel,
                 const unsigned              n_states)
{
	for (unsigned v = 0; v * PAIRS_AT_ONCE < n_states; v += VECS_OF_TWO) {
		Pairs was[VECS_OF_TWO];
		Pairs other[VECS_OF_TWO];
		for (unsigned i = 0; i < VECS_OF_TWO; ++i) {
			was[i] = load_pairs(state->element + channel, v + i);
		}
		swap_pairs(other, was);
		for (unsigned i = 0; i < VECS_OF_TWO; ++i) {
			const Pairs grown  = was[i] * load_pairs(r->grow, v + i) + other[i] * load_pairs(r->grow_by_other, v + i);
			const Pairs driven = gain_steps(grown, current, r->gain[0], ZOUT_RELAX_GAINS, v + i);
			store_pairs(state->element + channel, v + i, was[i] + driven);
		}
	}
}

/// A frame later, for what is driven by what is lost itself: bandwidth pole and servo
static ALWAYS_INLINE void
remember_lost(const ZoutRelaxation* const r,
              ZoutRelaxationState* const  state,
              const Steps* const          lost_before,
              const EachStep* const       lost,
              const unsigned              channel)
{
	const Pairs before = repeat_step(lost_before, ZOUT_FRAME_STEPS - 1U);
	Pairs       added[2];
	for (unsigned v = 0; v * PAIRS_AT_ONCE < 2; ++v) {
		added[v] = gain_steps(before * load_pairs(r->before_gain, v), lost, r->pole_gain[0], 8, v);
	}
	remember_states(state->pole, r->pole_keep, added, 0, channel);
}

#endif // ZOUT_SIMD_RELAX_LOAD_H
