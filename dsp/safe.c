// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "safe.h"

#include "harmonics.h"

#include <math.h>

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
	const double gain  = residual->up_gain * zout_control_most(&residual->volts, chain);
	const double over  = zout_control_most(&residual->over, chain) * zout_solver_reach(&residual->solver, chain);
	const double steep = steepest(residual, chain);
	const double h2    = steep * zout_control_most(&residual->h2, chain);
	const double h3    = steep * zout_control_most(&residual->h3, chain);
	const double far   = share * (double)residual->limiter.safe_peak / over;
	const double volts = largest_below(far, h2, h3, most * gain);
	return gain > 0.0 ? fmin(volts / gain, most) : most;
}

double
zout_safe_input(const ZoutResidual* const residual, const unsigned lanes)
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
zout_safe_current(const ZoutResidual* const residual, const unsigned lanes)
{
	const double rest = (1.0 - voltage_share(residual, lanes)) * (double)residual->limiter.safe_peak;
	double       safe = HUGE_VAL;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		// By its harmonics, and by what it does to the limits itself: s i² + l i = rest
		const double volts  = zout_control_most(&residual->volts, chain);
		const double over   = zout_control_most(&residual->over, chain) * volts;
		const double h2     = zout_control_most(&residual->current_h2, chain) * volts;
		const double square = h2 * over * steepest(residual, chain) * zout_solver_reach(&residual->solver, chain);
		const double linear = zout_solver_per_ampere(&residual->solver, chain) * over;
		const double root   = linear + sqrt(linear * linear + 4.0 * square * rest);
		if (root > 0.0) {
			safe = fmin(safe, 2.0 * rest / root / residual->current_up_gain);
		}
	}
	return safe;
}
