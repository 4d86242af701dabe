// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The kernels that write controls on their way, on every instruction set against the scalar ones, as
 * tests/test_kernels.c does with the others; and against what they write in parts. */

#include "tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

/// Up, down, to nothing and from there; short ones, long ones, waiting ones and those that have come to rest. The
/// lengths lie on both sides of what shares an exponential: ZOUT_RATIO_FRAMES.
static const struct {
	double   from, to;
	unsigned wait_frames, frames;
} ways[] = {
	{0.0, 1.0, 0, 960},
	{1.0, 0.0, 0, 31},
	{0.3, 0.3, 0, 7},
	{0.01, 2.0, 0, 32},
	{2.0, 0.01, 3, 33},
	{0.5, 0.6, 0, 1},
	{-1.0, 3.0, 41, 65},
	{1.0, 1e-4, 7, 64},
	{0.2, 0.0, 100, 20},
	{5.0, 4.0, 0, 200},
};

/// Each of the ways, in a straight line and, unless it passes zero, in equal ratios
enum { N_WAYS = sizeof(ways) / sizeof(ways[0]), N_RAMPS = 2 * N_WAYS };

static ZoutRamp
make_ramp(const unsigned which)
{
	const unsigned w    = which / 2U;
	ZoutRamp       ramp = {.geometric = which % 2U && ways[w].from >= 0.0, .target = ways[w].from};
	zout_ramp_set(&ramp, ways[w].to, ways[w].wait_frames, ways[w].frames);
	return ramp;
}

/* In double precision: an exponent of 14 is rounded by 2e-15, and so is what follows from it. */
static void
check_ramps(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static double  got[TABLES_ROOM];
	static double  expected[TABLES_ROOM];
	const unsigned n  = n_frames * lanes;
	const unsigned at = TABLES_MARGIN + shift;
	for (unsigned which = 0; which < N_RAMPS; ++which) {
		const ZoutRamp ramp = make_ramp(which);
		tables_clear_d(got);
		tables_clear_d(expected);
		tested->write_ramp(got + at, &ramp, n);
		scalar->write_ramp(expected + at, &ramp, n);
		tables_compare_d(got, expected, shift, n, n + 4U);
		for (unsigned i = at; i < at + n; ++i) {
			assert_true(fabs(got[i] - expected[i]) <= 1e-14 * fmax(fabs(expected[i]), ramp.geometric ? 0.0 : 4.0));
		}
	}
}

/* Neither weaving nor spreading nor scaling rounds but as told: to the bit. */
static void
check_spreading(const ZoutKernels* const tested,
                const ZoutKernels* const scalar,
                const unsigned           lanes,
                const unsigned           n_frames,
                const unsigned           shift)
{
	static double            woven[2][TABLES_ROOM];
	static float             spread[2][TABLES_ROOM];
	const ZoutKernels* const kernels[2] = {tested, scalar};
	const unsigned           at         = TABLES_MARGIN + shift;
	const unsigned           room       = (n_frames + 3U) / 4U * 4U;
	const double* const      value[2]   = {tables_d[0] + at, tables_d[1] + TABLES_MARGIN};
	for (unsigned power = 0; power < 3; ++power) {
		for (unsigned k = 0; k < 2; ++k) {
			tables_clear(spread[k]);
			kernels[k]->spread(
				spread[k] + at, value, power ? tables_f[0] + TABLES_MARGIN : NULL, power, lanes, n_frames);
		}
		tables_compare_f(spread[0], spread[1], shift, n_frames * lanes, room * lanes, 0.0);
		for (unsigned k = 0; k < 2; ++k) {
			tables_clear(spread[k]);
			kernels[k]->scale(
				spread[k] + at, 0.7F, -1.3F, power ? tables_f[0] + TABLES_MARGIN : NULL, power, lanes, n_frames);
		}
		tables_compare_f(spread[0], spread[1], shift, n_frames * lanes, room * lanes, 0.0);
	}
	for (unsigned k = 0; k < 2; ++k) {
		tables_clear_d(woven[k]);
		kernels[k]->weave(woven[k] + at, value[0], value[1], n_frames);
	}
	tables_compare_d(woven[0], woven[1], shift, 2U * n_frames, 2U * room);
	assert_memory_equal(woven[0] + at, woven[1] + at, 2U * n_frames * sizeof(double));
}

/// Frames that are written at once where a ramp is cut into parts, from frame `done` on
static unsigned
part_frames(const unsigned done, const unsigned shift, const unsigned left)
{
	const unsigned step = done % 7U * (1U + shift) + 1U;
	return step < left ? step : left;
}

/* In single precision: a target, a step and a product of two factors are rounded by 6e-8 each. Cut into parts all is
 * the same to the bit. */
