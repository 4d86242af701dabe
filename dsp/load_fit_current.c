// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load_fit.h"

#include "load_columns.h"
#include "reciprocal.h"
#include "units.h"

#include <math.h>
#include <string.h>

/// Above it the current may be less exact
static const double current_corner_hz = 2000.0;

/// Most error of a current with shared sections at any fit point, relative to the current at 1 kHz and weighted as the
/// fit does. Its own fit leaves as much at the end of the band.
static const double most_shared_error = 7e-4;

static bool
is_shared(const ZoutLoadDesign* const design)
{
	return design->amps_per_volt != 0.0;
}

/// Sections with a numerator for the current that is to be found
static unsigned
n_current_sections(const ZoutLoadDesign* const design)
{
	return is_shared(design) ? 0U : design->n_sections - 1U;
}

/// The same of the current, whose numerators may be the voltage's
static void
take_current(const ZoutLoadDesigner* const designer, ZoutLoadDesign* const design, const double* const x)
{
	const unsigned n_found = n_current_sections(design);
	unsigned       n       = 0;
	for (unsigned k = 0; k + 1U < design->n_sections; ++k) {
		ZoutSection* const section = &design->section[k];
		if (k >= n_found) {
			section->i0 = design->amps_per_volt * section->v0;
			section->i1 = design->amps_per_volt * section->v1;
			continue;
		}
		section->i0 = x[n++];
		if (zout_load_has_two_terms(section)) {
			section->i0 += x[n];
			section->i1 = -x[n++];
		}
	}
	for (unsigned order = 0; order < ZOUT_CURRENT_TAPS; ++order) {
		design->current_tap[ZOUT_CURRENT_AHEAD - zout_load_tap_ahead(designer, order)] = x[n + order];
	}
}

/// Current that the sections make of one volt at fit point `i`, as far as their numerators are known beforehand
static double complex
known_amps(const ZoutLoadDesigner* const designer, const ZoutLoadDesign* const design, const unsigned i)
{
	const double complex z1  = conj(designer->delay[i][1]);
	const double complex z2  = conj(designer->delay[i][2]);
	double complex       sum = 0.0;
	for (unsigned k = n_current_sections(design); k + 1U < design->n_sections; ++k) {
		const ZoutSection* const section = &design->section[k];
		sum += (section->v0 + section->v1 * z1) * zout_reciprocal(1.0 + section->a1 * z1 + section->a2 * z2);
	}
	return design->amps_per_volt * sum;
}

/* The few taps of the current cannot be right everywhere. Music has its power, and limits their effect, at low
 * frequencies: there the fit must be good. */
static bool
aim_current(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work         = &designer->work;
	const double        corner_rad_s = zout_hz_to_rad_s(current_corner_hz);
	const double at_1khz = cabs(zout_circuit_admittance(&work->circuit, zout_hz_to_rad_s(1e3) * (double complex)I));
	unsigned     i       = zout_load_first_point(work);
	for (const unsigned end = i + ZOUT_POINTS_A_STEP; i < end; ++i) {
		const double         omega    = designer->omega_rad_s[i];
		const double         relative = omega / corner_rad_s;
		const double complex siemens  = zout_circuit_admittance(&work->circuit, omega * (double complex)I);
		work->row_weight[i]           = designer->weight[i] / (at_1khz * (1.0 + relative * relative * relative));
		zout_load_put(work->rhs, i, (siemens - known_amps(designer, work->design, i)) * work->row_weight[i]);
	}
	return zout_load_was_last_point(i);
}

static bool
factor_current(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	return zout_load_factor_step(designer, n_current_sections(work->design), ZOUT_CURRENT_TAPS, work->x_current);
}

static void
solve_current(ZoutLoadDesigner* const designer)
{
	zout_lsq_back(&designer->lsq, designer->lsq.columns, designer->work.x_current);
}

/// The largest error that the solution for the current leaves, weighted
static double
worst_error(const ZoutLoadDesigner* const designer)
{
	const ZoutLoadWork* const work = &designer->work;
	double                    left[2 * ZOUT_FIT_POINTS];
	memcpy(left, work->rhs, sizeof(left));
	for (unsigned k = 0; k < ZOUT_CURRENT_TAPS; ++k) {
		for (unsigned i = 0; i < 2U * ZOUT_FIT_POINTS; ++i) {
			left[i] -= work->x_current[k] * designer->lsq.column[k][i];
		}
	}
	double worst = 0.0;
	for (unsigned i = 0; i < 2U * ZOUT_FIT_POINTS; ++i) {
		worst = fabs(left[i]) > worst ? fabs(left[i]) : worst;
	}
	return worst;
}

bool
zout_load_fit_aim_shared(ZoutLoadDesigner* const designer)
{
	return !is_shared(designer->work.design) || aim_current(designer);
}

bool
zout_load_fit_factor_shared(ZoutLoadDesigner* const designer)
{
	return !is_shared(designer->work.design) || factor_current(designer);
}

bool
zout_load_fit_solve_shared(ZoutLoadDesigner* const designer)
{
	if (is_shared(designer->work.design)) {
		solve_current(designer);
	}
	return true;
}

bool
zout_load_fit_judge_shared(ZoutLoadDesigner* const designer)
{
	if (is_shared(designer->work.design) && !(worst_error(designer) <= most_shared_error)) {
		designer->work.design->amps_per_volt = 0.0;
	}
	return true;
}

bool
zout_load_fit_aim_current(ZoutLoadDesigner* const designer)
{
	return is_shared(designer->work.design) || aim_current(designer);
}

bool
zout_load_fit_factor_current(ZoutLoadDesigner* const designer)
{
	return is_shared(designer->work.design) || factor_current(designer);
}

bool
zout_load_fit_solve_current(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	if (!is_shared(work->design)) {
		solve_current(designer);
	}
	take_current(designer, work->design, work->x_current);
	return true;
}
