// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tables.h"

#include "fuzz.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static const unsigned sizes[] = {0, 1, 2, 3, 5, 7, 8, 15, 16, 31, 33, 64, 100, 250, 256};
enum { N_SIZES = sizeof(sizes) / sizeof(sizes[0]) };

float  tables_f[8][TABLES_ROOM];
double tables_d[8][TABLES_ROOM];

static void
fill(uint32_t seed)
{
	for (unsigned k = 0; k < 8; ++k) {
		fuzz_noise(tables_f[k], TABLES_ROOM, 1.5, &seed);
		for (unsigned i = 0; i < TABLES_ROOM; ++i) {
			// All 53 bits: products of shorter numbers would be exact, and so would any order of summing them
			const double coarse = fuzz_uniform(&seed);
			tables_d[k][i]      = 2.0 * (coarse + fuzz_uniform(&seed) / (double)(1U << 24U)) - 1.0;
		}
	}
}

void
tables_clear(float* const out)
{
	for (unsigned i = 0; i < TABLES_ROOM; ++i) {
		out[i] = (float)TABLES_CANARY;
	}
}

unsigned
tables_padded(const unsigned n)
{
	return (n + ZOUT_PAD_VALUES - 1U) / ZOUT_PAD_VALUES * ZOUT_PAD_VALUES;
}

double
tables_compare_f(const float* const got,
                 const float* const expected,
                 const unsigned     shift,
                 const unsigned     n,
                 const unsigned     room,
                 const double       limit)
{
	const unsigned from  = TABLES_MARGIN + shift;
	double         most  = 0.0;
	double         worst = 0.0;
	for (unsigned i = from; i < from + n; ++i) {
		most  = fmax(most, fabs((double)expected[i]));
		worst = fmax(worst, fabs((double)got[i] - (double)expected[i]));
		assert_true(isnan(got[i]) == 0);
	}
	assert_true(worst <= limit * most);
	for (unsigned i = 0; i < TABLES_ROOM; ++i) {
		assert_true((i >= from && i < from + room) || got[i] == (float)TABLES_CANARY);
	}
	return most > 0.0 ? worst / most : 0.0;
}

double
tables_compare_d(const double* const got,
                 const double* const expected,
                 const unsigned      shift,
                 const unsigned      n,
                 const unsigned      room)
{
	const unsigned from   = TABLES_MARGIN + shift;
	double         most   = 0.0;
	double         worst  = 0.0;
	double         square = 0.0;
	double         off    = 0.0;
	for (unsigned i = from; i < from + n; ++i) {
		const double miss = got[i] - expected[i];
		most              = fmax(most, fabs(expected[i]));
		worst             = fmax(worst, fabs(miss));
		square += expected[i] * expected[i];
		off += miss * miss;
		assert_true(isnan(got[i]) == 0);
	}
	assert_true(worst <= TABLES_DOUBLE_LIMIT * most && sqrt(off) <= TABLES_DOUBLE_LIMIT * sqrt(square));
	for (unsigned i = 0; i < TABLES_ROOM; ++i) {
		assert_true((i >= from && i < from + room) || got[i] == TABLES_CANARY);
	}
	return most > 0.0 ? worst / most : 0.0;
}

void
tables_clear_d(double* const out)
{
	for (unsigned i = 0; i < TABLES_ROOM; ++i) {
		out[i] = TABLES_CANARY;
	}
}

void
tables_check(const TablesCheck check)
{
	unsigned t = 0;
	for (; zout_kernels_available(t); ++t) {
		for (unsigned i = 0; i < N_SIZES * 2U * 4U; ++i) {
			fill(i);
			check(zout_kernels_available(t), &zout_kernels_scalar, 2U + i % 2U * 2U, sizes[i / 8U], i / 2U % 4U);
		}
	}
	assert_true(t >= 1 && zout_kernels_available(0) == &zout_kernels_scalar);
}
