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
	return peak_even > peak_odd ? peak_even : peak_odd;
}

/// How much sooner than by voltage alone any chain may reach a limit
static double
greatest_reach(const ZoutResidual* const residual, const unsigned lanes)
{
	const double* const reach = residual->solver.reach;
	return lanes > ZOUT_INPUT_LANES && reach[1] > reach[0] ? reach[1] : reach[0];
}

/// How much nearer a limit is than the wanted voltage tells, for the current: a load may ring when nothing is wanted
static double
nearer_by_current(const ZoutResidual* const residual,
                  const ZoutKernels* const  kernels,
                  const ZoutLines* const    lines,
                  const unsigned            first,
                  const unsigned            n_frames,
                  const double              most_over)
{
	const unsigned lanes   = lines->lanes;
	const double*  per     = residual->solver.per_ampere;
	const double   most    = lanes > ZOUT_INPUT_LANES && per[1] > per[0] ? per[1] : per[0];
	const unsigned from    = first - ZOUT_CURRENT_HALF_TAPS; // As far as values between the samples hang on them
	const unsigned n       = n_frames + 2U * ZOUT_CURRENT_HALF_TAPS;
	const float    current = kernels->peak(lines->current_even + from * lanes, n * lanes);
	return most * residual->current_gain * (double)current * most_over;
}

/// What nothing that the amplifier tries to put out exceeds: from frames alone, which is much less work than between
static double
most_wanted(const ZoutResidual* const residual,
            const ZoutKernels* const  kernels,
            const ZoutTiming* const   timing,
            const ZoutLines* const    lines,
            const unsigned            first,
            const unsigned            n_frames,
            const double              most_over)
{
	const double   rounding = 1.0 + 1e-5;
	const unsigned lanes    = lines->lanes;
	const unsigned reach    = timing->half_band_taps;
	const float    input    = kernels->peak(lines->even + (first - reach) * lanes, (n_frames + 2U * reach) * lanes);
	double         added    = 0.0;
	if (timing->doubled) {
		const double even = (double)kernels->peak(lines->residual_even + first * lanes, n_frames * lanes);
		added             = fmax(even, (double)kernels->peak(lines->residual_odd + first * lanes, n_frames * lanes));
	} else {
		const unsigned from = first - ZOUT_CURRENT_HALF_TAPS;
		const unsigned n    = n_frames + 2U * ZOUT_CURRENT_HALF_TAPS;
		added               = (double)kernels->peak(lines->residual_even + from * lanes, n * lanes);
		added *= fmax(residual->current_gain, 1.0);
	}
	return rounding * most_over * (fmax(residual->half_band_gain, 1.0) * (double)input + added);
}

void
zout_nearness_keep(ZoutResidual* const     residual,
                   const ZoutTiming* const timing,
                   ZoutLines* const        lines,
                   const unsigned          n_frames)
{
	const unsigned     wanted = lines->at - timing->wanted;
	const unsigned     lanes  = lines->lanes;
	const float* const now    = residual->over.value;
	if (!residual->over_known) {
		float* const past = lines->over + (wanted - ZOUT_WAKE_FRAMES) * lanes;
		for (size_t i = 0; i < (size_t)ZOUT_WAKE_FRAMES * lanes; ++i) {
			past[i] = now[i % lanes];
		}
		residual->over_known = true;
	}
	memcpy(lines->over + wanted * lanes, now, sizeof(float) * n_frames * lanes);
}

bool
zout_nearness_look(ZoutResidual* const      residual,
                   const ZoutKernels* const kernels,
                   const ZoutTiming* const  timing,
                   ZoutLines* const         lines,
                   const unsigned           n_frames)
{
	const unsigned     lanes     = lines->lanes;
	const unsigned     wanted    = lines->at - timing->wanted;
	const double       safe_peak = (double)residual->limiter.safe_peak;
	const double       enough    = safe_peak / greatest_reach(residual, lanes);
	const bool         reacts    = zout_solver_reacts(&residual->solver, lanes);
	const float* const over      = residual->over.value;
	const double       most_over = (double)kernels->peak(over, n_frames * lanes);
	const double       extra = reacts ? nearer_by_current(residual, kernels, lines, wanted, n_frames, most_over) : 0.0;
	if (!residual->hot_frames && !residual->solver.awake) {
		const double most = most_wanted(residual, kernels, timing, lines, wanted, n_frames, most_over);
		if (most <= enough && most + extra <= safe_peak) {
			residual->wanted_known = false;
			return false;
		}
	}
	if (!residual->wanted_known) {
		const unsigned past  = wanted - ZOUT_WAKE_FRAMES;
		const float*   was   = lines->over + past * lanes;
		const double   peak  = (double)want(residual, kernels, timing, lines, past, ZOUT_WAKE_FRAMES, was);
		residual->hot_frames = peak > enough ? ZOUT_WAKE_FRAMES : 0U;
	}
	residual->wanted_known = true;

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
