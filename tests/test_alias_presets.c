// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Every headphone that is shipped behind every amplifier that is: what their limits fold back below 20 kHz stays 95 dB
 * below a sine of 5 kHz that is driven 6 dB over them. At 44.1 kHz, where most folds back. Harmonics, noise and hum are
 * off, because only what limits leave is looked for. */

#include "phones.h"
#include "probe.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

static void
turn_off(ZoutSettings* const settings)
{
	static const ZoutParam off[] = {ZOUT_H2, ZOUT_H3, ZOUT_CURRENT_H2, ZOUT_NOISE, ZOUT_HUM};
	for (unsigned i = 0; i < sizeof(off) / sizeof(off[0]); ++i) {
		settings->value[off[i]] = zout_param_info(off[i])->min;
	}
	settings->value[ZOUT_GAIN] = 0.0F;
}

/// Until nothing is left of the start: a capacitor at the output takes its time
static double
settle_s(const ZoutSettings* const pair)
{
	return pair->value[ZOUT_OUTPUT_CAPACITOR] > 0.0F ? 3.0 : 0.3; // 0 is none
}

static void
test_aliases_of_every_pair_are_out_of_hearing(void** const state)
{
	static Phones phones;
	static Amps   amps;
	phones_load((const Bundle*)*state, &phones);
	amps_load((const Bundle*)*state, &amps);
	double   worst        = -400.0;
	unsigned worst_amp    = 0;
	unsigned worst_phones = 0;
	for (unsigned a = 0; a < amps.n; ++a) {
		for (unsigned p = 0; p < phones.n; ++p) {
			ZoutSettings pair = phones_behind(&amps.settings[a], &phones.settings[p]);
			turn_off(&pair);
			const double peak = phones_limit_lin(&pair, 5e3) * zout_db_to_lin(6.0);
			const double db   = probe_alias_db(&pair, 44100.0, 5e3, peak, settle_s(&pair));
			if (db > worst) {
				worst        = db;
				worst_amp    = a;
				worst_phones = p;
			}
		}
	}
	print_message("# aliases, 5 kHz 6 dB over, worst of %u pairs, %s with %s: %.1f dB\n",
	              amps.n * phones.n,
	              amps.name[worst_amp],
	              phones.name[worst_phones],
	              worst);
	assert_true(worst <= -95.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_aliases_of_every_pair_are_out_of_hearing)};
	return cmocka_run_group_tests(tests, bundle_setup, bundle_teardown);
}
