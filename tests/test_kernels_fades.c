// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The kernels that fade from an old load to a new one, on every instruction set against the scalar ones, as
 * tests/test_kernels.c does with the others; against the formula; and against what they give in parts. */

#include "tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

/// Frames of a fade, and those that are left of it at its first call
enum { FADE_FRAMES = 2400, TO_GO_FRAMES = 1100 };

/// Frames that are faded at once where a fade is cut into parts
static unsigned
part_frames(const unsigned shift)
{
	return 1U + shift;
}

/// What a value `from` which it is faded leaves of it in a frame
static double
faded(const double to, const double from, const double frame)
{
	return to + (from - to) * (TO_GO_FRAMES - frame) / FADE_FRAMES;
}

/* Values of at most 1.5, differences of at most 3, and weights below a half: four roundings of at most 2, half an ulp
 * each. Cut into parts the voltage is the same to the bit. */
static void
check_loads(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static double            volts[2][TABLES_ROOM];
	static double            amps[TABLES_ROOM];
	const unsigned           n                         = n_frames * lanes;
	const unsigned           room                      = (n + 7U) / 8U * 8U;
	const unsigned           at                        = TABLES_MARGIN + shift;
	const double             share                     = 1.0 / FADE_FRAMES;
	const double* const      old_volts                 = tables_d[2] + TABLES_MARGIN;
	const double* const      old_amps                  = tables_d[3] + TABLES_MARGIN;
	const ZoutKernels* const kernels[2]                = {tested, scalar};
	double                   sum[3][3][ZOUT_MAX_LANES] = {{{0.0}}};
	for (unsigned k = 0; k < 2; ++k) {
		tables_clear_d(volts[k]);
		tables_clear_d(amps);
		memcpy(volts[k] + at, tables_d[0] + at, room * sizeof(double));
		memcpy(amps + at, tables_d[1] + at, room * sizeof(double));
		kernels[k]->fade(sum[k], volts[k] + at, amps + at, old_volts, old_amps, TO_GO_FRAMES, share, lanes, n_frames);
		assert_true(amps[at - 1U] == TABLES_CANARY && amps[at + room] == TABLES_CANARY);
	}
	tables_compare_d(volts[0], volts[1], shift, n, room);
	for (unsigned i = 0; i < n; ++i) {
		const unsigned lane = i % lanes;
		const double   v    = faded(tables_d[0][at + i], old_volts[i], (double)(i / lanes));
		const double   a    = faded(tables_d[1][at + i], old_amps[i], (double)(i / lanes));
		assert_true(fabs(volts[0][at + i] - v) <= 8.9e-16);
		sum[2][0][lane] += v * v;
		sum[2][1][lane] += a * a;
		sum[2][2][lane] += v * a;
	}
	for (unsigned k = 0; k < 2; ++k) {
		for (unsigned i = 0; i < 3U * ZOUT_MAX_LANES; ++i) {
			assert_true(fabs(sum[k][i / 4U][i % 4U] - sum[2][i / 4U][i % 4U]) <= 1e-14 * (n_frames + 1.0));
		}
	}
	for (unsigned frame = 0; frame < n_frames; frame += part_frames(shift)) { // padded: aside
		const size_t   i    = (size_t)frame * lanes;
		const unsigned some = part_frames(shift) < n_frames - frame ? part_frames(shift) : n_frames - frame;
		memcpy(volts[1], tables_d[0] + at + i, (some * lanes + 8U) * sizeof(double));
		memcpy(amps, tables_d[1] + at + i, (some * lanes + 8U) * sizeof(double));
		tested->fade(sum[0], volts[1], amps, old_volts + i, old_amps + i, TO_GO_FRAMES - frame, share, lanes, some);
		assert_memory_equal(volts[0] + at + i, volts[1], some * lanes * sizeof(double));
	}
}

/* The same in single precision. */
static void
check_singles(const ZoutKernels* const tested,
              const ZoutKernels* const scalar,
              const unsigned           lanes,
              const unsigned           n_frames,
              const unsigned           shift)
{
	static float             to[2][TABLES_ROOM];
	const unsigned           n          = n_frames * lanes;
	const unsigned           room       = (n + 7U) / 8U * 8U;
	const unsigned           at         = TABLES_MARGIN + shift;
	const float              share      = 1.0F / FADE_FRAMES;
	const float* const       from       = tables_f[1] + TABLES_MARGIN;
	const ZoutKernels* const kernels[2] = {tested, scalar};
	for (unsigned k = 0; k < 2; ++k) {
		tables_clear(to[k]);
		memcpy(to[k] + at, tables_f[0] + at, room * sizeof(float));
		const float most = kernels[k]->fade_single(to[k] + at, from, TO_GO_FRAMES, share, lanes, n);
		assert_true(most == scalar->peak(to[k] + at, n));
	}
	tables_compare_f(to[0], to[1], shift, n, room, 4.8e-7);
	for (unsigned frame = 0; frame < n_frames; frame += part_frames(shift)) { // padded: aside
		const size_t   i    = (size_t)frame * lanes;
		const unsigned some = part_frames(shift) < n_frames - frame ? part_frames(shift) : n_frames - frame;
		memcpy(to[1], tables_f[0] + at + i, (some * lanes + 8U) * sizeof(float));
		tested->fade_single(to[1], from + i, TO_GO_FRAMES - frame, share, lanes, some * lanes);
		assert_memory_equal(to[0] + at + i, to[1], some * lanes * sizeof(float));
	}
}

static void
test_fades_of_loads(void** const state)
{
	(void)state;
	tables_check(check_loads);
}

static void
test_fades_in_single_precision(void** const state)
{
	(void)state;
	tables_check(check_singles);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fades_of_loads),
		cmocka_unit_test(test_fades_in_single_precision),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
