// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The kernels of noise, hum, mixing and distortion by current on every instruction set against the scalar ones, as
 * tests/test_kernels.c does with the others. */

#include "tables.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

/// One or two operations: fused or not is the only difference, a few ulps of the largest value
static const double few_ulps = TABLES_FLOAT_LIMIT / 4.0;

/// Input that is mixed, by factors from place `at` on
static ZoutIntake
mixed_intake(const unsigned at)
{
	return (ZoutIntake){.own = tables_d[1] + at, .other = tables_d[2] + at, .sane_peak = 2.0F};
}

/* Input that is mixed on its way in. All levels do what the equation says. */
static void
check_mixing(const ZoutKernels* const tested,
             const ZoutKernels* const scalar,
             const unsigned           lanes,
             const unsigned           n_frames,
             const unsigned           shift)
{
	static float             f[2][2][TABLES_ROOM];
	static double            d[2][TABLES_ROOM];
	const ZoutKernels* const kernels[2] = {tested, scalar};
	const unsigned           n          = n_frames * lanes;
	const unsigned           at         = TABLES_MARGIN + shift;
	const ZoutIntake         intake     = mixed_intake(at);
	const float* const       in[2]      = {tables_f[0] + at, tables_f[1] + TABLES_MARGIN};
	for (unsigned k = 0; k < 2; ++k) {
		tables_clear(f[k][0]);
		tables_clear(f[k][1]);
		tables_clear_d(d[k]);
		kernels[k]->take_input(in[0], in[1], &intake, f[k][0] + at, f[k][1] + at, d[k] + at, lanes, n_frames);
	}
	tables_compare_d(d[0], d[1], shift, n, n);
	tables_compare_f(f[0][1], f[1][1], shift, n, n, few_ulps);
	for (unsigned i = 0; i < n; ++i) {
		const unsigned frame     = i / lanes;
		const unsigned side      = i % 2U;
		const double   here      = (double)in[side][frame];
		const double   there     = (double)in[1U - side][frame];
		const double   rounding  = 4.0 * DBL_EPSILON * (fabs(intake.own[i] * here) + fabs(intake.other[i] * there));
		const double   should_be = intake.own[i] * here + intake.other[i] * there;
		assert_true(fabs(d[0][at + i] - should_be) <= rounding);
		assert_true(f[0][1][at + i] == (float)d[0][at + i]);
	}
}

/* Noise and hum are added to what is there. The noise is made of integers: the same to the bit everywhere. */
static void
check_noise_and_hum(const ZoutKernels* const tested,
                    const ZoutKernels* const scalar,
                    const unsigned           lanes,
                    const unsigned           n_frames,
                    const unsigned           shift)
{
	static double            noisy[2][TABLES_ROOM];
	static double            humming[2][TABLES_ROOM];
	static double            both[2][TABLES_ROOM];
	const ZoutKernels* const kernels[2] = {tested, scalar};
	const unsigned           n          = n_frames * lanes;
	const unsigned           at         = TABLES_MARGIN + shift;
	for (unsigned k = 0; k < 2; ++k) {
		tables_clear_d(noisy[k]);
		tables_clear_d(humming[k]);
		tables_clear_d(both[k]);
		memcpy(noisy[k] + at, tables_d[0] + at, n * sizeof(double));
		memcpy(humming[k] + at, tables_d[0] + at, n * sizeof(double));
		memcpy(both[k] + at, tables_d[0] + at, n * sizeof(double));
		const ZoutDisturbance noise = {.noise = tables_f[0] + at, .unit = 0.3F, .frame = UINT32_MAX - 20U}; // wraps
		const ZoutDisturbance hum   = {
			  .hum = tables_f[0] + at, .wave = {tables_f[1] + at, tables_f[2] + TABLES_MARGIN}, .unit = 0.3F};
		const ZoutDisturbance all = {.noise = noise.noise,
		                             .hum   = tables_f[5] + at,
		                             .wave  = {hum.wave[0], hum.wave[1]},
		                             .unit  = 0.3F,
		                             .frame = noise.frame};
		kernels[k]->add_noise_and_hum(noisy[k] + at, &noise, lanes, n_frames);
		kernels[k]->add_noise_and_hum(humming[k] + at, &hum, lanes, n_frames);
		kernels[k]->add_noise_and_hum(both[k] + at, &all, lanes, n_frames);
	}
	assert_memory_equal(noisy[0], noisy[1], sizeof(noisy[0]));
	assert_memory_equal(both[0], both[1], sizeof(both[0]));
	tables_compare_d(noisy[0], noisy[1], shift, n, n);
	tables_compare_d(humming[0], humming[1], shift, n, n);
}

