// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "clipping.h"

#include "harmonics.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const double   most_input   = 257.0; ///< More than any sane one
static const unsigned search_steps = 32;    ///< At most; a few do unless harmonics are most of it
static const double   search_error = 1e-9;  ///< Relative; the search comes from above and stays on the safe side

/// Whether the clip level of a chain is on its way, relative to full scale
static bool
limit_moves(const ZoutResidual* const residual, const unsigned chain)
{
	return zout_control_moves(&residual->volts, chain) || zout_control_moves(&residual->over, chain);
}

/// How much of the way to the clip level is the voltage's; the rest is that of the current's harmonics
static double
voltage_share(const ZoutResidual* const residual, const unsigned lanes)
{
	return zout_harmonics_want_current(residual, lanes) ? 0.5 : 1.0;
}

/// Most of a chain's clip level, relative to it, that a volt of harmonics makes, with the distortion corner
static double
steepest(const ZoutResidual* const residual, const unsigned chain)
{
	return 1.0 + residual->derivative_gain * zout_control_most(&residual->rise, chain);
}

/**
 * The magnitude x at which x + square x² + cube x³, all of which are positive, is as much as `sum`; or `most` if that
 * is less.
 *
 * Newton's method from above, where such a curve bends away from its tangents: it never goes too far.
 */
static double
largest_below(const double sum, const double square, const double cube, const double most)
{
	double x  = fmin(sum, most);
	double at = x * (1.0 + x * (square + x * cube));
	if (at <= sum) {
		return x;
	}
	for (unsigned k = 0; k < search_steps && at > sum * (1.0 + search_error); ++k) {
		x -= (at - sum) / (1.0 + x * (2.0 * square + x * 3.0 * cube));
		at = x * (1.0 + x * (square + x * cube));
	}
	return x * sum / at; // below the chord from 0
}

/// The largest input, up to `most`, that does not bring a chain this far on the way to its clip level
static double
safe_input_of(const ZoutResidual* const residual, const unsigned chain, const double share, const double most)
{
	const double gain  = residual->half_band_gain * zout_control_most(&residual->volts, chain);
	const double over  = zout_control_most(&residual->over, chain) * residual->solver.reach[chain];
	const double steep = steepest(residual, chain);
	const double h2    = steep * zout_control_most(&residual->h2, chain);
	const double h3    = steep * zout_control_most(&residual->h3, chain);
	const double far   = share * (double)residual->limiter.safe_peak / over;
	const double volts = largest_below(far, h2, h3, most * gain);
	return gain > 0.0 ? fmin(volts / gain, most) : most;
}

double
zout_clipping_safe_input(const ZoutResidual* const residual, const unsigned lanes)
{
	const double share = voltage_share(residual, lanes);
	double       safe  = most_input;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		if (limit_moves(residual, chain) || zout_control_moves(&residual->current_h2, chain)) {
			return -1.0;
		}
		safe = safe_input_of(residual, chain, share, safe);
	}
	return safe;
}

double
zout_clipping_safe_current(const ZoutResidual* const residual, const unsigned lanes)
{
	const double rest = (1.0 - voltage_share(residual, lanes)) * (double)residual->limiter.safe_peak;
	double       safe = HUGE_VAL;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		// By its harmonics, and by what it does to the limits itself: s i² + l i = rest
		const double volts  = zout_control_most(&residual->volts, chain);
		const double over   = zout_control_most(&residual->over, chain) * volts;
		const double h2     = zout_control_most(&residual->current_h2, chain) * volts;
		const double square = h2 * over * steepest(residual, chain) * residual->solver.reach[chain];
		const double linear = residual->solver.per_ampere[chain] * over;
		const double root   = linear + sqrt(linear * linear + 4.0 * square * rest);
		if (root > 0.0) {
			safe = fmin(safe, 2.0 * rest / root / residual->current_gain);
		}
	}
	return safe;
}

void
zout_clipping_hold(ZoutResidual* const residual, const unsigned lanes)
{
	float frames[ZOUT_MAX_LANES]; // two frames of one chain, or one of both
	for (unsigned i = 0; i < ZOUT_MAX_LANES; ++i) {
		frames[i] = residual->over.value[i % lanes];
	}
	for (size_t i = 0; i < sizeof(residual->over_at_rest) / sizeof(residual->over_at_rest[0]); i += ZOUT_MAX_LANES) {
		memcpy(residual->over_at_rest + i, frames, sizeof(frames));
	}
}

/// out = a / over, element by element
static void
unscale(float* const out, const float* const a, const float* const over, const unsigned n_values)
{
	for (size_t i = 0; i < n_values; ++i) {
		out[i] = a[i] / over[i];
	}
}

