// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load_split.h"

#include "load_columns.h"
#include "units.h"

#include <math.h>
#include <string.h>

/// Up to here the missing taps are made up for best; above, what a residual holds falls steeply
static const double corner_hz    = 2000.0;
static const double corner_steep = 3.0;

/// Holds the factorisation: neighbouring taps are nearly alike where the weight is
static const double ridge = 1e-13;

static unsigned
taps_ahead(const ZoutLoadDesigner* const designer)
{
	return designer->lookahead - designer->residual_ahead;
}

/// What the taps ahead of the residual make of fit point `i`
static double complex
response_ahead(const ZoutLoadDesigner* const designer, const ZoutLoadDesign* const design, const unsigned i)
{
	double complex sum = 0.0;
	for (unsigned k = 0; k < taps_ahead(designer); ++k) {
		sum += design->tap[k] * zout_load_delay(designer, i, (int)(designer->lookahead - k));
	}
	return sum;
}

static bool
needs_none(const ZoutLoadDesigner* const designer)
{
	return !taps_ahead(designer) || designer->work.design->is_wire;
}

/* The taps make for the residual what the missing ones would: a least-squares fit whose weight follows the spectrum of
 * clipping. */
bool
zout_load_split_aim(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const   work   = &designer->work;
	ZoutLoadDesign* const design = work->design;
	ZoutLsq* const        lsq    = &designer->lsq;
	if (work->step == 0) {
		const unsigned n_ahead = taps_ahead(designer);
		memcpy(design->driven_tap, design->tap + n_ahead, (designer->n_taps - n_ahead) * sizeof(double));
	}
	if (needs_none(designer)) {
		return true;
	}
	lsq->rows    = 2U * ZOUT_FIT_POINTS;
	lsq->columns = ZOUT_SPLIT_TAPS;

	unsigned i = zout_load_first_point(work);
	for (const unsigned end = i + ZOUT_POINTS_A_STEP; i < end; ++i) {
		const double         f_hz   = designer->omega_rad_s[i] / zout_hz_to_rad_s(1.0);
		const double         weight = designer->weight[i] / (1.0 + pow(f_hz / corner_hz, corner_steep));
		const double complex wanted = weight * response_ahead(designer, design, i);
		zout_load_put(work->rhs, i, wanted);
		for (unsigned k = 0; k < ZOUT_SPLIT_TAPS; ++k) {
			const double complex column = weight * zout_load_delay(designer, i, (int)designer->residual_ahead - (int)k);
			zout_load_put(lsq->column[k], i, column);
		}
	}
	return zout_load_was_last_point(i);
}

bool
zout_load_split_solve(ZoutLoadDesigner* const designer)
{
	ZoutLoadDesign* const design  = designer->work.design;
	const unsigned        n_ahead = taps_ahead(designer);
	if (needs_none(designer)) {
		return true;
	}
	double x[ZOUT_SPLIT_TAPS];
	zout_lsq_factor(&designer->lsq, ridge);
	zout_lsq_solve(&designer->lsq, ZOUT_SPLIT_TAPS, designer->work.rhs, x);
	memcpy(design->linear_tap, design->tap, n_ahead * sizeof(double));
	for (unsigned k = 0; k < ZOUT_SPLIT_TAPS; ++k) {
		design->driven_tap[k] += x[k];
		design->linear_tap[n_ahead + k] = -x[k];
	}
	return true;
}
