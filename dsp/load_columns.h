// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load_columns.h
 * What the fits of voltage and current are made of: one column of a least-squares problem for each term of a section's
 * numerator and for each tap, two rows for each frequency, in steps. [audio]
 */

#ifndef ZOUT_LOAD_COLUMNS_H
#define ZOUT_LOAD_COLUMNS_H

#include "load_design.h"

/** Writes a complex value to the two rows of fit point `i`. */
static inline void
zout_load_put(double* const column, const unsigned i, const double complex value)
{
	column[2U * i]      = creal(value);
	column[2U * i + 1U] = cimag(value);
}

/** Whether a section has a numerator of two terms; with one pole the second term is the FIR's already. */
static inline bool
zout_load_has_two_terms(const ZoutSection* const section)
{
	return section->a2 != 0.0;
}

/** First of the few fit points that a step takes; 0 to ZOUT_POINTS_A_STEP more follow. */
static inline unsigned
zout_load_first_point(const ZoutLoadWork* const work)
{
	return work->step * ZOUT_POINTS_A_STEP;
}

/** Whether a step that ends before fit point `next` is the last. */
static inline bool
zout_load_was_last_point(const unsigned next)
{
	return next == ZOUT_FIT_POINTS;
}

/** Frames by which tap `order` looks ahead, when taps are counted outwards from the centre: 0, 1, -1, 2, -2 ... */
ZOUT_REALTIME
int
zout_load_tap_ahead(const ZoutLoadDesigner* designer, unsigned order);

/** Columns of the first `n_sections` sections. */
ZOUT_REALTIME
unsigned
zout_load_count_columns(const ZoutLoadDesign* design, unsigned n_sections);

/**
 * Fills the next column, sections first, then the taps from the centre outwards, or factors a part of its row.
 *
 * @param x Receives what zout_lsq_forward() makes of the row, when that is complete.
 * @return Whether that was the last.
 */
ZOUT_REALTIME
bool
zout_load_factor_step(ZoutLoadDesigner* designer, unsigned n_sections, unsigned n_taps, double* x);

#endif // ZOUT_LOAD_COLUMNS_H
