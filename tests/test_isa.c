// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The sections of every instruction set, the whole model on each of them, and how one is chosen. */

#define _XOPEN_SOURCE 700 // setenv()

#include "fuzz.h"
#include "probe.h"
#include "tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { N_FRAMES = 8000 };

static double worst;

/// Sums that differ by less than nothing may be rounded to neighbours
static const double one_ulp = 1.2e-7;

/// A bank with poles of every kind that circuits have, and states from the past
static void
make_bank(ZoutSectionBank* const bank, const unsigned n_sections, const unsigned n_with_current, const unsigned lanes)
{
	memset(bank, 0, sizeof(*bank));
	for (unsigned s = 0; s < n_sections * lanes; ++s) {
		const double radius = 0.5 + 0.499 * fabs(tables_d[3][s]);
		bank->a1[s]         = -2.0 * radius * cos(3.0 * tables_d[3][100 + s]);
		bank->a2[s]         = radius * radius;
		bank->v0[s]         = tables_d[4][s];
		bank->v1[s]         = tables_d[5][s];
		bank->i0[s]         = s < n_with_current * lanes ? tables_d[6][s] : 0.0;
		bank->i1[s]         = s < n_with_current * lanes ? tables_d[7][s] : 0.0;
		bank->w1[s]         = tables_d[4][100 + s];
		bank->w2[s]         = tables_d[5][100 + s];
	}
	bank->n_sections = n_sections;
}

/// A bank whose current is the voltage of all sections but the last: once shared, once by numerators that are alike
static void
make_alike(ZoutSectionBank* const bank, const bool shared, const unsigned lanes)
{
	bank->shared       = shared;
	const unsigned end = (bank->n_sections - 1U) * lanes;
	for (unsigned s = 0; s < end && !shared; ++s) {
		bank->i0[s] = bank->v0[s];
		bank->i1[s] = bank->v1[s];
	}
}

static void
check_sections(const ZoutKernels* const tested,
               const ZoutKernels* const scalar,
               const unsigned           lanes,
               const unsigned           n_frames,
               const unsigned           shift)
{
	static double  got[2][3][TABLES_ROOM];
	static float   single[2][TABLES_ROOM];
	const unsigned n  = n_frames * lanes;
	const unsigned at = TABLES_MARGIN + shift;
	for (unsigned i = 0; i < ZOUT_MAX_SECTIONS * 4U; ++i) {
		ZoutSectionBank bank[2];
		double          dc[2][ZOUT_MAX_LANES] = {{0.1, -0.2, 0.3, 0.0}, {0.1, -0.2, 0.3, 0.0}};
		for (unsigned k = 0; k < 2; ++k) {
			make_bank(&bank[k], i / 4U + 1U, i / 4U, lanes);
			if (i % 4U >= 2U) {
				make_alike(&bank[k], k == 0, lanes);
			}
			tables_clear_d(got[k][0]);
			tables_clear_d(got[k][1]);
			tables_clear(single[k]);
			// As in the model: what is coupled lies two frames ahead of what the sections read
			memcpy(got[k][2], tables_d[0], sizeof(tables_d[0]));
			const ZoutCoupling coupling = {got[k][2] + at + 2U * lanes,
			                               single[k] + at,
			                               tables_d[1] + TABLES_MARGIN,
			                               tables_d[2] + TABLES_MARGIN + shift,
			                               dc[k],
			                               1e-3};
			(k ? scalar : tested)
				->run_sections(&bank[k],
			                   got[k][0] + at,
			                   got[k][1] + at,
			                   got[k][2] + at,
			                   i % 2U ? &coupling : NULL,
			                   lanes,
			                   n_frames);
		}
		worst = fmax(worst, tables_compare_d(got[0][0], got[1][0], shift, n, n));
		worst = fmax(worst, tables_compare_d(got[0][1], got[1][1], shift, n, n));
		tables_compare_f(single[0], single[1], shift, i % 2U ? n : 0, i % 2U ? n : 0, one_ulp);
		for (unsigned j = 0; j < TABLES_ROOM; ++j) { // one addition or two: a few ulps
			const bool driven = i % 2U && j >= at + 2U * lanes && j < at + 2U * lanes + n;
			assert_true(fabs(got[0][2][j] - (driven ? got[1][2] : tables_d[0])[j]) <= (driven ? 1e-14 : 0.0));
		}
		for (unsigned s = 0; s < ZOUT_SECTION_VALUES; ++s) { // what is no section remembers nothing
			assert_true(fabs(bank[0].w1[s] - bank[1].w1[s]) <= 1e-9 * (1.0 + fabs(bank[1].w1[s])));
			assert_true(fabs(bank[0].w2[s] - bank[1].w2[s]) <= 1e-9 * (1.0 + fabs(bank[1].w2[s])));
		}
		for (unsigned lane = 0; lane < lanes; ++lane) {
			assert_true(fabs(dc[0][lane] - dc[1][lane]) <= 1e-14);
		}
	}
}

