// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load_columns.h"

#include "reciprocal.h"

/// Least that holds the factorisation: sections with poles close together are nearly alike
static const double ridge = 1e-14;

/// Entries of the factor that a step works out
enum { ENTRIES_A_STEP = 5 };

int
zout_load_tap_ahead(const ZoutLoadDesigner* const designer, const unsigned order)
{
	const unsigned ahead = designer->lookahead;
	const unsigned lag   = designer->n_taps - 1U - ahead;
	const unsigned both  = 2U * (ahead < lag ? ahead : lag);
	if (order <= both) {
		return order % 2U ? (int)(order + 1U) / 2 : -(int)(order / 2U);
	}
	return ahead > lag ? (int)(order - lag) : -(int)(order - ahead);
}

unsigned
zout_load_count_columns(const ZoutLoadDesign* const design, const unsigned n_sections)
{
	unsigned n = 0;
	for (unsigned k = 0; k < n_sections; ++k) {
		n += zout_load_has_two_terms(&design->section[k]) ? 2U : 1U;
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
	while (first + (zout_load_has_two_terms(section) ? 2U : 1U) <= n) {
		first += zout_load_has_two_terms(section) ? 2U : 1U;
		++section;
	}
	for (unsigned i = 0; i < ZOUT_FIT_POINTS; ++i) {
		const double complex z1 = conj(designer->delay[i][1]);
		if (first == n) {
			const double complex z2 = conj(designer->delay[i][2]);
			zout_load_put(
				column, i, designer->work.row_weight[i] * zout_reciprocal(1.0 + section->a1 * z1 + section->a2 * z2));
		} else {
			const double* const before = designer->lsq.column[first] + 2U * i;
			zout_load_put(column, i, (before[0] + before[1] * (double complex)I) * (1.0 - z1));
		}
	}
}

static void
fill_tap_column(ZoutLoadDesigner* const designer, const unsigned n, const int ahead)
{
	for (unsigned i = 0; i < ZOUT_FIT_POINTS; ++i) {
		zout_load_put(designer->lsq.column[n], i, designer->work.row_weight[i] * zout_load_delay(designer, i, ahead));
	}
}

static void
fill_column(ZoutLoadDesigner* const designer, const unsigned n, const unsigned n_section_columns)
{
	if (n < n_section_columns) {
		fill_section_column(designer, n);
	} else {
		fill_tap_column(designer, n, zout_load_tap_ahead(designer, n - n_section_columns));
	}
}

bool
zout_load_factor_step(ZoutLoadDesigner* const designer,
                      const unsigned          n_sections,
                      const unsigned          n_taps,
                      double* const           x)
{
	ZoutLoadWork* const work      = &designer->work;
	ZoutLsq* const      lsq       = &designer->lsq;
	const unsigned      n_columns = zout_load_count_columns(work->design, n_sections);
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
		zout_lsq_forward(lsq, work->column, work->rhs, x);
		work->column += 1U;
		work->entry = 0;
	}
	return work->column == lsq->columns;
}
