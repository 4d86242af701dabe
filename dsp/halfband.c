// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kaiser's window and his formulas for its parameter: J. F. Kaiser, "Nonrecursive digital filter design using the
 * I0-sinh window function", Proc. IEEE ISCAS 1974. Reweighted least squares: C. L. Lawson, "Contributions to the theory
 * of linear least maximum approximation", thesis, UCLA 1961. */

#include "halfband.h"

#include "lsq.h"
#include "units.h"

#include <math.h>

/// Modified Bessel function of the first kind, order 0, by its power series
static double
bessel_i0(const double x)
{
	double sum  = 1.0;
	double term = 1.0;
	for (unsigned k = 1; term > 1e-17 * sum; ++k) {
		term *= (0.5 * x / k) * (0.5 * x / k);
		sum += term;
	}
	return sum;
}

double
zout_halfband_pass_band(const double rate_hz)
{
	return rate_hz < 46e3 ? 20e3 / 44.1e3 : 20e3 / 48e3;
}

double
zout_halfband_init(float* const taps, const unsigned n_taps, const double pass_band)
{
	const double transition_rad = zout_pi * (1.0 - 2.0 * pass_band); // at the higher rate
	const double order          = 4.0 * n_taps - 2.0;
	const double attenuation_db = 2.285 * order * transition_rad + 7.95;
	const double beta           = 0.1102 * (attenuation_db - 8.7);
	const double edge           = 2.0 * n_taps - 1.0; // outermost tap, in samples of the higher rate

	double sum = 0.0;
	for (unsigned p = 0; p < n_taps; ++p) {
		const double m      = 2.0 * p + 1.0;
		const double window = bessel_i0(beta * sqrt(1.0 - m * m / (edge * edge))) / bessel_i0(beta);
		taps[p]             = (float)((p % 2U ? -2.0 : 2.0) / (zout_pi * m) * window);
		sum += (double)taps[p];
	}
	for (unsigned p = 0; p < n_taps; ++p) {
		taps[p] = (float)(0.5 * (double)taps[p] / sum);
	}
	return attenuation_db;
}

double
zout_halfband_init_even(float* const taps, const unsigned n_taps, const double pass_band)
{
	enum { ROWS = 128, PASSES = 3 };

	ZoutLsq      lsq; // set-up only: large for a stack, but well below any thread's
	double       angle[ROWS];
	double       weight[ROWS];
	double       rhs[ROWS];
	double       x[ZOUT_LSQ_MAX_COLUMNS];
	const double lowest = cos(2.0 * zout_pi * pass_band);
	for (unsigned i = 0; i < ROWS; ++i) { // as Chebyshev's nodes lie: so least squares come close already
		const double node = cos(zout_pi * (i + 0.5) / ROWS);
		angle[i]          = 0.5 * acos(0.5 * (1.0 + lowest) + 0.5 * (1.0 - lowest) * node);
		weight[i]         = 1.0;
	}
	lsq.rows     = ROWS;
	lsq.columns  = n_taps;
	double worst = 0.0;
	for (unsigned pass = 0; pass < PASSES; ++pass) {
		for (unsigned i = 0; i < ROWS; ++i) {
			rhs[i] = weight[i];
			for (unsigned p = 0; p < n_taps; ++p) {
				lsq.column[p][i] = weight[i] * 2.0 * cos((2.0 * p + 1.0) * angle[i]);
			}
		}
		zout_lsq_factor(&lsq, 0.0);
		zout_lsq_solve(&lsq, n_taps, rhs, x);
		worst = 0.0;
		for (unsigned i = 0; i < ROWS; ++i) { // Lawson: what is off more weighs more
			double off = -1.0;
			for (unsigned p = 0; p < n_taps; ++p) {
				off += x[p] * 2.0 * cos((2.0 * p + 1.0) * angle[i]);
			}
			worst = fmax(worst, fabs(off));
			weight[i] *= sqrt(fabs(off));
		}
		for (unsigned i = 0; i < ROWS; ++i) {
			weight[i] /= sqrt(worst);
		}
	}
	for (unsigned p = 0; p < n_taps; ++p) {
		taps[p] = (float)x[p];
	}
	return -20.0 * log10(0.5 * worst); // the other branch has none, and both together make the filter
}

float
zout_halfband_gain(const float* const taps, const unsigned n_taps)
{
	float sum = 0.0F;
	for (unsigned p = 0; p < n_taps; ++p) {
		sum += 2.0F * fabsf(taps[p]);
	}
	return sum;
}