/// What a run of frames in parts, each of `step`, makes of the tables: of voltage, current, and what is coupled
static void
run_in_parts(const ZoutKernels* const kernels,
             ZoutSectionBank          bank,
             const unsigned           lanes,
             const unsigned           n_frames,
             const unsigned           step,
             double                   made[3][TABLES_ROOM])
{
	static float single[TABLES_ROOM];
	double       dc[ZOUT_MAX_LANES] = {0.1, -0.2, 0.3, 0.0};
	tables_clear(single);
	for (unsigned i = 0; i < 3; ++i) {
		tables_clear_d(made[i]);
	}
	for (unsigned at = 0, n = 0; at < n_frames; at += n) {
		const size_t       from     = TABLES_MARGIN + (size_t)at * lanes;
		double* const      driven   = made[2] + from;
		const ZoutCoupling coupling = {driven, single + from, tables_d[1] + from, tables_d[2] + from, dc, 1e-3};
		n                           = step < n_frames - at ? step : n_frames - at;
		kernels->run_sections(&bank, made[0] + from, made[1] + from, driven, &coupling, lanes, n);
	}
}

/* Which frames vectors take together depends on the host's blocks: no digit may. */
static void
check_parts(const ZoutKernels* const tested,
            const ZoutKernels* const scalar,
            const unsigned           lanes,
            const unsigned           n_frames,
            const unsigned           shift)
{
	static double whole[3][TABLES_ROOM];
	static double parts[3][TABLES_ROOM];
	(void)scalar;
	for (unsigned i = 0; i < ZOUT_MAX_SECTIONS * 2U; ++i) {
		ZoutSectionBank bank;
		make_bank(&bank, i / 2U + 1U, i / 2U, lanes);
		make_alike(&bank, i % 2U, lanes);
		run_in_parts(tested, bank, lanes, n_frames, n_frames, whole);
		run_in_parts(tested, bank, lanes, n_frames, 1U + 2U * shift, parts);
		assert_memory_equal(parts, whole, sizeof(whole));
	}
}

/* The sections for the current alone, which distortion by current needs early. */
static void
check_current(const ZoutKernels* const tested,
              const ZoutKernels* const scalar,
              const unsigned           lanes,
              const unsigned           n_frames,
              const unsigned           shift)
{
	static float   got[2][TABLES_ROOM];
	const unsigned n  = n_frames * lanes;
	const unsigned at = TABLES_MARGIN + shift;
	for (unsigned n_sections = 0; n_sections < ZOUT_MAX_SECTIONS; ++n_sections) {
		ZoutSectionBank bank[2];
		for (unsigned k = 0; k < 2; ++k) {
			make_bank(&bank[k], n_sections, n_sections, lanes);
			tables_clear(got[k]);
			(k ? scalar : tested)->run_current(&bank[k], got[k] + at, tables_f[0] + TABLES_MARGIN, lanes, n_frames);
		}
		tables_compare_f(got[0], got[1], shift, n, n, one_ulp);
		for (unsigned s = 0; s < n_sections * lanes; ++s) {
			assert_true(fabs(bank[0].w1[s] - bank[1].w1[s]) <= 1e-9 * (1.0 + fabs(bank[1].w1[s])));
			assert_true(fabs(bank[0].w2[s] - bank[1].w2[s]) <= 1e-9 * (1.0 + fabs(bank[1].w2[s])));
		}
	}
}

static void
test_sections(void** const state)
{
	(void)state;
	tables_check(check_sections);
	tables_check(check_parts);
	tables_check(check_current);
	print_message("# sections: %.1e of the largest value\n", worst);
}

/* Harmonics are worked out in floats: a residual of -40 dB carries the rounding of its sums (-110 dB of itself at
 * worst) at -150 dB of full scale. So is what limits take away, which is as large as the signal: but on the
 * way there large products are summed in doubles and rounded once, and what follows is rounded alike by all tables, so
 * that few values differ, by an ulp. With neither, only the rounding of the output is left. Demands far beyond a limit
 * leave more; see test_isa_presets.c. */
