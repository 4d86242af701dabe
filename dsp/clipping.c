// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "clipping.h"

#include "nearness.h"

#include <stddef.h>
#include <string.h>

/// Where the limiter looks: values from some frames before those in work to some behind them
typedef struct {
	unsigned     before; ///< Values before the first frame in work
	unsigned     n;
	const float* over; ///< One over the clip level
	ZoutPhases   wanted;
	ZoutPhases   demand;
} Window;

/// The window whose first frame in work is at value `at` of the lines
static Window
look_through(const ZoutLines* const lines, const unsigned at, const unsigned n_frames)
{
	const unsigned before = ZOUT_LIMITER_FRAMES * lines->lanes;
	const unsigned from   = at - before;
	return (Window){.before = before,
	                .n      = n_frames * lines->lanes + 2U * before,
	                .over   = lines->over + from,
	                .wanted = {lines->wanted_even + from, lines->wanted_odd + from},
	                .demand = {lines->current_even + from, lines->current_odd + from}};
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
	const ZoutPhases input = {residual->input_even, residual->input_odd};
	kernels->sink(input, window->wanted, window->demand, residual->solver.clip_ohm.value, window->over, window->n);
	return (ZoutPhases){input.even + window->before, input.odd + window->before};
}

/// Finds what limits take away, relative to the clip level, and the chains concerned
static ZoutPhases
limit(ZoutResidual* const      residual,
      const ZoutKernels* const kernels,
      const ZoutTiming* const  timing,
      ZoutLines* const         lines,
      const unsigned           n_frames)
{
	const unsigned   lanes   = lines->lanes;
	const unsigned   at      = (lines->at - timing->limited) * lanes;
	const bool       steps   = zout_solver_solves(&residual->solver, false, lanes);
	const bool       frames  = zout_solver_solves(&residual->solver, true, lanes);
	const ZoutPhases wanted  = {lines->wanted_even + at, lines->wanted_odd + at};
	ZoutPhases       drawn   = wanted;
	ZoutPhases       input   = wanted;
	ZoutSolver*      solver  = NULL;
	ZoutPhases       clipped = {NULL, NULL};
	if (steps || frames) {
		const Window window = look_through(lines, at, n_frames);
		drawn               = steps ? draw(residual, kernels, &window, lanes) : wanted;
		input               = frames ? sink(residual, kernels, &window) : wanted;
		solver              = &residual->solver;
	}
	residual->clipped =
		zout_limiter_run(&residual->limiter, kernels, solver, wanted, drawn, input, lanes, n_frames, &clipped);
	// Also where it looked for another reason, as before a load to which it did not have to react
	residual->solver.awake = residual->solver.awake || residual->solver.limited[0] || residual->solver.limited[1];
	return clipped;
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
