// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "limiter.h"

#include "halfband.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Stages from twice the rate to sixteen times. What matters lies below a quarter of the doubled rate, a share that
 * each doubling halves: the filters get shorter. Together they look 12.25 frames of the doubled rate ahead and back,
 * (2 n - 1) / 2^stage for n taps, once up and once down; the window has 2 * ZOUT_LIMITER_FRAMES. The kernels that know
 * the moments of a step know that the last stage has two taps. */
static const unsigned stage_taps[ZOUT_LIMITER_STAGES]      = {5, 3, 2};
static const double   stage_pass_band[ZOUT_LIMITER_STAGES] = {0.25, 0.125, 0.0625};

_Static_assert(2 * ZOUT_LIMITER_FRAMES >= 13, "the window holds what the filters look at");

void
zout_limiter_init(ZoutLimiter* const limiter)
{
	memset(limiter, 0, sizeof(*limiter));
	float gain = 1.0F;
	for (unsigned stage = 0; stage < ZOUT_LIMITER_STAGES; ++stage) {
		limiter->n_taps[stage] = stage_taps[stage];
		zout_halfband_init(limiter->taps[stage], stage_taps[stage], stage_pass_band[stage]);
		gain *= zout_halfband_gain(limiter->taps[stage], stage_taps[stage]);
	}
	limiter->safe_peak = ZOUT_KNEE_START / gain;
}

/* Within, there are the two lanes of one chain, and places are counted at twice the rate, from the first one whose way
 * up is looked at: 4.5 frames before those in work. The filters on either way reach 3.06 frames, and what they make of
 * places near the ends of a stage, which is wrong, stays within a frame of them. */
enum {
	BEFORE_PLACES = 9,                                       ///< The first frame in work
	UNSEEN_PLACES = 2 * ZOUT_LIMITER_FRAMES - BEFORE_PLACES, ///< Of the given window, at either end
	SHARP_PLACES  = 2, ///< At either end, that the second and third stage need beside those that they are to fill
};

_Static_assert(BEFORE_PLACES* ZOUT_FRAME_STEPS / 2 == ZOUT_LIMITER_BEFORE_STEPS, "where the solver expects it");

/// A stream behind its guards
static ZoutMoments
stream_of(float moments[ZOUT_STEP_MOMENTS][ZOUT_MOMENT_VALUES])
{
	const ZoutMoments stream = {{moments[0], moments[1], moments[2], moments[3]}};
	return zout_moments_from(stream, ZOUT_GUARD_VALUES);
}

/// Up from twice the rate, for `n` places from `first` on, both even; the last stage only if it `fills`
static void
go_up(const ZoutLimiter* const limiter,
      const ZoutKernels* const kernels,
      const ZoutMoments        to,
      const ZoutPhases         from,
      const unsigned           from_lanes,
      const unsigned           first,
      const unsigned           n,
      const bool               fills)
{
	const ZoutMoments out   = zout_moments_from(to, (size_t)first * ZOUT_STEP_VALUES / 2U);
	const unsigned    reach = limiter->n_taps[0];
	const unsigned    frame = (first + UNSEEN_PLACES - reach) / 2U;                             // of the window
	const ptrdiff_t   start = ((ptrdiff_t)frame - ZOUT_LIMITER_FRAMES) * (ptrdiff_t)from_lanes; // before the tile
	float* const      pairs = out.at[1];
	kernels->join_phases(pairs, (ZoutPhases){from.even + start, from.odd + start}, from_lanes, n / 2U + reach);
	kernels->double_rate(out.at[0], pairs + (size_t)reach * ZOUT_CHAIN_LANES, limiter->taps[0], limiter->n_taps[0], n);
	kernels->fill_phase(out.at[2], out.at[0], limiter->taps[1], limiter->n_taps[1], 2U * n);
	if (fills) {
		kernels->fill_moments(out, limiter->taps[2], 2U * n);
	}
}

/// Takes a stream apart into phases of `lanes` lanes. Whether any value is not 0.
static inline bool
give_phases(float* const restrict even,
            float* const restrict odd,
            const float* const restrict in,
            const size_t lanes,
            const size_t n)
{
	float sum = 0.0F;
	for (size_t i = 0; i < n; ++i) {
		memcpy(even + i * lanes, in + 4U * i, ZOUT_CHAIN_LANES * sizeof(float));
		memcpy(odd + i * lanes, in + 4U * i + ZOUT_CHAIN_LANES, ZOUT_CHAIN_LANES * sizeof(float));
		sum += (fabsf(in[4U * i]) + fabsf(in[4U * i + 1U])) + (fabsf(in[4U * i + 2U]) + fabsf(in[4U * i + 3U]));
	}
	return sum > 0.0F;
}

