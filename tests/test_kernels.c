// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Every instruction set against the scalar kernels, which are the specification: to -150 dB of the largest value where
 * a kernel works in double precision, or is exact; where it works in floats, to the rounding of its sums. */

#include "tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static double worst_float;
static double worst_double;

/// Doubles that were worked out in floats
static void
compare_decimated(const double* const got, const double* const expected, const unsigned shift, const unsigned n)
{
	double most = 0.0;
	for (unsigned i = 0; i < n; ++i) {
		most = fmax(most, fabs(expected[TABLES_MARGIN + shift + i]));
	}
	for (unsigned i = 0; i < TABLES_ROOM; ++i) {
		const double off = fabs(got[i] - expected[i]);
		if (i < TABLES_MARGIN + shift || i >= TABLES_MARGIN + shift + tables_padded(n)) {
			assert_true(off == 0.0);
		} else if (i < TABLES_MARGIN + shift + n) {
			assert_true(off <= TABLES_FLOAT_LIMIT * most);
			worst_float = fmax(worst_float, off / most);
		}
	}
}

static void
check_interpolate(const ZoutKernels* const tested,
                  const ZoutKernels* const scalar,
                  const unsigned           lanes,
                  const unsigned           n_frames,
                  const unsigned           shift)
{
	// The residual's filters; one short, one of no known length
	static const unsigned counts[] = {3, 6, 8, 16, 18, 19, 20, 28, 32, 35};
	static float          got[TABLES_ROOM];
	static float          expected[TABLES_ROOM];
	static double         joined[2][TABLES_ROOM];
	const unsigned        n  = n_frames * lanes;
	const unsigned        at = TABLES_MARGIN + shift;
	for (unsigned k = 0; k < sizeof(counts) / sizeof(counts[0]); ++k) {
		const float* const taps = tables_f[7] + shift;
		tables_clear(got);
		tables_clear(expected);
		const float* const in = tables_f[0] + TABLES_MARGIN + 3U - shift;
		tested->interpolate(got + TABLES_MARGIN + shift, in, taps, counts[k], lanes, n);
		scalar->interpolate(expected + TABLES_MARGIN + shift, in, taps, counts[k], lanes, n);
		worst_float =
			fmax(worst_float, tables_compare_f(got, expected, shift, n, tables_padded(n), TABLES_FLOAT_LIMIT));

		const ZoutPhases phases = {tables_f[1] + at, tables_f[0] + TABLES_MARGIN + 3U - shift};
		const bool       add    = counts[k] % 2U;
		for (unsigned i = 0; i < 2; ++i) {
			tables_clear_d(joined[i]);
			memcpy(joined[i] + at, tables_d[0] + at, add ? sizeof(double) * tables_padded(n) : 0);
			(i ? scalar : tested)->decimate(joined[i] + at, phases, taps, counts[k], add, lanes, n);
		}
		compare_decimated(joined[0], joined[1], shift, n);
	}
}

static void
check_elements(const ZoutKernels* const tested,
               const ZoutKernels* const scalar,
               const unsigned           lanes,
               const unsigned           n_frames,
               const unsigned           shift)
{
	static float   got[4][TABLES_ROOM];
	static float   expected[4][TABLES_ROOM];
	const unsigned n  = n_frames * lanes;
	const unsigned at = TABLES_MARGIN + shift;
	for (unsigned k = 0; k < 4; ++k) {
		tables_clear(got[k]);
		tables_clear(expected[k]);
	}
	const float* const taps = tables_f[6];
	const float* const rise = tables_f[5] + at;
	// One or two operations each: fused or not is the only difference, a few ulps of the largest value
	tested->shelve((ZoutPhases){got[0] + at, NULL}, (ZoutPhases){tables_f[3] + at, NULL}, taps, rise, lanes, n);
	scalar->shelve((ZoutPhases){expected[0] + at, NULL}, (ZoutPhases){tables_f[3] + at, NULL}, taps, rise, lanes, n);
	tested->clip_residual(got[1] + at, tables_f[0] + at, n);
	scalar->clip_residual(expected[1] + at, tables_f[0] + at, n);
	const ZoutPhases in = {tables_f[3] + TABLES_MARGIN, tables_f[4] + at};
	tested->shelve((ZoutPhases){got[2] + at, got[3] + at}, in, taps, rise, lanes, n);
	scalar->shelve((ZoutPhases){expected[2] + at, expected[3] + at}, in, taps, rise, lanes, n);
	for (unsigned k = 0; k < 4; ++k) {
		worst_float = fmax(
			worst_float, tables_compare_f(got[k], expected[k], shift, n, tables_padded(n), TABLES_FLOAT_LIMIT / 4.0));
	}
}

