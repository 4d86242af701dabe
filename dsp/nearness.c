// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "nearness.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

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
	const unsigned at       = first * lines->lanes;
	const unsigned n_values = n * lines->lanes;
	const float*   even     = lines->residual_even + at;
	const float*   odd      = lines->residual_odd + at;
	if (!timing->doubled) {
		odd = residual->harmonics_between;
		kernels->interpolate(
			residual->harmonics_between, even, residual->current_up_band, ZOUT_CURRENT_UP_TAPS, lines->lanes, n_values);
	}
	const float peak_even = kernels->want(lines->wanted_even + at, lines->even + at, even, over, n_values);
	const float peak_odd  = kernels->want(lines->wanted_odd + at, lines->odd + at, odd, over, n_values);
	return peak_even > peak_odd ? peak_even : peak_odd;
}

/// How much sooner than by voltage alone any chain may reach a limit
static double
greatest_reach(const ZoutResidual* const residual, const unsigned lanes)
{
	const double reach = zout_solver_reach(&residual->solver, 0);
	return lanes > ZOUT_INPUT_LANES ? fmax(reach, zout_solver_reach(&residual->solver, 1)) : reach;
}

/// How much nearer a limit is than the wanted voltage tells, for the current: a load may ring when nothing is wanted
static double
nearer_by_current(const ZoutResidual* const residual,
                  const ZoutKernels* const  kernels,
                  const ZoutLines* const    lines,
                  const unsigned            first,
                  const unsigned            n_frames,
                  const float* const        over)
{
	const unsigned lanes     = lines->lanes;
	const unsigned at        = first * lanes;
	const unsigned n         = n_frames * lanes;
	const double   per       = zout_solver_per_ampere(&residual->solver, 0);
	const double   most      = lanes > ZOUT_INPUT_LANES ? fmax(per, zout_solver_per_ampere(&residual->solver, 1)) : per;
	const double   most_over = (double)kernels->peak(over, n);
	const float    even      = kernels->peak(lines->current_even + at, n);
	const float    odd       = kernels->peak(lines->current_odd + at, n);
	double         amps      = (double)(even > odd ? even : odd);
	if (zout_solver_parts(&residual->solver)) {
		amps = fmax(amps, residual->current_up_gain * (double)kernels->peak(lines->parting_even + at, n));
	}
	return most * amps * most_over;
}

/// Keeps the clip level for the frames from `first` on, and where it was not kept so far: there it was at rest
static void
keep_level(const float* const now,
           ZoutLines* const   lines,
           const unsigned     first,
           const unsigned     n_frames,
           const bool         known)
{
	const unsigned lanes = lines->lanes;
	if (!known) {
		float* const past = lines->over + (first - ZOUT_WAKE_FRAMES) * lanes;
		for (size_t i = 0; i < (size_t)ZOUT_WAKE_FRAMES * lanes; ++i) {
			past[i] = now[i % lanes];
		}
	}
	memcpy(lines->over + first * lanes, now, sizeof(float) * n_frames * lanes);
}

bool
zout_nearness_look(ZoutResidual* const      residual,
                   const ZoutKernels* const kernels,
                   const ZoutTiming* const  timing,
                   ZoutLines* const         lines,
                   const unsigned           n_frames)
{
	const unsigned     wanted    = lines->at - timing->wanted;
	const double       safe_peak = (double)residual->limiter.safe_peak;
	const double       enough    = safe_peak / greatest_reach(residual, lines->lanes);
	const bool         reacts    = zout_solver_reacting(&residual->solver, lines->lanes);
	const float* const over      = residual->over.value;
	const double       extra     = reacts ? nearer_by_current(residual, kernels, lines, wanted, n_frames, over) : 0.0;
	keep_level(over, lines, wanted, n_frames, residual->looked);
	if (!residual->looked) {
		const unsigned past  = wanted - ZOUT_WAKE_FRAMES;
		const float*   was   = lines->over + past * lines->lanes;
		const double   peak  = (double)want(residual, kernels, timing, lines, past, ZOUT_WAKE_FRAMES, was);
		residual->hot_frames = peak > enough ? ZOUT_WAKE_FRAMES : 0U;
	}

	// The limiter looks back and ahead: one high value concerns it until it has left the window.
	const double peak = (double)want(residual, kernels, timing, lines, wanted, n_frames, over);
	if (peak > enough || peak + extra > safe_peak) {
		residual->hot_frames   = 2U * ZOUT_LIMITER_FRAMES + n_frames;
		residual->solver.awake = residual->solver.awake || reacts;
	}
	const bool near = residual->hot_frames || residual->solver.awake;
	residual->hot_frames -= n_frames < residual->hot_frames ? n_frames : residual->hot_frames;
	return near;
}
