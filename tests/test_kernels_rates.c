// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The way to the rate of the limits and back on every instruction set against the scalar kernels, as
 * tests/test_kernels.c does with the others. */

#include "tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

/// Ten roundings of sums of up to ten, 6e-7 each at most
static const double rounding = 1e-5;

/* Doubling a rate and halving it, with the numbers of taps that the limiter has and one that has no loop of its own.
 * All tables round alike. Vectors may write what is left over of the last of them, eight pairs at most. */
static void
check_rates(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static const unsigned    n_taps[4] = {2, 3, 4, 5};
	static float             got[2][6][TABLES_ROOM];
	const ZoutKernels* const kernels[2] = {tested, scalar};
	const unsigned           n_pairs    = n_frames % (TABLES_MOST / 4U);
	const unsigned           at         = TABLES_MARGIN + shift;
	const unsigned           taps       = n_taps[n_frames % 4U];
	const ZoutPhases         phases     = {tables_f[0] + at, tables_f[1] + TABLES_MARGIN};
	const unsigned           room       = 2U * n_pairs + ZOUT_PAD_VALUES;
	const unsigned           joined     = n_pairs / 4U; // of up to four lanes
	for (unsigned k = 0; k < 2; ++k) {
		for (unsigned i = 0; i < 6; ++i) {
			tables_clear(got[k][i]);
		}
		kernels[k]->double_rate(got[k][0] + at, tables_f[0] + at, tables_f[3], taps, n_pairs);
		kernels[k]->fill_phase(got[k][1] + at, tables_f[0] + at, tables_f[3], taps, n_pairs);
		kernels[k]->halve_rate(got[k][2] + at, phases, tables_f[3], taps, n_pairs);
		kernels[k]->halve_to_phases(
			(ZoutPhases){got[k][3] + at, got[k][4] + at}, phases, tables_f[3], taps, n_pairs / 2U);
		kernels[k]->join_phases(got[k][5] + at, phases, lanes, joined);
	}
	tables_compare_f(got[0][0], got[1][0], shift, 4U * n_pairs, room + 2U * n_pairs, 0.0);
	for (unsigned i = 1; i < 5; ++i) {
		const unsigned n = i < 3 ? 2U * n_pairs : n_pairs / 2U * 2U;
		tables_compare_f(got[0][i], got[1][i], shift, n, room, 0.0);
	}

	tables_compare_f(got[0][5], got[1][5], shift, 4U * joined, 4U * joined + ZOUT_PAD_VALUES, 0.0);

	// The specification itself, by the sums that kernels.h states
	for (unsigned i = 0; i < 2U * n_pairs; ++i) {
		const float* const in    = tables_f[0] + at + i;
		const float* const odd   = tables_f[1] + TABLES_MARGIN + i;
		double             up    = 0.0;
		double             there = 0.0;
		for (int p = 0; p < (int)taps; ++p) {
			up += (double)tables_f[3][p] * ((double)in[-2 * p] + (double)in[2 + 2 * p]);
			there += (double)tables_f[3][p] * ((double)odd[-2 - 2 * p] + (double)odd[2 * p]);
		}
		const unsigned woven = at + i / 2U * 4U + i % 2U;
		assert_true(got[1][0][woven] == *in);
		assert_true(fabs((double)got[1][0][woven + 2U] - up) < rounding);
		assert_true(fabs((double)got[1][1][at + i] - up) < rounding);
		assert_true(fabs((double)got[1][2][at + i] - (0.5 * ((double)*in + there))) < rounding);
	}
	for (unsigned i = 0; i < n_pairs / 2U * 2U; ++i) {
		const unsigned woven = at + i / 2U * 4U + i % 2U;
		assert_true(got[1][3][at + i] == got[1][2][woven]);
		assert_true(got[1][4][at + i] == got[1][2][woven + 2U]);
	}
	for (unsigned i = 0; i < 2U * joined; ++i) {
		const unsigned woven = at + i / 2U * 4U + i % 2U;
		const unsigned lane  = i / 2U * lanes + i % 2U;
		assert_true(got[1][5][woven] == phases.even[lane] && got[1][5][woven + 2U] == phases.odd[lane]);
	}
}

/* The same between the moments of steps, with two taps */
static void
check_moments(const ZoutKernels* const tested,
              const ZoutKernels* const scalar,
              const unsigned           lanes,
              const unsigned           n_frames,
              const unsigned           shift)
{
	static float             got[2][4][TABLES_ROOM];
	const ZoutKernels* const kernels[2] = {tested, scalar};
	const unsigned           n_steps    = n_frames % (TABLES_MOST / 2U);
	const unsigned           n          = 2U * n_steps;
	const unsigned           at         = TABLES_MARGIN + shift;
	const float* const       taps       = tables_f[3];
	float* const in[4] = {tables_f[0] + at, tables_f[1] + TABLES_MARGIN, tables_f[2] + at, tables_f[4] + at};
	(void)lanes;
	for (unsigned k = 0; k < 2; ++k) {
		for (unsigned i = 0; i < 4; ++i) {
			tables_clear(got[k][i]);
		}
		const ZoutMoments filled = {{in[0], got[k][0] + at, in[2], got[k][1] + at}};
		const ZoutMoments given  = {{in[0], in[1], in[2], in[3]}};
		kernels[k]->fill_moments(filled, taps, n_steps);
		kernels[k]->halve_moments((ZoutPhases){got[k][2] + at, got[k][3] + at}, given, taps, n_steps);
	}
	for (unsigned i = 0; i < 4; ++i) {
		tables_compare_f(got[0][i], got[1][i], shift, n, n + ZOUT_PAD_VALUES, 0.0);
	}

	// The specification itself, by the sums of fill_phase() and halve_rate()
	for (int i = 0; i < (int)n; ++i) {
		const double t[2] = {(double)taps[0], (double)taps[1]};
		const double second =
			t[0] * ((double)in[0][i] + (double)in[2][i]) + t[1] * ((double)in[2][i - 2] + (double)in[0][i + 2]);
		const double last =
			t[0] * ((double)in[2][i] + (double)in[0][i + 2]) + t[1] * ((double)in[0][i] + (double)in[2][i + 2]);
		const double even = (double)in[0][i] + t[0] * ((double)in[3][i - 2] + (double)in[1][i]) +
		                    t[1] * ((double)in[1][i - 2] + (double)in[3][i]);
		const double odd = (double)in[2][i] + t[0] * ((double)in[1][i] + (double)in[3][i]) +
		                   t[1] * ((double)in[3][i - 2] + (double)in[1][i + 2]);
		assert_true(fabs((double)got[1][0][at + (unsigned)i] - second) < rounding);
		assert_true(fabs((double)got[1][1][at + (unsigned)i] - last) < rounding);
		assert_true(fabs((double)got[1][2][at + (unsigned)i] - 0.5 * even) < rounding);
		assert_true(fabs((double)got[1][3][at + (unsigned)i] - 0.5 * odd) < rounding);
	}
}

static void
test_rates(void** const state)
{
	(void)state;
	tables_check(check_rates);
}

static void
test_moments(void** const state)
{
	(void)state;
	tables_check(check_moments);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_moments),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