static void
check_polynomial(const ZoutKernels* const tested,
                 const ZoutKernels* const scalar,
                 const unsigned           lanes,
                 const unsigned           n_frames,
                 const unsigned           shift)
{
	static float   got[2][2][TABLES_ROOM];
	static float   rounded[2][TABLES_ROOM];
	static double  wide[2][TABLES_ROOM];
	const unsigned n  = n_frames * lanes;
	const unsigned at = TABLES_MARGIN + shift;
	for (unsigned i = 0; i < TABLES_ROOM; ++i) {
		tables_f[3][i] = fabsf(tables_f[3][i]); // the most that is allowed
	}
	const ZoutPhases x = {tables_f[0] + at, tables_f[6] + TABLES_MARGIN};
	const ZoutPhases j = {tables_f[4] + at, tables_f[7] + TABLES_MARGIN};
	for (unsigned asked = 0; asked < 8; ++asked) {
		const ZoutPolynomial law = {tables_f[1] + TABLES_MARGIN,
		                            tables_f[2] + at,
		                            asked & 1U ? tables_f[5] + TABLES_MARGIN : NULL,
		                            asked & 2U ? tables_f[3] + at : NULL};
		for (unsigned k = 0; k < 2; ++k) {
			tables_clear(got[k][0]);
			tables_clear(got[k][1]);
			const ZoutPhases out = {got[k][0] + at, asked & 4U ? got[k][1] + at : NULL};
			(k ? scalar : tested)->polynomial(out, x, j, &law, n);
		}
		tables_compare_f(got[0][0], got[1][0], shift, n, tables_padded(n), few_ulps);
		tables_compare_f(got[0][1], got[1][1], shift, n, asked & 4U ? tables_padded(n) : 0, few_ulps);
	}
	for (unsigned k = 0; k < 2; ++k) {
		tables_clear(rounded[k]);
		tables_clear_d(wide[k]);
		(k ? scalar : tested)->narrow(rounded[k] + at, tables_d[0] + at, n);
		(k ? scalar : tested)->widen(wide[k] + at, tables_f[0] + at, n);
	}
	tables_compare_f(rounded[0], rounded[1], shift, n, tables_padded(n), 0.0);
	tables_compare_d(wide[0], wide[1], shift, n, tables_padded(n));
	assert_true(n == 0 || wide[1][at] == (double)tables_f[0][at]);
}

static void
check_bound(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static float   kept[2][TABLES_ROOM];
	const unsigned n      = n_frames * lanes;
	const unsigned at     = TABLES_MARGIN + shift;
	const unsigned padded = tables_padded(n);
	for (unsigned i = 0; i < TABLES_ROOM; ++i) {
		tables_f[3][i] = fabsf(tables_f[3][i]); // the most that is allowed
	}
	for (unsigned k = 0; k < 2; ++k) {
		tables_clear(kept[k]);
		memcpy(kept[k] + at, tables_f[0] + at, sizeof(float) * padded);
		(k ? scalar : tested)->bound(kept[k] + at, tables_f[3] + TABLES_MARGIN, n);
	}
	tables_compare_f(kept[0], kept[1], shift, n, padded, 0.0);
	for (unsigned i = 0; i < n; ++i) {
		const float wanted = tables_f[0][at + i];
		const float most   = tables_f[3][TABLES_MARGIN + i];
		assert_true(kept[0][at + i] == (fabsf(wanted) < most ? wanted : copysignf(most, wanted)));
	}
}

