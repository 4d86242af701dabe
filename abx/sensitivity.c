// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/stats.h"
#include "dsp/units.h"

#include <math.h>

/// No listener is better than this; shares are 1 to double precision long before
static const double max_d = 20.0;

/// Cumulative normal distribution
static double
phi(const double x)
{
	return 0.5 * erfc(-x / zout_sqrt2);
}

/// The odd one of three is furthest away: integral over the distance of the other two, by Simpson's rule
static double
triangle_share(const double d)
{
	enum { N_STEPS = 1000 };
	static const double range       = 10.0;                   // density 1e-22 of its maximum
	static const double density_max = 0.79788456080286535588; // 2 / sqrt(2 pi)
	const double        step        = range / N_STEPS;
	double              sum         = 0.0;
	for (unsigned i = 0; i <= N_STEPS; ++i) {
		const double u      = (double)i * step;
		const double weight = i == 0 || i == N_STEPS ? 1.0 : i % 2U ? 4.0 : 2.0;
		const double shift  = d * sqrt(2.0 / 3.0);
		sum += weight * (phi(shift - u * sqrt(3.0)) + phi(-shift - u * sqrt(3.0))) * exp(-0.5 * u * u);
	}
	return density_max * sum * step / 3.0;
}

double
zout_abx_share_of_d(const ZoutAbxProtocol protocol, const ZoutAbxObserver observer, const double d)
{
	if (protocol == ZOUT_ABX_PROTOCOL_PREFERENCE) {
		return phi(d / zout_sqrt2);
	}
	if (protocol == ZOUT_ABX_PROTOCOL_TRIANGLE) {
		return triangle_share(d);
	}
	// Right if both comparisons are right, or both wrong
	const double first  = phi(d / zout_sqrt2);
	const double second = phi(d / (observer == ZOUT_ABX_INDEPENDENT ? 2.0 : sqrt(6.0)));
	return first * second + (1.0 - first) * (1.0 - second);
}

double
zout_abx_d_prime(const ZoutAbxProtocol protocol, const ZoutAbxObserver observer, const ZoutAbxOutcome* const outcome)
{
	if (!outcome->trials) {
		return 0.0;
	}
	const double n        = (double)outcome->trials;
	const double k        = (double)outcome->score;
	const double share    = fmin(fmax(k, 0.5), n - 0.5) / n;
	const bool   reversed = protocol == ZOUT_ABX_PROTOCOL_PREFERENCE && share < 0.5;
	const double wanted   = reversed ? 1.0 - share : share;
	if (wanted <= zout_abx_chance(protocol)) {
		return 0.0;
	}

	double low  = 0.0;
	double high = max_d;
	for (unsigned i = 0; i < 36; ++i) { // to 3e-10
		const double middle = 0.5 * (low + high);
		if (zout_abx_share_of_d(protocol, observer, middle) < wanted) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return reversed ? -0.5 * (low + high) : 0.5 * (low + high);
}
