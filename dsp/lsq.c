// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lsq.h"

#include <math.h>
#include <stddef.h>

enum { RUNNING_SUMS = 8 };

/// Dot product in eight running sums, so that the compiler may use vectors without reordering anything
static double
dot(const double* const restrict a, const double* const restrict b, const unsigned n)
{
	double sum[RUNNING_SUMS] = {0.0};
	for (size_t i = 0; i < n; i += RUNNING_SUMS) {
		for (size_t k = 0; k < RUNNING_SUMS; ++k) {
			sum[k] += a[i + k] * b[i + k];
		}
	}
	return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

void
zout_lsq_factor_part(ZoutLsq* const lsq,
                     const unsigned row,
                     const unsigned first,
                     const unsigned end,
                     const double   ridge)
{
	for (unsigned j = first; j < end; ++j) {
		double sum = dot(lsq->column[row], lsq->column[j], lsq->rows);
		if (row == j) {
			sum += ridge * sum;
		}
		const double diagonal = sum;
		for (unsigned k = 0; k < j; ++k) {
			sum -= lsq->factor[row][k] * lsq->factor[j][k];
		}
		if (row == j) {
			// Rounding may make a pivot vanish: the column then says nothing new and must weigh nothing.
			const double least  = ridge * diagonal;
			lsq->factor[row][j] = sqrt(sum > least ? sum : least > 0.0 ? least : 1.0);
		} else {
			lsq->factor[row][j] = sum / lsq->factor[j][j];
		}
	}
}

void
zout_lsq_factor(ZoutLsq* const lsq, const double ridge)
{
	for (unsigned row = 0; row < lsq->columns; ++row) {
		zout_lsq_factor_part(lsq, row, 0, row + 1U, ridge);
	}
}

void
zout_lsq_forward(const ZoutLsq* const lsq, const unsigned row, const double* const rhs, double* const x)
{
	double sum = dot(lsq->column[row], rhs, lsq->rows);
	for (unsigned k = 0; k < row; ++k) {
		sum -= lsq->factor[row][k] * x[k];
	}
	x[row] = sum / lsq->factor[row][row];
}

void
zout_lsq_back(const ZoutLsq* const lsq, const unsigned columns, double* const x)
{
	for (unsigned i = columns; i-- > 0;) {
		double sum = x[i];
		for (unsigned k = i + 1; k < columns; ++k) {
			sum -= lsq->factor[k][i] * x[k];
		}
		x[i] = sum / lsq->factor[i][i];
	}
}

void
zout_lsq_solve(const ZoutLsq* const lsq, const unsigned columns, const double* const rhs, double* const x)
{
	for (unsigned i = 0; i < columns; ++i) {
		zout_lsq_forward(lsq, i, rhs, x);
	}
	zout_lsq_back(lsq, columns, x);
}