static double
difference_db(const double rate_hz, const char* const isa, const ZoutSettings* const settings)
{
	static float in[2][N_FRAMES];
	static float out[4][N_FRAMES];
	uint32_t     seed = 2;
	fuzz_speech(in[0], N_FRAMES, 0.7, &seed);
	fuzz_speech(in[1], N_FRAMES, 0.7, &seed);
	for (unsigned k = 0; k < 2; ++k) {
		setenv("ZOUT_ISA", k ? "scalar" : isa, 1);
		ZoutModel* const model = probe_model(rate_hz, 1, settings);
		unsetenv("ZOUT_ISA");
		assert_string_equal(zout_model_isa(model), k ? "scalar" : isa);
		probe_run(model, in[0], in[1], out[2U * k], out[2U * k + 1U], N_FRAMES);
		zout_model_free(model);
	}
	double most   = 0.0;
	double square = 0.0;
	double other  = 0.0;
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		const double off = (double)out[0][i] - (double)out[2][i];
		most             = fmax(most, fabs(off));
		other += off * off;
		square += (double)out[2][i] * (double)out[2][i];
	}
	return probe_db(sqrt(other / square));
}

/// What is worked out, one more in each case
enum { LINEAR, HARMONICS, CLIPPING, FALLING, N_CASES };

static const char* const names[N_CASES] = {"linear", "harmonics", "clip level", "falling clip level"};

static void
test_whole_model_agrees_on_every_instruction_set(void** const state)
{
	(void)state;
	for (unsigned c = 0; c < N_CASES; ++c) {
		double worst_db = -400.0;
		for (unsigned rate = 0; rate < PROBE_N_RATES; ++rate) {
			ZoutSettings settings;
			zout_settings_init(&settings);
			settings.value[ZOUT_OUTPUT_IMPEDANCE] = 50.0F;
			settings.value[ZOUT_R1]               = 170.0F;
			settings.value[ZOUT_H2]               = c >= HARMONICS ? -40.0F : -140.0F;
			settings.value[ZOUT_H3]               = c >= HARMONICS ? -60.0F : -140.0F;
			settings.value[ZOUT_MAX_VOLTAGE]      = c >= CLIPPING ? 0.8F : 10.0F;
			settings.value[ZOUT_CLIP_RESISTANCE]  = c >= FALLING ? 5.0F : 0.0F;
			for (unsigned t = 1; zout_kernels_available(t); ++t) {
				const char* const isa = zout_kernels_available(t)->name;
				probe_at_most(&worst_db, difference_db(probe_rates_hz[rate], isa, &settings), -150.0);
			}
		}
		probe_report(names[c], worst_db, "dB of the output");
	}
}

static void
test_bad_arguments_are_refused(void** const state)
{
	(void)state;
	static const double bad_rates_hz[] = {
		(double)NAN, (double)INFINITY, -(double)INFINITY, 0.0, -48e3, 7999.9, 768000.1};
	ZoutModel* model = NULL;
	for (unsigned i = 0; i < sizeof(bad_rates_hz) / sizeof(bad_rates_hz[0]); ++i) {
		model = (ZoutModel*)&model;
		assert_int_equal(zout_model_new(bad_rates_hz[i], 1, &model), ZOUT_BAD_RATE);
		assert_null(model);
	}
	assert_int_equal(zout_model_new(48e3, 0, &model), ZOUT_BAD_CHAINS);
	assert_int_equal(zout_model_new(48e3, 3, &model), ZOUT_BAD_CHAINS);
	setenv("ZOUT_ISA", "abacus", 1);
	assert_int_equal(zout_model_new(48e3, 1, &model), ZOUT_BAD_ISA);
	assert_null(model);
	setenv("ZOUT_ISA", "", 1); // as if it were not there
	assert_int_equal(zout_model_new(48e3, 1, &model), ZOUT_SUCCESS);
	zout_model_free(model);
	unsetenv("ZOUT_ISA");
	zout_model_free(NULL);
	for (unsigned i = 0; i <= ZOUT_BAD_ISA; ++i) {
		assert_true(strlen(zout_strerror((ZoutStatus)i)) > 3);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_whole_model_agrees_on_every_instruction_set),
		cmocka_unit_test(test_bad_arguments_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