/// What the amplifier tries to put out, relative to its clip level, for `n` frames from `first` on. Returns its peak.
static float
want(ZoutResidual* const      residual,
     const ZoutKernels* const kernels,
     const ZoutTiming* const  timing,
     ZoutLines* const         lines,
     const unsigned           first,
     const unsigned           n,
     const float* const       over)
{
	const unsigned lanes = lines->lanes;
	const unsigned at    = first * lanes;
	float* const   odd   = residual->odd;
	float*         r_odd = lines->residual_odd + at;
	kernels->interpolate_exactly(odd, lines->even + at, residual->half_band, timing->half_band_taps, lanes, n * lanes);
	if (!timing->doubled) {
		r_odd = residual->current_odd;
		kernels->interpolate(
			r_odd, lines->residual_even + at, residual->current_half_band, ZOUT_CURRENT_HALF_TAPS, lanes, n * lanes);
	}
	const float peak_even =
		kernels->want(lines->wanted_even + at, lines->even + at, lines->residual_even + at, over, n * lanes);
	const float peak_odd = kernels->want(lines->wanted_odd + at, odd, r_odd, over, n * lanes);
	memcpy(lines->over + at, over, sizeof(float) * n * lanes);
	return peak_even > peak_odd ? peak_even : peak_odd;
}

/// How much sooner than by voltage alone any chain may reach a limit
static double
greatest_reach(const ZoutResidual* const residual, const unsigned lanes)
{
	const double* const reach = residual->solver.reach;
	return lanes > ZOUT_INPUT_LANES && reach[1] > reach[0] ? reach[1] : reach[0];
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

/// How much nearer a limit is than the wanted voltage tells, for the current: a load may ring when nothing is wanted
static double
nearer_by_current(const ZoutResidual* const residual,
                  const ZoutKernels* const  kernels,
                  const ZoutLines* const    lines,
                  const unsigned            first,
                  const unsigned            n_frames)
{
	const unsigned lanes   = lines->lanes;
	const double*  per     = residual->solver.per_ampere;
	const double   most    = lanes > ZOUT_INPUT_LANES && per[1] > per[0] ? per[1] : per[0];
	const unsigned from    = first - ZOUT_CURRENT_HALF_TAPS; // As far as values between the samples hang on them
	const unsigned n       = n_frames + 2U * ZOUT_CURRENT_HALF_TAPS;
	const float    current = kernels->peak(lines->current_even + from * lanes, n * lanes);
	const float    over    = kernels->peak(residual->over.value, n_frames * lanes);
	return most * residual->current_gain * (double)current * (double)over;
}

/// Whether the limiter has to look at these frames; keeps what the amplifier tries to put out
static bool
is_near(ZoutResidual* const      residual,
        const ZoutKernels* const kernels,
        const ZoutTiming* const  timing,
        ZoutLines* const         lines,
        const unsigned           n_frames)
{
	const unsigned lanes  = lines->lanes;
	const unsigned wanted = lines->at - timing->wanted;
	const double   enough = (double)residual->limiter.safe_peak / greatest_reach(residual, lanes);
	if (!residual->wanted_known) {
		// The clip level was at rest so far, else this would have been done before.
		const unsigned past  = wanted - ZOUT_WAKE_FRAMES;
		const float*   over  = residual->over_at_rest;
		const double   peak  = (double)want(residual, kernels, timing, lines, past, ZOUT_WAKE_FRAMES, over);
		residual->hot_frames = peak > enough ? ZOUT_WAKE_FRAMES : 0U;
	}

	// The limiter looks back and ahead: one high value concerns it until it has left the window.
	const bool   reacts = zout_solver_reacts(&residual->solver, lanes);
	const double peak   = (double)want(residual, kernels, timing, lines, wanted, n_frames, residual->over.value);
	const double extra  = reacts ? nearer_by_current(residual, kernels, lines, wanted, n_frames) : 0.0;
	if (peak > enough || peak + extra > (double)residual->limiter.safe_peak) {
		residual->hot_frames   = 2U * ZOUT_LIMITER_FRAMES + n_frames;
		residual->solver.awake = residual->solver.awake || reacts;
	}
	const bool near = residual->hot_frames || residual->solver.awake;
	residual->hot_frames -= n_frames < residual->hot_frames ? n_frames : residual->hot_frames;
	return near;
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
	if (loud && is_near(residual, kernels, timing, lines, n_frames)) {
		clipped = limit(residual, kernels, timing, lines, n_frames);
	}
	residual->wanted_known = loud;

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
