// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The kernels that fade from one stream to another, on every instruction set against the scalar ones, as
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

/* Values of at most 1.5, differences of at most 3, and weights below a half: four roundings of at most 2, half an ulp
 * each. Cut into parts they are the same to the bit. */
static void
check_fades(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static double      d[3][TABLES_ROOM];
	static float       f[3][TABLES_ROOM];
	static double      aside_d[TABLES_ROOM];
	static float       aside_f[TABLES_ROOM];
	const unsigned     n       = n_frames * lanes;
	const unsigned     at      = TABLES_MARGIN + shift;
	const double       share_d = 1.0 / FADE_FRAMES;
	const float        share_f = 1.0F / FADE_FRAMES;
	const double*      from_d  = tables_d[1] + TABLES_MARGIN;
	const float*       from_f  = tables_f[1] + TABLES_MARGIN;
	const unsigned     room_d  = (n + 3U) / 4U * 4U;
	const unsigned     room_f  = (n + 7U) / 8U * 8U;
	const size_t       part    = 1U + shift;
	const ZoutKernels* k[2]    = {tested, scalar};
	for (unsigned i = 0; i < 2; ++i) {
		tables_clear_d(d[i]);
		tables_clear(f[i]);
		memcpy(d[i] + at, tables_d[0] + at, room_d * sizeof(double));
		memcpy(f[i] + at, tables_f[0] + at, room_f * sizeof(float));
		k[i]->fade(d[i] + at, from_d, TO_GO_FRAMES, share_d, lanes, n);
		k[i]->fade_single(f[i] + at, from_f, TO_GO_FRAMES, share_f, lanes, n);
	}
	tables_compare_d(d[0], d[1], shift, n, room_d);
	tables_compare_f(f[0], f[1], shift, n, room_f, 4.8e-7);
	for (unsigned i = 0; i < n; ++i) {
		const double old      = tables_d[0][at + i];
		const double expected = old + (from_d[i] - old) * (TO_GO_FRAMES - (double)(i / lanes)) / FADE_FRAMES;
		assert_true(fabs(d[0][at + i] - expected) <= 8.9e-16);
	}
	for (size_t frame = 0; frame < n_frames; frame += part) { // padded: aside
		const size_t   i     = frame * lanes;
		const unsigned some  = (unsigned)((part < n_frames - frame ? part : n_frames - frame) * lanes);
		const unsigned to_go = TO_GO_FRAMES - (unsigned)frame;
		memcpy(aside_d, tables_d[0] + at + i, (some + 4U) * sizeof(double));
		memcpy(aside_f, tables_f[0] + at + i, (some + 8U) * sizeof(float));
		tested->fade(aside_d, from_d + i, to_go, share_d, lanes, some);
		tested->fade_single(aside_f, from_f + i, to_go, share_f, lanes, some);
		memcpy(d[2] + at + i, aside_d, some * sizeof(double));
		memcpy(f[2] + at + i, aside_f, some * sizeof(float));
	}
	assert_memory_equal(d[0] + at, d[2] + at, n * sizeof(double));
	assert_memory_equal(f[0] + at, f[2] + at, n * sizeof(float));
}

static void
test_fades(void** const state)
{
	(void)state;
	tables_check(check_fades);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fades),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
