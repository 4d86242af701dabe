// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load_fit.h"

#include "reciprocal.h"
#include "units.h"

#include <math.h>
#include <string.h>

/// Above it the current may be less exact
static const double current_corner_hz = 2000.0;

/// Least that holds the factorisation: sections with poles close together are nearly alike
static const double ridge = 1e-14;

/// Up to the first of these turns the voltage is fitted for little error in all, from the second on for an even one
static const double uneven_turn = 0.12;
static const double even_turn   = 0.46;

/// What a bend counts as a turn: a resonance near the end of the band may hide its turn
static const double bent = 2.0;

/// Entries of the factor that a step works out
enum { ENTRIES_A_STEP = 5 };

/// Frames by which tap `order` looks ahead, when taps are counted outwards from the centre: 0, 1, -1, 2, -2 ...
static int
tap_ahead(const ZoutLoadDesigner* const designer, const unsigned order)
{
	const unsigned ahead = designer->lookahead;
	const unsigned lag   = designer->n_taps - 1U - ahead;
	const unsigned both  = 2U * (ahead < lag ? ahead : lag);
	if (order <= both) {
		return order % 2U ? (int)(order + 1U) / 2 : -(int)(order / 2U);
	}
	return ahead > lag ? (int)(order - lag) : -(int)(order - ahead);
}

static void
put(double* const column, const unsigned i, const double complex value)
{
	column[2U * i]      = creal(value);
	column[2U * i + 1U] = cimag(value);
}

/// Whether a section has a numerator of two terms; with one pole the second term is the FIR's already
static bool
has_two_terms(const ZoutSection* const section)
{
	return section->a2 != 0.0;
}

/// Columns of the first `n_sections` sections
static unsigned
n_section_columns(const ZoutLoadDesign* const design, const unsigned n_sections)
{
	unsigned n = 0;
	for (unsigned k = 0; k < n_sections; ++k) {
		n += has_two_terms(&design->section[k]) ? 2U : 1U;
	}
	return n;
}

/**
 * Fills a column of a section: its first, or the second one behind that.
 *
 * The second is the difference of two delays, not the second delay: at high rates the two are so alike that the fit
 * would lose them in rounding.
 */
static void
fill_section_column(ZoutLoadDesigner* const designer, const unsigned n)
{
	const ZoutSection* section = designer->work.design->section;
	double* const      column  = designer->lsq.column[n];
	unsigned           first   = 0;
	while (first + (has_two_terms(section) ? 2U : 1U) <= n) {
		first += has_two_terms(section) ? 2U : 1U;
		++section;
	}
	for (unsigned i = 0; i < ZOUT_FIT_POINTS; ++i) {
		const double complex z1 = conj(designer->delay[i][1]);
		if (first == n) {
			const double complex z2 = conj(designer->delay[i][2]);
			put(column, i, designer->work.row_weight[i] * zout_reciprocal(1.0 + section->a1 * z1 + section->a2 * z2));
		} else {
			const double* const before = designer->lsq.column[first] + 2U * i;
			put(column, i, (before[0] + before[1] * (double complex)I) * (1.0 - z1));
		}
	}
}

static void
fill_tap_column(ZoutLoadDesigner* const designer, const unsigned n, const int ahead)
{
	for (unsigned i = 0; i < ZOUT_FIT_POINTS; ++i) {
		put(designer->lsq.column[n], i, designer->work.row_weight[i] * zout_load_delay(designer, i, ahead));
	}
}

static void
fill_column(ZoutLoadDesigner* const designer, const unsigned n, const unsigned n_section_columns)
{
	if (n < n_section_columns) {
		fill_section_column(designer, n);
	} else {
		fill_tap_column(designer, n, tap_ahead(designer, n - n_section_columns));
	}
}

/// Fills the next column, sections first, then the taps from the centre outwards, or factors a part of its row
static bool
factor_step(ZoutLoadDesigner* const designer, const unsigned n_sections, const unsigned n_taps)
{
	ZoutLoadWork* const work      = &designer->work;
	ZoutLsq* const      lsq       = &designer->lsq;
	const unsigned      n_columns = n_section_columns(work->design, n_sections);
	if (work->step == 0) {
		lsq->rows    = 2U * ZOUT_FIT_POINTS;
		lsq->columns = n_columns + n_taps;
		work->column = 0;
		work->entry  = 0;
	}
	if (work->entry == 0) {
		fill_column(designer, work->column, n_columns);
	}
	const unsigned left = work->column + 1U - work->entry;
	const unsigned end  = work->entry + (left < ENTRIES_A_STEP ? left : ENTRIES_A_STEP);
	zout_lsq_factor_part(lsq, work->column, work->entry, end, ridge);
	work->entry = end;
	if (end > work->column) {
		work->column += 1U;
		work->entry = 0;
	}
	return work->column == lsq->columns;
}