/// Down again, to the frames in work; overwrites the input. Whether anything is left.
static bool
go_down(ZoutLimiter* const       limiter,
        const ZoutKernels* const kernels,
        const ZoutPhases         to,
        const ZoutMoments        from,
        const unsigned           to_lanes,
        const unsigned           n_frames)
{
	const ZoutMoments way   = stream_of(limiter->wanted);
	const ZoutPhases  eight = {way.at[0], way.at[1]}; // times the sample rate
	const ZoutPhases  four  = {way.at[2], way.at[3]};
	const unsigned    n     = 2U * (n_frames + BEFORE_PLACES);
	kernels->halve_moments(eight, from, limiter->taps[2], 2U * n);
	kernels->halve_to_phases(four, eight, limiter->taps[1], limiter->n_taps[1], n);
	if (to_lanes == ZOUT_CHAIN_LANES) {
		const size_t     before = (size_t)BEFORE_PLACES * ZOUT_CHAIN_LANES;
		const ZoutPhases work   = {four.even + before, four.odd + before};
		kernels->halve_to_phases(to, work, limiter->taps[0], limiter->n_taps[0], n_frames);
		return kernels->peak(to.even, n_frames * to_lanes) > 0.0F || kernels->peak(to.odd, n_frames * to_lanes) > 0.0F;
	}
	float* const two = way.at[0];
	kernels->halve_rate(two, four, limiter->taps[0], limiter->n_taps[0], n);
	return give_phases(to.even, to.odd, two + (size_t)BEFORE_PLACES * ZOUT_CHAIN_LANES, to_lanes, n_frames);
}

/// What a clip level takes away that does not fall, from the first place on
static void
clip_alone(const ZoutLimiter* const limiter,
           const ZoutKernels* const kernels,
           const ZoutMoments        r,
           const ZoutMoments        u,
           const ZoutPhases         volts,
           const unsigned           lanes,
           const unsigned           n_frames)
{
	const unsigned n = 2U * (n_frames + BEFORE_PLACES);
	go_up(limiter, kernels, u, volts, lanes, 0, n, true);
	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		kernels->clip_residual(r.at[m], u.at[m], n * ZOUT_STEP_VALUES / 2U);
	}
}

bool
zout_limiter_run(ZoutLimiter* const           limiter,
                 const ZoutKernels* const     kernels,
                 ZoutSolver* const            solver,
                 const bool                   parting,
                 const unsigned               chain,
                 const ZoutLimitsInput* const in,
                 const ZoutPhases             out,
                 const unsigned               lanes,
                 const unsigned               n_frames)
{
	const ZoutSolverLoad* const load  = parting ? &solver->parting[chain] : &solver->load[chain];
	const ZoutMoments           r     = stream_of(limiter->limited);
	const ZoutMoments           u     = stream_of(limiter->wanted);
	const unsigned              lane  = ZOUT_CHAIN_LANES * chain;
	const ZoutPhases            volts = {in->wanted.even + lane, in->wanted.odd + lane};
	if (!load->reacts || load->begins) {
		clip_alone(limiter, kernels, r, u, volts, lanes, n_frames);
	}
	if (load->reacts) {
		const ZoutMoments i     = stream_of(limiter->demand);
		const ZoutPhases  amps  = {in->demand.even + lane, in->demand.odd + lane};
		const ZoutPhases  both  = {in->sunk.even + lane, in->sunk.odd + lane};
		const unsigned    first = BEFORE_PLACES + ZOUT_SOLVER_PAST_FRAMES - SHARP_PLACES;
		const unsigned    n     = 2U * (n_frames + SHARP_PLACES);
		go_up(limiter, kernels, u, load->relaxes ? both : volts, lanes, first, n, !load->relaxes);
		if (!load->relaxes) {
			go_up(limiter, kernels, i, amps, lanes, first, n, true);
		}
		zout_solver_run(solver, kernels, parting, chain, r, u, i, limiter->taps[2], lanes, n_frames);
	}
	return go_down(limiter, kernels, (ZoutPhases){out.even + lane, out.odd + lane}, r, lanes, n_frames);
}
