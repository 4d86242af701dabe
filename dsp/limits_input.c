// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "limits_input.h"

#include <stddef.h>

/// Where the limiter looks: values from some frames before those in work to some behind them
typedef struct {
	unsigned     before; ///< Values before the first frame in work
	unsigned     n;
	const float* over; ///< One over the clip level
	const float* clip_ohm;
	ZoutPhases   wanted;
	ZoutPhases   demand;
} Window;

static Window
look_through(const ZoutResidual* const residual,
             const ZoutTiming* const   timing,
             const ZoutLines* const    lines,
             const unsigned            n_frames)
{
	const unsigned before = ZOUT_LIMITER_FRAMES * lines->lanes;
	const unsigned from   = (lines->at - timing->limited) * lines->lanes - before;
	return (Window){.before   = before,
	                .n        = n_frames * lines->lanes + 2U * before,
	                .over     = lines->over + from,
	                .clip_ohm = residual->solver.clip_ohm.value,
	                .wanted   = {lines->wanted_even + from, lines->wanted_odd + from},
	                .demand   = {lines->current_even + from, lines->current_odd + from}};
}

/// Fills a chain's share of the window for the load that fades out, with the limits that it had
static void
keep_limits(ZoutResidual* const residual, const Window* const now, const unsigned chain, const unsigned lanes)
{
	ZoutParting* const parting  = &residual->parting;
	const float        nearer   = (float)residual->solver.nearer[chain];
	const float        clip_ohm = residual->solver.parting[chain].last_ohm;
	for (unsigned frame = 0; frame * lanes < now->n; ++frame) {
		for (unsigned lane = 0; lane < ZOUT_CHAIN_LANES; ++lane) {
			const size_t i          = (size_t)frame * lanes + ZOUT_CHAIN_LANES * chain + lane;
			parting->clip_ohm[i]    = clip_ohm;
			parting->over[i]        = nearer * now->over[i];
			parting->wanted_even[i] = nearer * now->wanted.even[i];
			parting->wanted_odd[i]  = nearer * now->wanted.odd[i];
		}
	}
}

/// The same window with loads that fade out, and the limits that they had
static Window
look_back(ZoutResidual* const      residual,
          const ZoutKernels* const kernels,
          const ZoutTiming* const  timing,
          const ZoutLines* const   lines,
          const Window* const      now)
{
	const unsigned     lanes   = lines->lanes;
	const unsigned     from    = (lines->at - timing->limited) * lanes - now->before;
	ZoutParting* const parting = &residual->parting;
	const Window       window  = {.before   = now->before,
	                              .n        = now->n,
	                              .over     = parting->over,
	                              .clip_ohm = parting->clip_ohm,
	                              .wanted   = {parting->wanted_even, parting->wanted_odd},
	                              .demand   = {lines->parting_even + from, parting->demand_odd}};
	kernels->interpolate(
		window.demand.odd, window.demand.even, residual->current_up_band, ZOUT_CURRENT_UP_TAPS, lanes, window.n);

	for (unsigned chain = 0; ZOUT_CHAIN_LANES * chain < lanes; ++chain) {
		if (residual->solver.parts[chain]) {
			keep_limits(residual, now, chain, lanes);
		}
	}
	return window;
}

/// Demand relative to the clip level
static ZoutPhases
draw(ZoutResidual* const residual, const ZoutKernels* const kernels, const Window* const window, const unsigned lanes)
{
	const ZoutPhases drawn = {residual->drawn_even, residual->drawn_odd};
	kernels->interpolate(drawn.odd, window->demand.even, residual->drawn_band, ZOUT_DRAWN_TAPS, lanes, window->n);
	kernels->multiply(drawn.even, window->demand.even, window->over, window->n);
	kernels->multiply(drawn.odd, drawn.odd, window->over, window->n);
	return (ZoutPhases){drawn.even + window->before, drawn.odd + window->before};
}

/// Likewise what is wanted, and the clip resistance times the demand: both go up to the limits as one
static ZoutPhases
sink(ZoutResidual* const residual, const ZoutKernels* const kernels, const Window* const window)
{
	const ZoutPhases sunk = {residual->sunk_even, residual->sunk_odd};
	kernels->sink(sunk, window->wanted, window->demand, window->clip_ohm, window->over, window->n);
	return (ZoutPhases){sunk.even + window->before, sunk.odd + window->before};
}

ZoutLimitsInput
zout_limits_input(ZoutResidual* const      residual,
                  const ZoutKernels* const kernels,
                  const ZoutTiming* const  timing,
                  const ZoutLines* const   lines,
                  const bool               parting,
                  const unsigned           n_frames)
{
	Window window = look_through(residual, timing, lines, n_frames);
	if (parting) {
		window = look_back(residual, kernels, timing, lines, &window);
	}
	ZoutLimitsInput in = {.wanted = {window.wanted.even + window.before, window.wanted.odd + window.before}};
	if (zout_solver_solves(&residual->solver, parting, false, lines->lanes)) {
		in.demand = draw(residual, kernels, &window, lines->lanes);
	}
	if (zout_solver_solves(&residual->solver, parting, true, lines->lanes)) {
		in.sunk = sink(residual, kernels, &window);
	}
	return in;
}
