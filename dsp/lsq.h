// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file lsq.h
 * Small linear least squares by normal equations and Cholesky factors. No allocation, bounded time. Any thread.
 */

#ifndef ZOUT_LSQ_H
#define ZOUT_LSQ_H

#include "attributes.h"

enum {
	ZOUT_LSQ_MAX_COLUMNS = 40,
	ZOUT_LSQ_MAX_ROWS    = 192, ///< A multiple of the eight running sums of a dot product
};

/// A problem min |A x - b|, with room for the factor of A'A
typedef struct {
	unsigned rows; ///< A multiple of 8; pad with zeros
	unsigned columns;
	double   column[ZOUT_LSQ_MAX_COLUMNS][ZOUT_LSQ_MAX_ROWS];    ///< A, column by column
	double   factor[ZOUT_LSQ_MAX_COLUMNS][ZOUT_LSQ_MAX_COLUMNS]; ///< Lower Cholesky factor of A'A
} ZoutLsq;

/**
 * Factors the normal equations of the columns.
 *
 * @param ridge Added to the diagonal, relative to it; keeps columns that nearly depend on each other harmless.
 */
ZOUT_REALTIME
void
zout_lsq_factor(ZoutLsq* lsq, double ridge);

/**
 * The same for a part of the factor's row `row`, when the columns up to it and all before that part are there.
 *
 * @param first, end Entries of the row to be found, from `first` to before `end`; the row has row + 1 of them.
 */
ZOUT_REALTIME
void
zout_lsq_factor_part(ZoutLsq* lsq, unsigned row, unsigned first, unsigned end, double ridge);

/**
 * Solves for the first `columns` unknowns only, after zout_lsq_factor().
 *
 * The factor of a leading block is the leading block of the factor, so one factor serves models of several sizes.
 *
 * @param rhs Right-hand side b, [rows].
 * @param x Receives the solution, [columns].
 */
ZOUT_REALTIME
void
zout_lsq_solve(const ZoutLsq* lsq, unsigned columns, const double* rhs, double* x);

/**
 * The first half of that for one row, when its factor and what this function makes of all rows before are there.
 *
 * @param x Receives one more number, x[row].
 */
ZOUT_REALTIME
void
zout_lsq_forward(const ZoutLsq* lsq, unsigned row, const double* rhs, double* x);

/** The second half, which makes the solution of these numbers. */
ZOUT_REALTIME
void
zout_lsq_back(const ZoutLsq* lsq, unsigned columns, double* x);

#endif // ZOUT_LSQ_H
