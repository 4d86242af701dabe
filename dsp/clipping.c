// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "clipping.h"

#include "nearness.h"

#include <stddef.h>
#include <string.h>

/// out = a / over, element by element
static void
unscale(float* const out, const float* const a, const float* const over, const unsigned n_values)
{
	for (size_t i = 0; i < n_values; ++i) {
		out[i] = a[i] / over[i];
	}
}

/// Where the limiter looks: values from some frames before those in work to some behind them
typedef struct {
	unsigned     before; ///< Values before the first frame in work
	unsigned     n;
	unsigned     from;        ///< First value, in the lines
	const float* over;        ///< One over the clip level
	const float* demand_even; ///< Demand, at the frames and between them
	const float* demand_odd;
} Window;

/// The window whose first frame in work is at value `at` of the lines
static Window
look_through(ZoutResidual* const      residual,
             const ZoutKernels* const kernels,
             const ZoutLines* const   lines,
             const unsigned           at,
             const unsigned           n_frames)
{
	const unsigned before = ZOUT_LIMITER_FRAMES * lines->lanes;
	const Window   window = {.before      = before,
	                         .n           = n_frames * lines->lanes + 2U * before,
	                         .from        = at - before,
	                         .over        = lines->over + at - before,
	                         .demand_even = lines->current_even + at - before,
	                         .demand_odd  = residual->between_odd};
	kernels->interpolate(residual->between_odd,
	                     window.demand_even,
	                     residual->current_half_band,
	                     ZOUT_CURRENT_HALF_TAPS,
	                     lines->lanes,
	                     window.n);
	return window;
}

/// Demand relative to the clip level
static ZoutPhases
draw(ZoutResidual* const residual, const Window* const window)
{
	float* const restrict even = residual->drawn_even;
	float* const restrict odd  = residual->drawn_odd;
	for (size_t i = 0; i < window->n; ++i) {
		even[i] = window->demand_even[i] * window->over[i];
		odd[i]  = window->demand_odd[i] * window->over[i];
	}
	return (ZoutPhases){even + window->before, odd + window->before};
}

/// Likewise what is wanted, and the clip resistance times the demand: both go up to the limits as one
static ZoutPhases
sink(ZoutResidual* const residual, const ZoutLines* const lines, const Window* const window)
{
	const float* const ohm         = residual->solver.clip_ohm.value;
	const float* const wanted_even = lines->wanted_even + window->from;
	const float* const wanted_odd  = lines->wanted_odd + window->from;
	float* const restrict even     = residual->input_even;
	float* const restrict odd      = residual->input_odd;
	for (size_t i = 0; i < window->n; ++i) {
		const float by_current = ohm[i] * window->over[i];
		even[i]                = wanted_even[i] + by_current * window->demand_even[i];
		odd[i]                 = wanted_odd[i] + by_current * window->demand_odd[i];
	}
	return (ZoutPhases){even + window->before, odd + window->before};
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
		const Window window = look_through(residual, kernels, lines, at, n_frames);
		drawn               = steps ? draw(residual, &window) : wanted;
		input               = frames ? sink(residual, lines, &window) : wanted;
		solver              = &residual->solver;
	}
	residual->clipped =
		zout_limiter_run(&residual->limiter, kernels, solver, wanted, drawn, input, lanes, n_frames, &clipped);
	// Also where it looked for another reason, as before a load to which it did not have to react
	residual->solver.awake = residual->solver.awake || residual->solver.limited;
	return clipped;
}

void
zout_clipping_run(ZoutResidual* const      residual,
                  const ZoutKernels* const kernels,
                  const ZoutTiming* const  timing,
                  ZoutLines* const         lines,
                  const unsigned           n_frames,
                  const bool               loud)
{
	const unsigned lanes   = lines->lanes;
	const unsigned n       = n_frames * lanes;
	const unsigned at      = (lines->at - timing->limited) * lanes;
	const unsigned reach   = 2U * timing->half_band_taps; // of the way down
	ZoutPhases     clipped = {NULL, NULL};
	if (loud) {
		zout_nearness_keep(residual, timing, lines, n_frames);
		if (zout_nearness_look(residual, kernels, timing, lines, n_frames)) {
			clipped = limit(residual, kernels, timing, lines, n_frames);
		}
	} else {
		residual->over_known   = false;
		residual->wanted_known = false;
	}

	float* const even = lines->clipped_even + at;
	float* const odd  = lines->clipped_odd + at;
	if (residual->clipped && clipped.even) {
		if (!residual->clipped_left) { // what lies before was not kept
			memset(even - (size_t)reach * lanes, 0, sizeof(float) * reach * lanes);
			memset(odd - (size_t)reach * lanes, 0, sizeof(float) * reach * lanes);
		}
		unscale(even, clipped.even, lines->over + at, n);
		unscale(odd, clipped.odd, lines->over + at, n);
		residual->clipped_left = reach + n_frames;
	} else if (residual->clipped_left) {
		memset(even, 0, sizeof(float) * n);
		memset(odd, 0, sizeof(float) * n);
	}
}