static void
check_ramps_on_lanes(const ZoutKernels* const tested,
                     const ZoutKernels* const scalar,
                     const unsigned           lanes,
                     const unsigned           n_frames,
                     const unsigned           shift)
{
	static float       spread[3][TABLES_ROOM];
	const unsigned     n      = ZOUT_CHAIN_LANES * n_frames;
	const unsigned     at     = TABLES_MARGIN + shift;
	const float* const factor = tables_f[0] + TABLES_MARGIN;
	const unsigned     power  = (n_frames + lanes / 2U) % 3U;

	const double most_factor = 1.5; // of the tables' values
	for (unsigned which = 0; which < N_RAMPS; ++which) {
		ZoutRamp ramp = make_ramp(which);
		if (ramp.wait_frames) {
			continue;
		}
		tables_clear(spread[0]);
		tables_clear(spread[1]);
		tested->spread_ramp(spread[0] + at, &ramp, power ? factor : NULL, power, n_frames);
		scalar->spread_ramp(spread[1] + at, &ramp, power ? factor : NULL, power, n_frames);
		const double most = fmax(fabs(ways[which / 2U].from), fabs(ways[which / 2U].to)) * most_factor * most_factor;
		for (unsigned i = 0; i < TABLES_ROOM; ++i) {
			const bool inside = i >= at && i < at + n + 8U * ZOUT_CHAIN_LANES;
			const bool asked  = i >= at && i < at + n;
			assert_true(inside || spread[0][i] == (float)TABLES_CANARY);
			assert_true(!asked || fabs((double)(spread[0][i] - spread[1][i])) <= 4e-7 * most);
		}
		for (unsigned done = 0; done < n_frames;) {
			const unsigned some = part_frames(done, shift, n_frames - done);
			const size_t   i    = (size_t)ZOUT_CHAIN_LANES * done;
			tested->spread_ramp(spread[2] + i, &ramp, power ? factor + i : NULL, power, some);
			zout_ramp_advance(&ramp, some);
			done += some;
		}
		assert_memory_equal(spread[0] + at, spread[2], n * sizeof(float));
	}
}

/* Between the lanes of the other chain nothing may change. Products: a rounding of 1.1e-16 for each. */
static void
check_mix_factors(const ZoutKernels* const tested,
                  const ZoutKernels* const scalar,
                  const unsigned           lanes,
                  const unsigned           n_frames,
                  const unsigned           shift)
{
	static double            own[2][TABLES_ROOM];
	static double            other[2][TABLES_ROOM];
	const ZoutKernels* const kernels[2] = {tested, scalar};
	const unsigned           at         = TABLES_MARGIN + shift;
	const unsigned           room       = (n_frames + 3U) / 4U * 4U;
	const double* const      volume     = tables_d[2] + 3U * shift;
	const double* const      gain       = tables_d[0] + at;
	const double* const      share      = tables_d[1] + TABLES_MARGIN;
	for (unsigned k = 0; k < 2; ++k) {
		tables_clear_d(own[k]);
		tables_clear_d(other[k]);
		kernels[k]->fill_mix(own[k] + at, other[k] + at, volume, gain, share, lanes, n_frames);
	}
	const unsigned written = n_frames ? (n_frames - 1U) * lanes + 2U : 0U;
	tables_compare_d(own[0], own[1], shift, written, room * lanes);
	tables_compare_d(other[0], other[1], shift, written, room * lanes);
	for (unsigned i = 0; i < n_frames; ++i) {
		for (unsigned k = 2; k < lanes; ++k) {
			assert_true(own[0][at + i * lanes + k] == TABLES_CANARY);
			assert_true(other[0][at + i * lanes + k] == TABLES_CANARY);
		}
		const double left  = volume[2U * i];
		const double right = volume[2U * i + 1U] * gain[i];
		assert_true(own[0][at + i * lanes] == left && own[0][at + i * lanes + 1U] == right);
		assert_true(fabs(other[0][at + i * lanes] + share[i] * right) <= 3.4e-16 * fabs(share[i] * right));
		assert_true(fabs(other[0][at + i * lanes + 1U] + share[i] * left) <= 3.4e-16 * fabs(share[i] * left));
	}
}

/* What a ramp is in a frame must not hang on how many frames are asked for. */
static void
check_parts(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static double  whole[TABLES_ROOM];
	static double  parts[TABLES_ROOM];
	const unsigned n = n_frames * lanes;
	(void)scalar;
	for (unsigned which = 0; which < N_RAMPS; ++which) {
		ZoutRamp ramp = make_ramp(which);
		tested->write_ramp(whole, &ramp, n);
		for (unsigned done = 0; done < n;) {
			const unsigned some = part_frames(done, shift, n - done);
			tested->write_ramp(parts + done, &ramp, some);
			zout_ramp_advance(&ramp, some);
			done += some;
		}
		assert_memory_equal(whole, parts, n * sizeof(double));
	}
}

static void
test_ramps(void** const state)
{
	(void)state;
	tables_check(check_ramps);
}

static void
test_spreading(void** const state)
{
	(void)state;
	tables_check(check_spreading);
}

static void
test_ramps_on_lanes(void** const state)
{
	(void)state;
	tables_check(check_ramps_on_lanes);
}

static void
test_mix_factors(void** const state)
{
	(void)state;
	tables_check(check_mix_factors);
}

static void
test_parts_give_what_the_whole_gives(void** const state)
{
	(void)state;
	tables_check(check_parts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ramps),
		cmocka_unit_test(test_spreading),
		cmocka_unit_test(test_ramps_on_lanes),
		cmocka_unit_test(test_mix_factors),
		cmocka_unit_test(test_parts_give_what_the_whole_gives),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
