// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The kernels of the limits on every instruction set against the scalar ones, as tests/test_kernels.c does with the
 * others. */

#include "drive.h"
#include "relaxation.h"
#include "tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

/// Sums of up to ten products: fused or not, and in which order, is the only difference, a few ulps of the largest
/// value
static const double few_ulps = TABLES_FLOAT_LIMIT / 4.0;

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

/* Headphones with none to all of the parts that there can be */
static ZoutCompanion
parts_companion(const unsigned n_elements, const double rate_hz)
{
	static const struct {
		ZoutParam param;
		float     value;
	} part[ZOUT_MAX_ELEMENTS] = {{ZOUT_INDUCTANCE, 0.3F},
	                             {ZOUT_R1, 250.0F},
	                             {ZOUT_R2, 15.0F},
	                             {ZOUT_R3, 10.0F},
	                             {ZOUT_OUTPUT_CAPACITOR, 100.0F}};
	ZoutSettings  settings;
	ZoutDrive     drive;
	ZoutCompanion companion;
	zout_settings_init(&settings);
	for (unsigned k = 0; k < ZOUT_MAX_ELEMENTS; ++k) {
		settings.value[part[k].param] = k < n_elements ? part[k].value : 0.0F;
	}
	zout_drive_init(&drive, &settings);
	zout_companion_init(&companion, &drive.circuit, rate_hz);
	assert_int_equal(companion.n_elements, n_elements);
	return companion;
}

/* How the limits are solved: step by step, with and without one of the current, and frame by frame */
typedef enum { BY_STEPS, BY_STEPS_WITH_CURRENT, BY_FRAMES, N_METHODS } Method;

/* The controls have the lanes of all chains, the streams two. */
static void
check_solve_parts(const ZoutKernels* const tested,
                  const ZoutKernels* const scalar,
                  const unsigned           lanes,
                  const unsigned           n_frames,
                  const unsigned           shift,
                  const unsigned           n_elements,
                  const Method             method)
{
	static float             got[2][2][TABLES_ROOM];
	static ZoutRelaxation    relaxation;
	const ZoutCompanion      companion  = parts_companion(n_elements, method == BY_FRAMES ? 192e3 : 768e3);
	const ZoutKernels* const kernels[2] = {tested, scalar};
	const unsigned           frames     = n_frames % (TABLES_MOST / (ZOUT_SOLVER_PHASES * ZOUT_CHAIN_LANES));
	const unsigned           n          = frames * ZOUT_SOLVER_PHASES * ZOUT_CHAIN_LANES;
	const unsigned           at         = TABLES_MARGIN + shift;
	const ZoutPhases         wanted     = {tables_f[0] + at, tables_f[1] + TABLES_MARGIN};
	const ZoutPhases         demand     = {tables_f[2] + at, tables_f[3] + TABLES_MARGIN};
	const float* const       clip_ohm   = tables_f[4] + at;
	const float* const       limit      = method == BY_STEPS_WITH_CURRENT ? tables_f[5] + TABLES_MARGIN : NULL;
	bool                     limited[2] = {false, false};
	ZoutCompanionState       state[2];
	ZoutRelaxationState      relaxed[2];
	memset(state, 0, sizeof(state));
	memset(relaxed, 0, sizeof(relaxed));
	zout_relaxation_init(&relaxation, &companion, 15.0, 0.01);
	assert_true(method != BY_FRAMES || relaxation.n_sweeps > 1);
	for (unsigned k = 0; k < 2; ++k) {
		tables_clear(got[k][0]);
		tables_clear(got[k][1]);
		const ZoutPhases out = {got[k][0] + at, got[k][1] + at};
		limited[k] =
			method == BY_FRAMES
				? kernels[k]->relax(&relaxation, &relaxed[k], out, wanted, clip_ohm, lanes, frames)
				: kernels[k]->solve(&companion, &state[k], out, wanted, demand, clip_ohm, limit, lanes, frames);
	}
	bool any = false;
	for (unsigned i = at; i < at + n; ++i) {
		any = any || got[1][0][i] != 0.0F || got[1][1][i] != 0.0F;
	}
	assert_true(limited[0] == any && limited[1] == any);
	// Newton's method ends within 1e-9 of the clip level, less than the rounding of its result to a float. Sweeps are
	// in single precision, of values up to some times the result.
	tables_compare_f(got[0][0], got[1][0], shift, n, n, few_ulps);
	tables_compare_f(got[0][1], got[1][1], shift, n, n, few_ulps);
}

static void
check_solve(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	for (unsigned i = 0; i < TABLES_ROOM; ++i) {
		tables_f[4][i] = 10.0F * fabsf(tables_f[4][i]);          // clip resistance
		tables_f[5][i] = 0.002F + 0.01F * fabsf(tables_f[5][i]); // limit of the current
		tables_f[2][i] *= 0.01F;                                 // demand: 1.5 over more than 100 ohm
		tables_f[3][i] *= 0.01F;
	}
	for (unsigned n_elements = 0; n_elements <= ZOUT_MAX_ELEMENTS; ++n_elements) {
		for (unsigned method = 0; method < N_METHODS; ++method) {
			check_solve_parts(tested, scalar, lanes, n_frames, shift, n_elements, (Method)method);
		}
	}
}

/* Whether a limit acted is known from all frames at once, of which some lose half the clip level and others four times
 * it: the bits of such numbers together are no number. */
static void
check_telling(const ZoutKernels* const tested,
              const ZoutKernels* const scalar,
              const unsigned           lanes,
              const unsigned           n_frames,
              const unsigned           shift)
{
	static float          got[2][TABLES_ROOM];
	static ZoutRelaxation relaxation;
	const ZoutCompanion   companion = parts_companion(1, 192e3);
	const unsigned        step      = ZOUT_SOLVER_PHASES * ZOUT_CHAIN_LANES; // values of a frame
	const unsigned        frames    = n_frames % (TABLES_MOST / step);
	const unsigned        at        = TABLES_MARGIN + shift;
	ZoutRelaxationState   state;
	memset(&state, 0, sizeof(state));
	zout_relaxation_init(&relaxation, &companion, 15.0, 0.01);
	for (unsigned i = 0; i < frames * step; ++i) {
		tables_f[0][at + i] = i / step % 2U ? 5.0F : 1.5F;
	}
	(void)scalar;
	const ZoutPhases input = {tables_f[0] + at, tables_f[0] + at};
	const ZoutPhases out   = {got[0] + at, got[1] + at};
	assert_true(tested->relax(&relaxation, &state, out, input, tables_f[4] + at, lanes, frames) == (frames > 0));
}

static void
test_rates(void** const state)
{
	(void)state;
	tables_check(check_rates);
}

static void
test_limits(void** const state)
{
	(void)state;
	tables_check(check_solve);
}

static void
test_telling(void** const state)
{
	(void)state;
	tables_check(check_telling);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_telling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