/// Hands the solution back: numerators to the sections, the rest to the taps
static void
take_solution(const ZoutLoadDesigner* const designer,
              ZoutLoadDesign* const         design,
              const double* const           x_voltage,
              const double* const           x_current)
{
	const unsigned n_current = n_section_columns(design, design->n_sections - 1U);
	unsigned       n         = 0;
	for (unsigned k = 0; k < design->n_sections; ++k) {
		ZoutSection* const section     = &design->section[k];
		const bool         has_current = n < n_current;
		section->v0                    = x_voltage[n];
		section->i0                    = has_current ? x_current[n] : 0.0;
		n += 1U;
		if (has_two_terms(section)) {
			section->v0 += x_voltage[n];
			section->i0 += has_current ? x_current[n] : 0.0;
			section->v1 = -x_voltage[n];
			section->i1 = has_current ? -x_current[n] : 0.0;
			n += 1U;
		}
	}
	for (unsigned order = 0; order < designer->n_taps; ++order) {
		design->tap[(int)designer->lookahead - tap_ahead(designer, order)] = x_voltage[n + order];
	}
	for (unsigned order = 0; order < ZOUT_CURRENT_TAPS; ++order) {
		design->current_tap[ZOUT_CURRENT_AHEAD - tap_ahead(designer, order)] = x_current[n_current + order];
	}
}

/// First of the few fit points that a step takes; 0 to ZOUT_POINTS_A_STEP more follow
static unsigned
first_point(const ZoutLoadWork* const work)
{
	return work->step * ZOUT_POINTS_A_STEP;
}

static bool
was_last_point(const unsigned next)
{
	return next == ZOUT_FIT_POINTS;
}

bool
zout_load_fit_aim_voltage(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work  = &designer->work;
	const double        scale = work->normalise ? 1.0 / work->design->volts_at_1khz : 1.0;
	const double        share = zout_load_share(fabs(work->turn) + bent * fabs(work->bend), uneven_turn, even_turn);
	const double        even  = share * share; // the weights differ by orders of magnitude
	unsigned            i     = first_point(work);
	for (const unsigned end = i + ZOUT_POINTS_A_STEP; i < end; ++i) {
		const double complex s      = designer->omega_rad_s[i] * (double complex)I;
		const double complex v      = zout_circuit_transfer(&work->circuit, s) * scale;
		const double         noise  = designer->noise_weight[i];
		const double         weight = noise + even * (designer->weight[i] - noise);
		work->row_weight[i]         = weight / (cabs(v) + 0.01); // the error is to be relative
		put(work->rhs, i, v * work->row_weight[i]);
	}
	return was_last_point(i);
}

bool
zout_load_fit_factor_voltage(ZoutLoadDesigner* const designer)
{
	return factor_step(designer, designer->work.design->n_sections, designer->n_taps);
}

bool
zout_load_fit_solve_voltage(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	zout_lsq_solve(&designer->lsq, designer->lsq.columns, work->rhs, work->x_voltage);
	if (work->design->is_wire) {
		// The fit finds this but for rounding; beside a chain that is no wire it has to be exact.
		memset(work->x_voltage, 0, sizeof(work->x_voltage));
		work->x_voltage[n_section_columns(work->design, work->design->n_sections)] = 1.0;
	}
	return true;
}

/* The few taps of the current cannot be right everywhere. Music has its power, and limits their effect, at low
 * frequencies: there the fit must be good. */
bool
zout_load_fit_aim_current(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work         = &designer->work;
	const double        corner_rad_s = zout_hz_to_rad_s(current_corner_hz);
	const double at_1khz = cabs(zout_circuit_admittance(&work->circuit, zout_hz_to_rad_s(1e3) * (double complex)I));
	unsigned     i       = first_point(work);
	for (const unsigned end = i + ZOUT_POINTS_A_STEP; i < end; ++i) {
		const double omega    = designer->omega_rad_s[i];
		const double relative = omega / corner_rad_s;
		work->row_weight[i]   = designer->weight[i] / (at_1khz * (1.0 + relative * relative * relative));
		put(work->rhs, i, zout_circuit_admittance(&work->circuit, omega * (double complex)I) * work->row_weight[i]);
	}
	return was_last_point(i);
}

bool
zout_load_fit_factor_current(ZoutLoadDesigner* const designer)
{
	return factor_step(designer, designer->work.design->n_sections - 1U, ZOUT_CURRENT_TAPS);
}

bool
zout_load_fit_solve_current(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	zout_lsq_solve(&designer->lsq, designer->lsq.columns, work->rhs, work->x_current);
	take_solution(designer, work->design, work->x_voltage, work->x_current);
	return true;
}
