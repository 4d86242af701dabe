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

/// What a constant passes
static const float two_taps[2] = {0.625F, -0.125F};

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
	static float             got[2][ZOUT_STEP_MOMENTS][TABLES_ROOM];
	static ZoutRelaxation    relaxation;
	const ZoutCompanion      companion  = parts_companion(n_elements, method == BY_FRAMES ? 192e3 : 768e3);
	const ZoutKernels* const kernels[2] = {tested, scalar};
	const unsigned           frames     = n_frames % (TABLES_MOST / ZOUT_STEP_VALUES);
	const unsigned           n          = frames * ZOUT_STEP_VALUES;
	const unsigned           at         = TABLES_MARGIN + shift;
	float* const             volts[4]   = {
					  tables_f[0] + at, tables_f[1] + TABLES_MARGIN, tables_f[6] + at, tables_f[7] + TABLES_MARGIN};
	float* const        amps[2]    = {tables_f[2] + at, tables_f[3] + TABLES_MARGIN};
	const ZoutMoments   wanted     = {{volts[0], volts[1], volts[2], volts[3]}};
	const ZoutMoments   demand     = {{amps[0], amps[1], amps[1], amps[0]}};
	const float* const  clip_ohm   = tables_f[4] + at;
	const float* const  limit      = method == BY_STEPS_WITH_CURRENT ? tables_f[5] + TABLES_MARGIN : NULL;
	bool                limited[2] = {false, false};
	ZoutCompanionState  state[2];
	ZoutRelaxationState relaxed[2];
	memset(state, 0, sizeof(state));
	memset(relaxed, 0, sizeof(relaxed));
	zout_relaxation_init(&relaxation, &companion, 15.0, 0.01);
	assert_true(method != BY_FRAMES || relaxation.n_sweeps > 1);
	for (unsigned k = 0; k < 2; ++k) {
		ZoutMoments out;
		for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
			tables_clear(got[k][m]);
			out.at[m] = got[k][m] + at;
		}
		limited[k] =
			method == BY_FRAMES
				? kernels[k]->relax(&relaxation, &relaxed[k], out, wanted, two_taps, clip_ohm, lanes, frames)
				: kernels[k]->solve(&companion, &state[k], out, wanted, demand, clip_ohm, limit, lanes, frames);
	}
	bool any = false;
	for (unsigned i = 0; i < n * ZOUT_STEP_MOMENTS; ++i) {
		any = any || got[1][i % ZOUT_STEP_MOMENTS][at + i / ZOUT_STEP_MOMENTS] != 0.0F;
	}
	assert_true(limited[0] == any && limited[1] == any);
	// Newton's method ends within 1e-9 of the clip level, less than the rounding of its result to a float. Sweeps are
	// in single precision, of values up to some times the result.
	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		tables_compare_f(got[0][m], got[1][m], shift, n, n, few_ulps);
	}
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
	static float          got[ZOUT_STEP_MOMENTS][TABLES_ROOM];
	static ZoutRelaxation relaxation;
	const ZoutCompanion   companion = parts_companion(1, 192e3);
	const unsigned        frames    = n_frames % (TABLES_MOST / ZOUT_STEP_VALUES);
	const unsigned        at        = TABLES_MARGIN + shift;
	ZoutRelaxationState   state;
	memset(&state, 0, sizeof(state));
	zout_relaxation_init(&relaxation, &companion, 15.0, 0.01);
	for (unsigned i = 0; i < frames * ZOUT_STEP_VALUES; ++i) {
		tables_f[0][at + i] = i / ZOUT_STEP_VALUES % 2U ? 5.0F : 1.5F;
	}
	(void)scalar;
	float* const      all   = tables_f[0] + at;
	const ZoutMoments input = {{all, tables_f[1] + at, all, tables_f[2] + at}};
	const ZoutMoments out   = {{got[0] + at, got[1] + at, got[2] + at, got[3] + at}};
	assert_true(tested->relax(&relaxation, &state, out, input, two_taps, tables_f[4] + at, lanes, frames) ==
	            (frames > 0));
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
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_telling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
