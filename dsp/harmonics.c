// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "harmonics.h"

#include "lsq.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/// Where the fit of the derivative ends, radians per frame of the doubled rate: 20 kHz where the rate is 44.1 kHz
static const double derivative_end = 1.45;

/// Taps of a differentiator at twice the rate, by least squares of the relative error: Σ taps[k] 2 sin((k + 1) w) is to
/// be w
static void
init_derivative(float taps[ZOUT_DERIVATIVE_TAPS])
{
	ZoutLsq lsq; // set-up only: large for a stack, but well below any thread's
	double  ones[ZOUT_LSQ_MAX_ROWS];
	double  x[ZOUT_DERIVATIVE_TAPS];

	lsq.rows    = 64;
	lsq.columns = ZOUT_DERIVATIVE_TAPS;
	for (unsigned i = 0; i < lsq.rows; ++i) {
		const double angle = derivative_end * (i + 1.0) / lsq.rows;
		ones[i]            = 1.0;
		for (unsigned k = 0; k < ZOUT_DERIVATIVE_TAPS; ++k) {
			lsq.column[k][i] = 2.0 * sin((k + 1.0) * angle) / angle;
		}
	}
	zout_lsq_factor(&lsq, 0.0);
	zout_lsq_solve(&lsq, ZOUT_DERIVATIVE_TAPS, ones, x);
	for (unsigned k = 0; k < ZOUT_DERIVATIVE_TAPS; ++k) {
		taps[k] = (float)x[k];
	}
}

void
zout_harmonics_init(ZoutResidual* const residual)
{
	init_derivative(residual->derivative);
	residual->derivative_gain = 0.0;
	for (unsigned k = 0; k < ZOUT_DERIVATIVE_TAPS; ++k) {
		residual->derivative_gain += 2.0 * fabs((double)residual->derivative[k]);
	}
}

unsigned
zout_harmonics_want_current(const ZoutResidual* const residual, const unsigned lanes)
{
	const ZoutRamp* const ramp = residual->current_h2.ramp;
	const bool            b    = lanes > ZOUT_INPUT_LANES && !zout_ramp_is_zero(&ramp[1]);
	return (zout_ramp_is_zero(&ramp[0]) ? 0U : 1U) | (b ? 2U : 0U);
}

bool
zout_harmonics_are_there(const ZoutResidual* const residual, const unsigned lanes)
{
	return !zout_control_is_zero(&residual->h2, lanes) || !zout_control_is_zero(&residual->h3, lanes) ||
	       zout_harmonics_want_current(residual, lanes);
}

/**
 * Writes what harmonics may add at most: as much as the clip level, before the distortion corner and behind it.
 *
 * No amplifier adds more than it has. Far beyond its clip level the polynomial would, and the corner many times that:
 * clipping cancels it in the band, but not above it, and not to the last bit. Limits that hang on the current know of
 * the signal's alone, and would not cancel it at all.
 */
static void
write_most(ZoutResidual* const residual, const unsigned lanes)
{
	if (residual->over.moved) {
		for (unsigned i = residual->over.first_frame * lanes; i < residual->over.written_frames * lanes; ++i) {
			residual->most[i] = 1.0F / residual->over.value[i];
		}
	}
}

bool
zout_harmonics_fill(ZoutResidual* const      residual,
                    const ZoutKernels* const kernels,
                    const unsigned           lanes,
                    const unsigned           n_frames)
{
	zout_control_fill(&residual->h2, kernels, &residual->volts, 1, lanes, n_frames);
	zout_control_fill(&residual->h3, kernels, &residual->volts, 2, lanes, n_frames);
	zout_control_fill(&residual->current_h2, kernels, &residual->volts, 1, lanes, n_frames);
	zout_control_fill(&residual->rise, kernels, NULL, 0, lanes, n_frames);
	write_most(residual, lanes);
	return zout_control_rests(&residual->h2) && zout_control_rests(&residual->h3) &&
	       zout_control_rests(&residual->current_h2) && zout_control_rests(&residual->rise);
}

/// Whether the bound may be of any consequence: far from the clip level it is not, unless settings have just moved
static bool
may_be_large(const ZoutResidual* const residual, const bool loud)
{
	return loud || residual->over.moved || residual->h2.moved || residual->h3.moved || residual->current_h2.moved;
}

/// Both phases of a line at frame `at`, or the even one alone
static ZoutPhases
phases_of(float* const even, float* const odd, const bool both, const unsigned at)
{
	return (ZoutPhases){even + at, both ? odd + at : NULL};
}

/// The current that goes over from one load to another, if one fades out: `now` is that of the other
static ZoutPhases
fade_current(ZoutResidual* const      residual,
             const ZoutKernels* const kernels,
             const ZoutLines* const   lines,
             const ZoutPhases         now,
             const unsigned           bent,
             const bool               both,
             const unsigned           n_frames)
{
	const unsigned     lanes   = lines->lanes;
	const unsigned     n       = n_frames * lanes;
	ZoutParting* const parting = &residual->parting;
	const float        share   = 1.0F / (float)parting->frames;
	const float* const from    = lines->parting_even + bent;
	const ZoutPhases   fading  = {parting->current_even, parting->current_odd};
	memcpy(fading.even, now.even, sizeof(float) * n);
	kernels->fade_single(fading.even, from, parting->left, share, lanes, n);
	if (both) {
		float* const odd = parting->demand_odd;
		kernels->interpolate(odd, from, residual->current_up_band, ZOUT_CURRENT_UP_TAPS, lanes, n);
		memcpy(fading.odd, now.odd, sizeof(float) * n);
		kernels->fade_single(fading.odd, odd, parting->left, share, lanes, n);
	}
	return fading;
}

void
zout_harmonics_run(ZoutResidual* const      residual,
                   const ZoutKernels* const kernels,
                   const ZoutTiming* const  timing,
                   ZoutLines* const         lines,
                   const unsigned           n_frames,
                   const bool               loud)
{
	const bool       both = timing->doubled;
	const unsigned   n    = n_frames * lines->lanes;
	const unsigned   bent = (lines->at - timing->bent) * lines->lanes;
	const ZoutPhases e    = {lines->even + bent, residual->newest_odd};
	ZoutPhases       i    = {lines->current_even + bent, residual->newest_current_odd};
	if (residual->squares && residual->parting.left) {
		i = fade_current(residual, kernels, lines, i, bent, both, n_frames);
	}
	const ZoutPolynomial law = {
		.h2         = residual->h2.value,
		.h3         = residual->h3.value,
		.current_h2 = residual->squares ? residual->current_h2.value : NULL,
		.most       = may_be_large(residual, loud) ? residual->most : NULL,
	};
	kernels->polynomial(phases_of(lines->harmonics_even, lines->harmonics_odd, both, bent), e, i, &law, n);

	const unsigned   at        = (lines->at - timing->shelved) * lines->lanes;
	const ZoutPhases harmonics = phases_of(lines->harmonics_even, lines->harmonics_odd, both, at);
	const ZoutPhases shelved   = phases_of(lines->residual_even, lines->residual_odd, both, at);
	kernels->shelve(shelved, harmonics, residual->derivative, residual->rise.value, lines->lanes, n);
	if (law.most) {
		kernels->bound(shelved.even, law.most, n);
		if (both) {
			kernels->bound(shelved.odd, law.most, n);
		}
	}
}
