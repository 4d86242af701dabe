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
	static const unsigned counts[] = {3, 6, 8, 16, 19, 30, 32};
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

		tested->interpolate_alike(got + at, in, taps, counts[k], lanes, n);
		scalar->interpolate_alike(expected + at, in, taps, counts[k], lanes, n);
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

/// Taps whose places repeat
static void
fill_places(float* const to, const float* const from, const unsigned n_taps)
{
	for (unsigned i = 0; i < n_taps * ZOUT_TAP_PLACES; ++i) {
		to[i] = 0.1F * from[i / ZOUT_TAP_PLACES * 4U + i % 4U];
	}
}

/// The largest magnitude, at least `most`
static float
largest(const float* const x, const unsigned n, float most)
{
	for (unsigned i = 0; i < n; ++i) {
		most = fmaxf(most, fabsf(x[i]));
	}
	return most;
}

static void
check_convolve_current(const ZoutKernels* const tested,
                       const ZoutKernels* const scalar,
                       const unsigned           lanes,
                       const unsigned           n_frames,
                       const unsigned           shift)
{
	static float   got[2][TABLES_ROOM];
	const unsigned n  = n_frames * lanes;
	const unsigned at = TABLES_MARGIN + shift;
	float          taps[ZOUT_CURRENT_TAPS * ZOUT_TAP_PLACES];
	fill_places(taps, tables_f[1], ZOUT_CURRENT_TAPS);
	for (unsigned k = 0; k < 2; ++k) {
		for (unsigned i = 0; i < TABLES_ROOM; ++i) {
			const bool inside = i >= at && i < at + tables_padded(n);
			// Beside something large: the rounding of terms that cancel would be large relative to what is left
			got[k][i] = inside ? 16.0F + tables_f[2][i] : (float)TABLES_CANARY;
		}
		const float* const in   = tables_f[0] + TABLES_MARGIN + 3U - shift;
		const float        most = (k ? scalar : tested)->convolve_current(got[k] + at, in, taps, lanes, n);
		assert_true(most == largest(got[k] + at, n, 0.0F));
	}
	worst_float = fmax(worst_float, tables_compare_f(got[0], got[1], shift, n, tables_padded(n), TABLES_FLOAT_LIMIT));
}

/// What the meters take along the way is what they would find afterwards, frames beyond the last one left out
static void
check_measured_load(const ZoutKernels* const  tested,
                    const ZoutLoadTaps* const taps,
                    const double* const       volts,
                    const double* const       amps,
                    const unsigned            lanes,
                    const unsigned            n_frames,
                    const unsigned            shift)
{
	static double       voltage[TABLES_ROOM];
	static double       current[TABLES_ROOM];
	double              sum[2][3][ZOUT_MAX_LANES] = {{{0.0}}};
	const unsigned      at                        = TABLES_MARGIN + shift;
	const double* const driven                    = tables_d[0] + TABLES_MARGIN + 3U - shift;
	memcpy(voltage, tables_d[2], sizeof(voltage));
	memcpy(current, tables_d[3], sizeof(current));
	tested->convolve_load(
		voltage + at, current + at, taps, driven, tables_f[0] + TABLES_MARGIN, sum[0], lanes, n_frames * lanes);
	for (unsigned i = 0; i < n_frames * lanes; ++i) {
		sum[1][0][i % lanes] += volts[at + i] * volts[at + i];
		sum[1][1][i % lanes] += amps[at + i] * amps[at + i];
		sum[1][2][i % lanes] += volts[at + i] * amps[at + i];
	}
	assert_memory_equal(voltage + at, volts + at, n_frames * lanes * sizeof(double));
	for (unsigned i = 0; i < 3U * ZOUT_MAX_LANES; ++i) {
		assert_true(fabs(sum[0][i / 4U][i % 4U] - sum[1][i / 4U][i % 4U]) <= TABLES_DOUBLE_LIMIT * (n_frames + 1.0));
	}
}