/* What comes nowhere near the bound must be the same to the bit with it and without: the model leaves it out where it
 * is of no consequence, and that may hang on what the other chain does. */
static void
check_far_bound(const ZoutKernels* const tested,
                const ZoutKernels* const scalar,
                const unsigned           lanes,
                const unsigned           n_frames,
                const unsigned           shift)
{
	static float   got[2][2][TABLES_ROOM];
	static float   far[TABLES_ROOM];
	const unsigned n  = n_frames * lanes;
	const unsigned at = TABLES_MARGIN + shift;
	(void)scalar;
	for (unsigned i = 0; i < TABLES_ROOM; ++i) {
		far[i] = 1e6F;
	}
	const ZoutPhases x = {tables_f[0] + at, tables_f[6] + TABLES_MARGIN};
	const ZoutPhases j = {tables_f[4] + at, tables_f[7] + TABLES_MARGIN};
	for (unsigned with_current = 0; with_current < 2; ++with_current) {
		for (unsigned k = 0; k < 2; ++k) {
			const ZoutPolynomial law = {
				tables_f[1] + at, tables_f[2] + at, with_current ? tables_f[5] + at : NULL, k ? far + at : NULL};
			tables_clear(got[k][0]);
			tables_clear(got[k][1]);
			tested->polynomial((ZoutPhases){got[k][0] + at, got[k][1] + at}, x, j, &law, n);
		}
		assert_memory_equal(got[0], got[1], sizeof(got[0]));
	}
}

/* What is added to a frame must not hang on how many frames are asked for: a host's blocks would be heard, if only by a
 * bit. Compilers may fuse one of two products, and another one in what is left over behind whole vectors. */
static void
check_parts(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static float  f[2][2][TABLES_ROOM];
	static double d[2][3][TABLES_ROOM];
	(void)scalar;
	for (unsigned parts = 0; parts < 2; ++parts) {
		tables_clear(f[parts][0]);
		tables_clear(f[parts][1]);
		for (unsigned k = 0; k < 3; ++k) {
			memcpy(d[parts][k], tables_d[k], sizeof(d[parts][k]));
		}
		const unsigned step = parts ? 1U + shift : n_frames;
		for (unsigned at = 0, n = 0; at < n_frames; at += n) {
			n                       = step < n_frames - at ? step : n_frames - at;
			const unsigned   i      = at * lanes;
			const ZoutIntake intake = mixed_intake(i);
			float* const     dry    = f[parts][0] + (size_t)2U * at;
			tested->take_input(
				tables_f[0] + at, tables_f[1] + at, &intake, dry, f[parts][1] + i, d[parts][0] + i, lanes, n);
			const ZoutDisturbance noise = {.noise = tables_f[0] + i, .unit = 0.3F, .frame = 100U + at};
			const ZoutDisturbance hum   = {
				  .hum = tables_f[0] + i, .wave = {tables_f[1] + at, tables_f[2] + at}, .unit = 0.3F};
			tested->add_noise_and_hum(d[parts][1] + i, &noise, lanes, n);
			tested->add_noise_and_hum(d[parts][2] + i, &hum, lanes, n);
		}
	}
	assert_memory_equal(f[0], f[1], sizeof(f[0]));
	assert_memory_equal(d[0], d[1], sizeof(d[0]));
}

static void
test_mixing(void** const state)
{
	(void)state;
	tables_check(check_mixing);
}

static void
test_noise_and_hum(void** const state)
{
	(void)state;
	tables_check(check_noise_and_hum);
}

static void
test_harmonics_of_voltage_and_current(void** const state)
{
	(void)state;
	tables_check(check_polynomial);
	tables_check(check_bound);
	tables_check(check_far_bound);
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
		cmocka_unit_test(test_mixing),
		cmocka_unit_test(test_noise_and_hum),
		cmocka_unit_test(test_harmonics_of_voltage_and_current),
		cmocka_unit_test(test_parts_give_what_the_whole_gives),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
