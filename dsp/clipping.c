// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "clipping.h"

#include "harmonics.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const double   most_input   = 257.0; ///< More than any sane one
static const unsigned search_steps = 32;    ///< Halving it so often leaves 6e-8

/// Whether the clip level of a chain is on its way, relative to full scale
static bool
limit_moves(const ZoutResidual* const residual, const unsigned chain)
{
	return zout_control_moves(&residual->volts, chain) || zout_control_moves(&residual->over, chain);
}

/// Whether input of this magnitude might bring a chain to its clip level
static bool
may_clip(const ZoutResidual* const residual, const unsigned chain, const double input_peak)
{
	const double e    = input_peak * residual->half_band_gain * zout_control_most(&residual->volts, chain);
	const double amps = e * residual->most_siemens[chain];
	const double harmonics =
		e * e * (zout_control_most(&residual->h2, chain) + e * zout_control_most(&residual->h3, chain)) +
		amps * amps * zout_control_most(&residual->current_h2, chain);
	const double steepest = 1.0 + residual->derivative_gain * zout_control_most(&residual->rise, chain);
	const double wanted   = (e + harmonics * steepest) * zout_control_most(&residual->over, chain);
	return wanted * residual->solver.reach[chain] > (double)residual->limiter.safe_peak;
}

double
zout_clipping_safe_input(const ZoutResidual* const residual, const unsigned lanes)
{
	if (zout_harmonics_want_current(
			residual, lanes)) { // The load remembers: its current may be large when the input is small
		return -1.0;
	}
	double safe = most_input;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		if (limit_moves(residual, chain)) {
			return -1.0;
		}
		if (may_clip(residual, chain, safe)) {
			double low  = 0.0;
			double high = safe;
			for (unsigned k = 0; k < search_steps; ++k) {
				const double  middle = 0.5 * (low + high);
				double* const end    = may_clip(residual, chain, middle) ? &high : &low;
				*end                 = middle;
			}
			safe = low;
		}
	}
	return safe;
}

void
zout_clipping_hold(ZoutResidual* const residual, const unsigned lanes)
{
	for (unsigned i = 0; i < sizeof(residual->over_at_rest) / sizeof(residual->over_at_rest[0]); ++i) {
		residual->over_at_rest[i] = residual->over.value[i % lanes];
	}
}

/// out += a / over, element by element
static void
add_unscaled(float* const out, const float* const a, const float* const over, const unsigned n_values)
{
	for (unsigned i = 0; i < n_values; ++i) {
		out[i] += a[i] / over[i];
	}
}

/// What the amplifier tries to put out, relative to its clip level, for `n` frames from `first` on. Returns its peak.
static float
want(const ZoutKernels* const kernels,
     ZoutLines* const         lines,
     const unsigned           first,
     const unsigned           n,
     const float* const       over)
{
	const unsigned lanes = lines->lanes;
	const unsigned at    = first * lanes;
	const float    peak_even =
		kernels->want(lines->wanted_even + at, lines->even + at, lines->residual_even + at, over, n * lanes);
	const float peak_odd =
		kernels->want(lines->wanted_odd + at, lines->odd + at, lines->residual_odd + at, over, n * lanes);
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

/// Demand relative to the clip level for the limiter's window, whose first frame in work is at value `at` of the lines
static ZoutPhases
draw(ZoutResidual* const residual, const ZoutLines* const lines, const unsigned at, const unsigned n_frames)
{
	const unsigned     before = ZOUT_LIMITER_FRAMES * lines->lanes;
	const unsigned     n      = n_frames * lines->lanes + 2U * before;
	const float* const over   = lines->over + at - before;
	const float* const even   = lines->current_even + at - before;
	const float* const odd    = lines->current_odd + at - before;
	for (unsigned i = 0; i < n; ++i) {
		residual->drawn_even[i] = even[i] * over[i];
		residual->drawn_odd[i]  = odd[i] * over[i];
	}
	return (ZoutPhases){residual->drawn_even + before, residual->drawn_odd + before};
}

/// How much nearer a limit is than the wanted voltage tells, for the current: a load may ring when nothing is wanted
static double
nearer_by_current(const ZoutResidual* const residual,
                  const ZoutKernels* const  kernels,
                  const ZoutLines* const    lines,
                  const unsigned            first,
                  const unsigned            n_frames)
{
	const unsigned lanes = lines->lanes;
	const unsigned n     = n_frames * lanes;
	const double*  per   = residual->solver.per_ampere;
	const double   most  = lanes > ZOUT_INPUT_LANES && per[1] > per[0] ? per[1] : per[0];
	const float    even  = kernels->peak(lines->current_even + first * lanes, n);
	const float    odd   = kernels->peak(lines->current_odd + first * lanes, n);
	return most * (double)(even > odd ? even : odd) * (double)kernels->peak(residual->over.value, n);
}

void
zout_clipping_run(ZoutResidual* const      residual,
                  const ZoutKernels* const kernels,
                  const ZoutTiming* const  timing,
                  ZoutLines* const         lines,
                  const unsigned           n_frames)
{
	const unsigned lanes   = lines->lanes;
	const unsigned shelved = lines->at - timing->shelved;
	const double   enough  = (double)residual->limiter.safe_peak / greatest_reach(residual, lanes);
	if (!residual->wanted_known) {
		// The clip level was at rest so far, else this would have been done before.
		const unsigned past    = shelved - ZOUT_WAKE_FRAMES;
		const double   peak    = (double)want(kernels, lines, past, ZOUT_WAKE_FRAMES, residual->over_at_rest);
		residual->wanted_known = true;
		residual->hot_frames   = peak > enough ? ZOUT_WAKE_FRAMES : 0U;
	}

	// The limiter looks back and ahead: one high value concerns it until it has left the window.
	const bool   reacts = zout_solver_reacts(&residual->solver, lanes);
	const double peak   = (double)want(kernels, lines, shelved, n_frames, residual->over.value);
	const double extra  = reacts ? nearer_by_current(residual, kernels, lines, shelved, n_frames) : 0.0;
	if (peak > enough || peak + extra > (double)residual->limiter.safe_peak) {
		residual->hot_frames   = 2U * ZOUT_LIMITER_FRAMES + n_frames;
		residual->solver.awake = residual->solver.awake || reacts;
	}
	if (!residual->hot_frames && !residual->solver.awake) {
		return;
	}
	residual->hot_frames -= n_frames < residual->hot_frames ? n_frames : residual->hot_frames;

	const unsigned   at      = (lines->at - timing->limited) * lanes;
	const ZoutPhases wanted  = {lines->wanted_even + at, lines->wanted_odd + at};
	const ZoutPhases drawn   = reacts ? draw(residual, lines, at, n_frames) : wanted;
	ZoutPhases       clipped = {NULL, NULL};
	residual->clipped        = zout_limiter_run(
        &residual->limiter, kernels, reacts ? &residual->solver : NULL, wanted, drawn, lanes, n_frames, &clipped);
	// Also where it looked for another reason, as before a load to which it did not have to react
	residual->solver.awake = residual->solver.awake || residual->solver.limited;
	if (residual->clipped) {
		add_unscaled(lines->residual_even + at, clipped.even, lines->over + at, n_frames * lanes);
		add_unscaled(lines->residual_odd + at, clipped.odd, lines->over + at, n_frames * lanes);
	}
}
