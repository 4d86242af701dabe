// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Loads that no headphone has, over the whole range of every control with its ends. */

#include "fuzz.h"
#include "probe.h"
#include "response.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

enum { N_RANDOM = 300 };

static int
compare_doubles(const void* const a, const void* const b)
{
	const double x = *(const double*)a;
	const double y = *(const double*)b;
	return (x > y) - (x < y);
}

/* What is asked for the catalogue holds for more than 95 of 100 of these loads. For the rest (resonances of Q 20 near
 * 20 kHz) nothing is promised but that they are near it, here three times as much and a hump of 8 dB; and all are
 * stable. */
static void
test_any_legal_load_is_stable(void** const state)
{
	(void)state;
	static double           db[N_RANDOM];
	static double           deg[N_RANDOM];
	ZoutLoadDesigner* const designer = (ZoutLoadDesigner*)malloc(sizeof(ZoutLoadDesigner));
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		uint32_t seed = 1;
		double   hump = 0.0;
		zout_load_designer_init(designer, probe_rates_hz[r]);
		for (unsigned i = 0; i < N_RANDOM; ++i) {
			ZoutSettings  settings;
			ResponseError worst = {0.0, 0.0, 0.0};
			fuzz_settings(&settings, &seed);
			response_check_design(designer, &settings, false, &worst);
			db[i]  = worst.db;
			deg[i] = worst.deg;
			hump   = fmax(hump, worst.hump);
		}
		qsort(db, N_RANDOM, sizeof(double), compare_doubles);
		qsort(deg, N_RANDOM, sizeof(double), compare_doubles);
		const unsigned most     = N_RANDOM * 95 / 100;
		const double   last_db  = db[N_RANDOM - 1];
		const double   last_deg = deg[N_RANDOM - 1];
		print_message("# random %6.0f Hz: 95 %% %.5f dB %.3f degrees, all %.3f dB %.2f degrees, x%.2f above 20 kHz\n",
		              probe_rates_hz[r],
		              db[most],
		              deg[most],
		              last_db,
		              last_deg,
		              hump);
		assert_true(db[most] <= RESPONSE_ERROR_DB && deg[most] <= RESPONSE_ERROR_DEG);
		assert_true(last_db <= 0.03 && last_deg <= 1.0 && hump <= 2.5);
	}
	free(designer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_legal_load_is_stable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