static void
check_peaks(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static float   got[TABLES_ROOM];
	static float   expected[TABLES_ROOM];
	const unsigned n  = n_frames * lanes;
	const unsigned at = TABLES_MARGIN + shift;
	tables_clear(got);
	tables_clear(expected);
	float most = 0.0F;
	for (unsigned i = 0; i < n; ++i) {
		most = fmaxf(most, fabsf(tables_f[0][at + i]));
	}
	tables_f[0][at - 1U] = tables_f[0][at + n] = 1e9F; // neither is any of its business
	assert_true(tested->peak(tables_f[0] + at, n) == most && scalar->peak(tables_f[0] + at, n) == most);
	memset(tables_f[0] + at + n, 0, ZOUT_PAD_VALUES * sizeof(float)); // this one sees padding too
	memset(tables_f[1] + at + n, 0, ZOUT_PAD_VALUES * sizeof(float));
	const float a = tested->want(got + at, tables_f[0] + at, tables_f[1] + at, tables_f[2] + at, n);
	const float b = scalar->want(expected + at, tables_f[0] + at, tables_f[1] + at, tables_f[2] + at, n);
	assert_true(fabsf(a - b) <= (float)TABLES_FLOAT_LIMIT * b);
	worst_float =
		fmax(worst_float, tables_compare_f(got, expected, shift, n, tables_padded(n), TABLES_FLOAT_LIMIT / 4.0));
}

/// One value in turn is something: what else there is does not show through, and nothing is written beside
static void
check_rest(const ZoutKernels* const tested,
           const ZoutKernels* const scalar,
           const unsigned           lanes,
           const unsigned           n_frames,
           const unsigned           shift)
{
	static const float somethings[] = {1.0F, -1e-45F, 1e-38F, INFINITY, NAN};
	static float       in[2][TABLES_ROOM];
	static float       out[2][TABLES_ROOM];
	static const float zeros[TABLES_ROOM];
	const unsigned     at = TABLES_MARGIN + shift;
	(void)scalar;
	(void)lanes;
	for (unsigned side = 0; side < 2; ++side) {
		for (unsigned i = 0; i < TABLES_ROOM; ++i) {
			in[side][i] = i < at || i >= at + n_frames ? 1.0F : i % 2U ? 0.0F : -0.0F;
		}
		tables_clear(out[side]);
	}
	assert_true(tested->rest(out[0] + at, out[1] + at, in[0] + at, in[1] + at, n_frames));
	tables_compare_f(out[0], zeros, shift, n_frames, n_frames, 0.0);
	tables_compare_f(out[1], zeros, shift, n_frames, n_frames, 0.0);
	for (unsigned i = 0; i < n_frames; ++i) {
		float* const place = &in[i % 2U][at + i];
		*place             = somethings[i % (sizeof(somethings) / sizeof(somethings[0]))];
		assert_false(tested->rest(out[0] + at, out[1] + at, in[0] + at, in[1] + at, n_frames));
		*place = 0.0F;
	}
}

