// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load_fit.h"

#include "reciprocal.h"
#include "units.h"

#include <math.h>
#include <string.h>

/// Above it the current may be less exact
static const double current_corner_hz = 2000.0;

/// Most error of a current with shared sections at any fit point, relative to the current at 1 kHz and weighted as the
/// fit does. Its own fit leaves as much at the end of the band.
static const double most_shared_error = 7e-4;

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

/// Hands the voltage's solution back: numerators to the sections, the rest to the taps
static void
take_voltage(const ZoutLoadDesigner* const designer, ZoutLoadDesign* const design, const double* const x)
{
	unsigned n = 0;
	for (unsigned k = 0; k < design->n_sections; ++k) {
		ZoutSection* const section = &design->section[k];
		section->v0                = x[n++];
		if (has_two_terms(section)) {
			section->v0 += x[n];
			section->v1 = -x[n++];
		}
	}
	for (unsigned order = 0; order < designer->n_taps; ++order) {
		design->tap[(int)designer->lookahead - tap_ahead(designer, order)] = x[n + order];
	}
}

/// Sections with a numerator for the current that is to be found
static unsigned
n_current_sections(const ZoutLoadDesign* const design)
{
	return design->amps_per_volt != 0.0 ? 0U : design->n_sections - 1U;
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
		if (has_two_terms(section)) {
			section->i0 += x[n];
			section->i1 = -x[n++];
		}
	}
	for (unsigned order = 0; order < ZOUT_CURRENT_TAPS; ++order) {
		design->current_tap[ZOUT_CURRENT_AHEAD - tap_ahead(designer, order)] = x[n + order];
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
	take_voltage(designer, work->design, work->x_voltage);
	return true;
}

/* The few taps of the current cannot be right everywhere. Music has its power, and limits their effect, at low
 * frequencies: there the fit must be good. */
static bool
aim_current(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work         = &designer->work;
	const double        corner_rad_s = zout_hz_to_rad_s(current_corner_hz);
	const double at_1khz = cabs(zout_circuit_admittance(&work->circuit, zout_hz_to_rad_s(1e3) * (double complex)I));
	unsigned     i       = first_point(work);
	for (const unsigned end = i + ZOUT_POINTS_A_STEP; i < end; ++i) {
		const double         omega    = designer->omega_rad_s[i];
		const double         relative = omega / corner_rad_s;
		const double complex siemens  = zout_circuit_admittance(&work->circuit, omega * (double complex)I);
		work->row_weight[i]           = designer->weight[i] / (at_1khz * (1.0 + relative * relative * relative));
		put(work->rhs, i, (siemens - known_amps(designer, work->design, i)) * work->row_weight[i]);
	}
	return was_last_point(i);
}

/// The largest error that the solution for the current leaves, weighted
static double
worst_error(const ZoutLoadDesigner* const designer)
{
	const ZoutLoadWork* const work  = &designer->work;
	double                    worst = 0.0;
	for (unsigned i = 0; i < 2U * ZOUT_FIT_POINTS; ++i) {
		double left = work->rhs[i];
		for (unsigned k = 0; k < designer->lsq.columns; ++k) {
			left -= work->x_current[k] * designer->lsq.column[k][i];
		}
		worst = fmax(worst, fabs(left));
	}
	return worst;
}

static bool
is_shared(const ZoutLoadDesigner* const designer)
{
	return designer->work.design->amps_per_volt != 0.0;
}

bool
zout_load_fit_aim_shared(ZoutLoadDesigner* const designer)
{
	return !is_shared(designer) || aim_current(designer);
}

bool
zout_load_fit_factor_shared(ZoutLoadDesigner* const designer)
{
	return !is_shared(designer) || factor_step(designer, 0, ZOUT_CURRENT_TAPS);
}

bool
zout_load_fit_solve_shared(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	if (is_shared(designer)) {
		zout_lsq_solve(&designer->lsq, designer->lsq.columns, work->rhs, work->x_current);
		if (worst_error(designer) > most_shared_error) {
			work->design->amps_per_volt = 0.0;
		}
	}
	return true;
}

bool
zout_load_fit_aim_current(ZoutLoadDesigner* const designer)
{
	return is_shared(designer) || aim_current(designer);
}

bool
zout_load_fit_factor_current(ZoutLoadDesigner* const designer)
{
	return is_shared(designer) || factor_step(designer, designer->work.design->n_sections - 1U, ZOUT_CURRENT_TAPS);
}

bool
zout_load_fit_solve_current(ZoutLoadDesigner* const designer)
{
	ZoutLoadWork* const work = &designer->work;
	if (!is_shared(designer)) {
		zout_lsq_solve(&designer->lsq, designer->lsq.columns, work->rhs, work->x_current);
	}
	take_current(designer, work->design, work->x_current);
	return true;
}