/* Every length and place of the direct tap that sample rates have, and others. */
static void
check_convolve_load(const ZoutKernels* const tested,
                    const ZoutKernels* const scalar,
                    const unsigned           lanes,
                    const unsigned           n_frames,
                    const unsigned           shift)
{
	static const unsigned lengths[][2] = {{12, 8}, {8, 4}, {7, 2}, {20, 15}, {1, 0}, {12, 4}, {8, 7}};
	static double         volts[2][TABLES_ROOM];
	static double         amps[2][TABLES_ROOM];
	static ZoutLoadTaps   taps;
	const unsigned        n  = n_frames * lanes;
	const unsigned        at = TABLES_MARGIN + shift;
	memcpy(taps.direct, tables_d[5], sizeof(taps.direct));
	memcpy(taps.amps_per_volt, tables_d[5] + 4, sizeof(taps.amps_per_volt));
	fill_places(taps.current, tables_f[2], ZOUT_CURRENT_TAPS);
	const double* const driven = tables_d[0] + TABLES_MARGIN + 3U - shift;
	const float* const  single = tables_f[0] + TABLES_MARGIN;
	for (unsigned length = 0; length < sizeof(lengths) / sizeof(lengths[0]); ++length) {
		taps.n_taps = lengths[length][0];
		taps.ahead  = lengths[length][1];
		fill_places(taps.voltage, tables_f[1], ZOUT_MAX_LOAD_TAPS);
		memset(taps.voltage + taps.ahead * ZOUT_TAP_PLACES, 0, ZOUT_TAP_PLACES * sizeof(float));
		for (unsigned k = 0; k < 2; ++k) {
			for (unsigned i = 0; i < TABLES_ROOM; ++i) {
				const bool inside = i >= at && i < at + tables_padded(n);
				volts[k][i]       = inside ? tables_d[2][i] : TABLES_CANARY;
				amps[k][i]        = inside ? tables_d[3][i] : TABLES_CANARY;
			}
			(k ? scalar : tested)->convolve_load(volts[k] + at, amps[k] + at, &taps, driven, single, NULL, lanes, n);
		}
		check_measured_load(tested, &taps, volts[0], amps[0], lanes, n_frames, shift);
		// The rounding of the sums, whose largest terms are near 1
		for (unsigned i = 0; i < TABLES_ROOM; ++i) {
			const bool inside = i >= at && i < at + tables_padded(n);
			assert_true(i >= at + n || fabs(volts[0][i] - volts[1][i]) <= TABLES_FLOAT_LIMIT);
			assert_true(i >= at + n || fabs(amps[0][i] - amps[1][i]) <= TABLES_FLOAT_LIMIT);
			assert_true(inside || (volts[0][i] == TABLES_CANARY && amps[0][i] == TABLES_CANARY));
		}
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
	float          most[2];
	float          peak[2][2];
	const unsigned at              = TABLES_MARGIN + shift;
	tables_f[0][at]                = NAN;
	tables_f[1][at + n_frames / 2] = tables_f[1][TABLES_MARGIN + 3U - shift + n_frames / 2] = -INFINITY;
	tables_f[0][at + n_frames / 3]                                                          = 257.0F;
	for (unsigned k = 0; k < 2; ++k) {
		const ZoutKernels* const kernels = k ? scalar : tested;
		tables_clear(got[k][0]);
		tables_clear(got[k][1]);
		tables_clear_d(linear[k]);
		const ZoutIntake intake = {.gain = tables_d[0] + shift, .sane_peak = 256.0F};
		most[k]                 = kernels->take_input(tables_f[0] + at,
                                      tables_f[1] + TABLES_MARGIN + 3U - shift,
                                      &intake,
                                      got[k][0] + at,
                                      got[k][1] + at,
                                      linear[k] + at,
                                      lanes,
                                      n_frames);
	}
	assert_memory_equal(got[0], got[1], sizeof(got[0]));
	assert_memory_equal(linear[0], linear[1], sizeof(linear[0]));
	assert_true(most[0] == largest(got[1][0] + at, 2U * n_frames, 0.0F) && most[1] == most[0]);
	tables_compare_f(got[0][0], got[1][0], shift, 2U * n_frames, 2U * n_frames, 0.0);
	tables_compare_f(got[0][1], got[1][1], shift, n_frames * lanes, n_frames * lanes, 0.0);
	worst_double =
		fmax(worst_double, tables_compare_d(linear[0], linear[1], shift, n_frames * lanes, n_frames * lanes));

	for (unsigned k = 0; k < 2; ++k) {
		float* const left  = got[k][0] + at;
		float* const right = got[k][1] + TABLES_MARGIN + 3U - shift;
		tables_clear(got[k][0]);
		tables_clear(got[k][1]);
		peak[k][0] = 0.5F; // so far
		peak[k][1] = 0.0F;
		(k ? scalar : tested)->give_output(left, right, peak[k], tables_d[0] + at, 0.7, lanes, n_frames);
		assert_true(peak[k][0] == largest(left, n_frames, 0.5F) && peak[k][1] == largest(right, n_frames, 0.0F));
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
	tables_check(check_convolve_current);
	tables_check(check_convolve_load);
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
