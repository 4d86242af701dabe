// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "clipping.h"

#include "limits_input.h"
#include "nearness.h"

#include <stddef.h>
#include <string.h>

/// Goes over from what limits took away with the load that fades out to what they do with the one in its place. The
/// one is relative to the clip level of then, the other to that of now.
static void
fade_chain(const ZoutResidual* const residual,
           const ZoutPhases          to,
           const ZoutPhases          from,
           const unsigned            chain,
           const unsigned            lanes,
           const unsigned            n_frames)
{
	const float share = 1.0F / (float)residual->parting.frames;
	const float scale = (float)(1.0 / residual->solver.nearer[chain]);
	for (unsigned frame = 0; frame < n_frames; ++frame) {
		const float left = share * (float)(residual->parting.left - frame);
		for (unsigned lane = 0; lane < ZOUT_CHAIN_LANES; ++lane) {
			const size_t i = (size_t)frame * lanes + ZOUT_CHAIN_LANES * chain + lane;
			to.even[i] += left * (scale * from.even[i] - to.even[i]);
			to.odd[i] += left * (scale * from.odd[i] - to.odd[i]);
		}
	}
}

/// Finds the same with loads that fade out, and lets it fade
static void
limit_parting(ZoutResidual* const      residual,
              const ZoutKernels* const kernels,
              const ZoutTiming* const  timing,
              const ZoutLines* const   lines,
              const ZoutPhases         taken,
              const unsigned           n_frames)
{
	const unsigned        lanes  = lines->lanes;
	ZoutSolver* const     solver = &residual->solver;
	const ZoutPhases      then   = {residual->parting.taken_even, residual->parting.taken_odd};
	const ZoutLimitsInput in     = zout_limits_input(residual, kernels, timing, lines, true, n_frames);
	for (unsigned chain = 0; ZOUT_CHAIN_LANES * chain < lanes; ++chain) {
		if (solver->parts[chain]) {
			const bool any =
				zout_limiter_run(&residual->limiter, kernels, solver, true, chain, &in, then, lanes, n_frames);
			residual->clipped |= any ? 1U << chain : 0U;
			fade_chain(residual, taken, then, chain, lanes, n_frames);
		}
	}
}

/// Finds what limits take away, relative to the clip level, and the chains concerned
static ZoutPhases
limit(ZoutResidual* const      residual,
      const ZoutKernels* const kernels,
      const ZoutTiming* const  timing,
      const ZoutLines* const   lines,
      const unsigned           n_frames)
{
	const unsigned        lanes  = lines->lanes;
	ZoutSolver* const     solver = &residual->solver;
	const ZoutPhases      taken  = {residual->taken_even, residual->taken_odd};
	const ZoutLimitsInput in     = zout_limits_input(residual, kernels, timing, lines, false, n_frames);
	for (unsigned chain = 0; ZOUT_CHAIN_LANES * chain < lanes; ++chain) {
		const bool any =
			zout_limiter_run(&residual->limiter, kernels, solver, false, chain, &in, taken, lanes, n_frames);
		residual->clipped |= any ? 1U << chain : 0U;
	}
	if (zout_solver_parts(solver)) {
		limit_parting(residual, kernels, timing, lines, taken, n_frames);
	}
	// Also where it looked for another reason, as before a load to which it did not have to react
	solver->awake = solver->awake || solver->limited[0] || solver->limited[1];
	return taken;
}

/// What limits take away and what lies beside it on the way down: harmonics, or nothing if these are made at the rate
/// itself and go no such way
typedef struct {
	ZoutPhases clipped, beside;
} WayDown;

static WayDown
way_down(const ZoutTiming* const timing, ZoutLines* const lines, const unsigned at)
{
	WayDown way = {.clipped = {lines->clipped_even + at, lines->clipped_odd + at}};
	if (timing->doubled) {
		way.beside = (ZoutPhases){lines->residual_even + at, lines->residual_odd + at};
	}
	return way;
}

/// Lets what lies beside go down alone
static void
clip_nothing(const WayDown way, const unsigned n_values)
{
	const size_t bytes = sizeof(float) * n_values;
	if (way.beside.even) {
		memcpy(way.clipped.even, way.beside.even, bytes);
		memcpy(way.clipped.odd, way.beside.odd, bytes);
	} else {
		memset(way.clipped.even, 0, bytes);
		memset(way.clipped.odd, 0, bytes);
	}
}

/// Keeps what limits have taken away, for as long as the way down sees any of it
static void
keep(ZoutResidual* const      residual,
     const ZoutKernels* const kernels,
     const ZoutTiming* const  timing,
     ZoutLines* const         lines,
     const ZoutPhases         taken,
     const unsigned           n_frames)
{
	const unsigned lanes = lines->lanes;
	const unsigned reach = timing->residual + timing->down_taps - timing->limited; // of the way down
	const unsigned first = lines->at - timing->limited;
	const WayDown  way   = way_down(timing, lines, first * lanes);
	if (residual->clipped) {
		if (!residual->clipped_left) { // what lies before was not kept
			clip_nothing(way_down(timing, lines, (first - reach) * lanes), reach * lanes);
		}
		kernels->join(way.clipped, way.beside, taken, lines->over + first * lanes, n_frames * lanes);
		residual->clipped_left = reach + n_frames;
	} else {
		clip_nothing(way, n_frames * lanes);
	}
}

void
zout_clipping_run(ZoutResidual* const      residual,
                  const ZoutKernels* const kernels,
                  const ZoutTiming* const  timing,
                  ZoutLines* const         lines,
                  const unsigned           n_frames,
                  const bool               loud)
{
	ZoutPhases taken = {NULL, NULL};
	if (loud && zout_nearness_look(residual, kernels, timing, lines, n_frames)) {
		taken = limit(residual, kernels, timing, lines, n_frames);
	}
	if (residual->clipped || residual->clipped_left) {
		keep(residual, kernels, timing, lines, taken, n_frames);
	}
}
