// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file tables.h
 * Kernels of every instruction set against the scalar ones, on random values between canaries.
 */

#ifndef ZOUT_TESTS_TABLES_H
#define ZOUT_TESTS_TABLES_H

#include "lines.h"

#include <stdint.h>

enum {
	TABLES_MOST   = 1024, ///< Values
	TABLES_MARGIN = 256,  ///< Values before and after; also the canaries
	TABLES_ROOM   = TABLES_MOST + 2 * TABLES_MARGIN,
};

/** 35 taps of two values: 70 half-ulps (6e-8) at most, below -108 dB of the largest value */
#define TABLES_FLOAT_LIMIT 3.6e-6

/** -150 dB of the largest value */
#define TABLES_DOUBLE_LIMIT 3.16e-8

/** What no kernel may touch */
#define TABLES_CANARY (-1234.5)

/** Random values */
extern float  tables_f[8][TABLES_ROOM];
extern double tables_d[8][TABLES_ROOM];

/** Makes an array of canaries, [TABLES_ROOM]. */
void
tables_clear(float* out);

/** The same in double precision. */
void
tables_clear_d(double* out);

/** Values that a padded kernel may write when asked for n. */
unsigned
tables_padded(unsigned n);

/**
 * Asserts that n values from TABLES_MARGIN + shift on agree, and that `got` holds canaries before them and after
 * `room` values. Returns the largest deviation relative to the largest value expected.
 */
double
tables_compare_f(const float* got, const float* expected, unsigned shift, unsigned n, unsigned room, double limit);

/** The same in double precision, to TABLES_DOUBLE_LIMIT of the largest value and of the rms. */
double
tables_compare_d(const double* got, const double* expected, unsigned shift, unsigned n, unsigned room);

typedef void (*TablesCheck)(const ZoutKernels* tested,
                            const ZoutKernels* scalar,
                            unsigned           lanes,
                            unsigned           n_frames,
                            unsigned           shift);

/** Runs a check on every table (the scalar one too), for many sizes, both numbers of lanes and all alignments. */
void
tables_check(TablesCheck check);

#endif // ZOUT_TESTS_TABLES_H
