// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* A clip level that falls with the load current, frame by frame; see relaxation.h. Included by kernels.c only.
 *
 * Each sweep through the frame asks the clipper for all moments at once, and then the load what current that makes. All
 * is in single precision, as what it is added to, but for what the servo remembers for long.
 *
 * A frame waits for the one before. What it can do without that is done before, for all frames; and what the past
 * leaves to the next frame is the sum of what older frames left, which is known early, and of what is lost in this one.
 */

#ifndef ZOUT_SIMD_RELAX_H
#define ZOUT_SIMD_RELAX_H

#include "../relaxation.h"
#include "kernels.h"
#include "pairs.h"
#include "registers.h"
#include "relax_frame.h"
#include "relax_load.h"
#include "relax_steps.h"

/// Guesses at the current that limiting adds in a frame, beside what the past leaves, from what would be taken away
/// without any; into the first moments of `out`. Fills the input before
static ALWAYS_INLINE void
guess_frame(const ZoutRelaxation* const r, const ZoutMoments out, const ZoutMoments input, const float two_taps[2])
{
	const Steps    lost  = fill_and_clip(input, two_taps);
	const EachStep each  = repeat_steps(&lost);
	const Steps    guess = answer_steps(r->answer, &each);
	store_steps(out.at[0], &guess);
}

/// One frame, which begins with the guess that lies in `out`; `any` keeps a bit of what is taken away
static ALWAYS_INLINE void
relax_frame(const ZoutRelaxation* r,
            ZoutRelaxationState*  state,
            Past* const           past,
            const ZoutMoments     out,
            const ZoutMoments     input,
            const Pairs           clip_ohm,
            const unsigned        channel,
            const unsigned        n_states,
            const unsigned        n_sweeps,
            Pairs* const          any)
{
	Clipped     clipped;
	EachStep    each;
	const Steps guess  = load_steps(out.at[0]);
	const Steps before = scale_steps(&past->current, clip_ohm);
	Steps       volts  = scale_steps(&guess, clip_ohm);
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		volts.at[v] += clip_ohm * past->left.at[v];
	}
	for (unsigned sweep = 2; sweep < n_sweeps; ++sweep) {
		clip_moments(&clipped, input, &volts, &before);
		each                = repeat_steps(&clipped.lost);
		const Steps current = add_answer(&past->left, r->answer, &each);
		volts               = scale_steps(&current, clip_ohm);
	}
	KEEP_IN_MEMORY(r); // and states too: else what is stored is kept beside for the next frame, which is no register
	KEEP_IN_MEMORY(state);
	clip_moments(&clipped, input, &volts, &before);
	each               = repeat_steps(&clipped.lost);
	const Steps better = add_answer(&past->left, r->answer, &each);
	Steps       left   = left_by_past(r, state, &past->lost, channel, n_states);
	left               = add_answer(&left, r->answer_later, &each);
	remember_lost(r, state, &past->lost, &each, channel);

	// The last sweep moves the input by so little that a tangent will do. It begins where the one before did.
	Steps moved;
	Steps zero;
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		moved.at[v] = clip_ohm * better.at[v] - volts.at[v];
		zero.at[v]  = splat_pairs(0.0F);
		KEEP_IN_REGISTER(zero.at[v]); // gcc would put one together where it is needed
	}
	const Lines moves = draw_steps(&moved, &zero);
	store_along(out, &clipped, &moves);
	// Adds up to nothing by chance only where a step crosses zero, one in a frame at most
	for (unsigned v = 0; v < STEP_VECS; ++v) {
		*any = or_pairs(*any, clipped.lost.at[v]);
	}

	each = repeat_steps(&better);
	remember_current(r, state, &each, channel, n_states);
	*past = (Past){better, clipped.lost, left};
}

/// Frame `index` of a chain's stream
static ALWAYS_INLINE ZoutMoments
frame_of(const ZoutMoments stream, const size_t index)
{
	return zout_moments_from(stream, index * ZOUT_STEP_VALUES);
}

static ALWAYS_INLINE bool
relax_frames(const ZoutRelaxation* const relaxation,
             ZoutRelaxationState* const  state,
             const ZoutMoments           out,
             const ZoutMoments           input,
             const float                 two_taps[2],
             const float* const          clip_ohm,
             const unsigned              lanes,
             const unsigned              n_frames,
             const unsigned              channel,
             const unsigned              n_states,
             const unsigned              n_sweeps)
{
	Past  past = load_past(state, channel);
	Pairs any  = splat_pairs(0.0F);
	for (size_t i = 0; i < n_frames; ++i) {
		if (i + 1U < n_frames) { // beside a frame that waits for the one before
			guess_frame(relaxation, frame_of(out, i + 1U), frame_of(input, i + 1U), two_taps);
		}
		relax_frame(relaxation,
		            state,
		            &past,
		            frame_of(out, i),
		            frame_of(input, i),
		            splat_pairs(clip_ohm[i * lanes]),
		            channel,
		            n_states,
		            n_sweeps,
		            &any);
	}
	store_past(state, &past, channel);
	return any_but_zero(any);
}

/// The loop with this number of elements as a constant, and the least number of sweeps
#define ZOUT_COPY(n_elements)                                                                                  \
	(n_sweeps == 2                                                                                             \
	     ? relax_frames(                                                                                       \
			   relaxation, state, to, from, two_taps, clip_ohm, lanes, n_frames, channel, 2 * (n_elements), 2) \
	     : relax_frames(                                                                                       \
			   relaxation, state, to, from, two_taps, clip_ohm, lanes, n_frames, channel, 2 * (n_elements), n_sweeps))

ZOUT_REALTIME
static bool
relax(const ZoutRelaxation* const relaxation,
      ZoutRelaxationState* const  state,
      const ZoutMoments           out,
      const ZoutMoments           input,
      const float* const          taps,
      const float* const          clip_ohm,
      const unsigned              lanes,
      const unsigned              n_frames)
{
	const float    two_taps[2] = {taps[0], taps[1]}; // which no store may change
	const unsigned n_sweeps    = relaxation->n_sweeps;
	bool           limited     = false;
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		const ZoutMoments to   = zout_moments_from(out, channel);
		const ZoutMoments from = zout_moments_from(input, channel);
		bool              now  = false;
		if (n_frames) {
			guess_frame(relaxation, to, from, two_taps);
		}
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