static void
check_convolve(const ZoutKernels* const tested,
               const ZoutKernels* const scalar,
               const unsigned           lanes,
               const unsigned           n_frames,
               const unsigned           shift)
{
	static double  got[TABLES_ROOM];
	static double  expected[TABLES_ROOM];
	const unsigned n  = n_frames * lanes;
	const unsigned at = TABLES_MARGIN + shift;
	for (unsigned n_taps = 1; n_taps <= ZOUT_MAX_LOAD_TAPS; ++n_taps) {
		for (unsigned i = 0; i < TABLES_ROOM; ++i) {
			const bool inside = i >= at && i < at + tables_padded(n);
			got[i] = expected[i] = inside ? tables_d[2][i] : TABLES_CANARY;
		}
		tested->convolve(got + at, tables_d[0] + TABLES_MARGIN + 3U - shift, tables_d[1] + shift, n_taps, lanes, n);
		scalar->convolve(
			expected + at, tables_d[0] + TABLES_MARGIN + 3U - shift, tables_d[1] + shift, n_taps, lanes, n);
		worst_double = fmax(worst_double, tables_compare_d(got, expected, shift, n, tables_padded(n)));
	}
}

/* Reading and writing audio is exact to the bit, and touches not one frame too many. */
static void
check_audio(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static float   got[2][2][TABLES_ROOM];
	static double  linear[2][TABLES_ROOM];
	const unsigned at              = TABLES_MARGIN + shift;
	tables_f[0][at]                = NAN;
	tables_f[1][at + n_frames / 2] = tables_f[1][TABLES_MARGIN + 3U - shift + n_frames / 2] = -INFINITY;
	tables_f[0][at + n_frames / 3]                                                          = 257.0F;
	for (unsigned k = 0; k < 2; ++k) {
		const ZoutKernels* const kernels = k ? scalar : tested;
		tables_clear(got[k][0]);
		tables_clear(got[k][1]);
		tables_clear_d(linear[k]);
		kernels->take_input(tables_f[0] + at,
		                    tables_f[1] + TABLES_MARGIN + 3U - shift,
		                    tables_d[0] + shift,
		                    256.0F,
		                    got[k][0] + at,
		                    got[k][1] + at,
		                    linear[k] + at,
		                    lanes,
		                    n_frames);
	}
	assert_memory_equal(got[0], got[1], sizeof(got[0]));
	assert_memory_equal(linear[0], linear[1], sizeof(linear[0]));
	tables_compare_f(got[0][0], got[1][0], shift, 2U * n_frames, 2U * n_frames, 0.0);
	tables_compare_f(got[0][1], got[1][1], shift, n_frames * lanes, n_frames * lanes, 0.0);
	worst_double =
		fmax(worst_double, tables_compare_d(linear[0], linear[1], shift, n_frames * lanes, n_frames * lanes));

	for (unsigned k = 0; k < 2; ++k) {
		tables_clear(got[k][0]);
		tables_clear(got[k][1]);
		(k ? scalar : tested)
			->give_output(
				got[k][0] + at, got[k][1] + TABLES_MARGIN + 3U - shift, tables_d[0] + at, 0.7, lanes, n_frames);
	}
	assert_memory_equal(got[0], got[1], sizeof(got[0]));
	tables_compare_f(got[0][0], got[1][0], shift, n_frames, n_frames, 0.0);
	tables_compare_f(got[0][1], got[1][1], 3U - shift, n_frames, n_frames, 0.0);
}

static void
test_interpolate(void** const state)
{
	(void)state;
	tables_check(check_interpolate);
}

static void
test_elementwise_kernels(void** const state)
{
	(void)state;
	tables_check(check_elements);
}

static void
test_peaks(void** const state)
{
	(void)state;
	tables_check(check_peaks);
}

static void
test_rest(void** const state)
{
	(void)state;
	tables_check(check_rest);
}

static void
test_convolve(void** const state)
{
	(void)state;
	tables_check(check_convolve);
}

static void
test_audio_in_and_out(void** const state)
{
	(void)state;
	tables_check(check_audio);
	print_message("# kernels: floats %.1e, doubles %.1e of the largest value\n", worst_float, worst_double);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interpolate),
		cmocka_unit_test(test_elementwise_kernels),
		cmocka_unit_test(test_peaks),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_convolve),
		cmocka_unit_test(test_audio_in_and_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
