// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Where a maker or a reviewer states a power and the distortion it has, the preset has to reach the power with no more
 * than that. The numbers are from the sources that presets/amps/ names; presets that are typical only are not here. */

#include "bench.h"
#include "phones.h"
#include "probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000, TONE_HZ = 1000 };

/// Presets give harmonics in tenths of a decibel, so half of one may be lost
static const double thd_tolerance_db = 0.05;

/// A power that is defined by the distortion is the least that rounds to the published figure: 1.95 W for 2.0 W
static const struct {
	const char* amp;
	double      load_ohm;
	double      power_w;
	double      most_thd;
} ratings[] = {
	{"hp-1", 600.0, 0.2, 0.000017e-2},
	{"hp-1", 300.0, 0.2, 0.000032e-2},
	{"hp-1", 32.0, 0.2, 0.00005e-2},
	{"rme-adi-2-pro", 32.0, 1.5, 3.162e-6},            // -110 dB
	{"rme-iem", 16.0, 0.731 * 0.731 / 16.0, 3.162e-6}, // -110 dB at full level, -0.5 dBu
	{"uca202", 330.0, 0.4 * 0.4 / 330.0, 0.0074e-2},   // 0.4 V
	{"uca202", 330.0, 0.7815 * 0.7815 / 330.0, 0.01},  // 0.782 V
	{"mini-i-pro-3", 8.0, 1.15, 0.01},                 // 1.2 W
	{"rh-5", 32.0, 1.95, 0.01},                        // 2.0 W
	{"hpa-1", 20.0, 1.0 / 20.0, 0.005e-2},             // 1 V
	{"rh-5", 250.0, 0.385, 0.01},                      // 0.39 W
};

static Amps amps;

static int
setup(void** const state)
{
	if (bundle_setup(state)) {
		return -1;
	}
	amps_load((const Bundle*)*state, &amps);
	return 0;
}

/// What so many volts of source become; without noise and hum, which are no harmonics but fall into their bins
static BenchTone
tone(const ZoutSettings* const amp, const double source_vrms, const double load_ohm)
{
	ZoutSettings settings      = bench_settings(amp, source_vrms, load_ohm);
	settings.value[ZOUT_NOISE] = 0.0F;
	settings.value[ZOUT_HUM]   = 0.0F;
	return bench_tone(&settings, RATE_HZ, TONE_HZ);
}

/// The tone that has just so much power, with a source of up to twice what it takes if nothing limits
static BenchTone
tone_of_power(const ZoutSettings* const amp, const double power_w, const double load_ohm)
{
	const double free_vrms = bench_source_vrms(amp, sqrt(power_w * load_ohm), load_ohm);
	double       low       = 0.9 * free_vrms;
	double       high      = 2.0 * free_vrms;
	for (unsigned k = 0; k < 14; ++k) { // to 0.0006 dB
		const double source_vrms = 0.5 * (low + high);
		if (tone(amp, source_vrms, load_ohm).power_w < power_w) {
			low = source_vrms;
		} else {
			high = source_vrms;
		}
	}
	return tone(amp, high, load_ohm);
}

static void
test_published_power_has_no_more_than_the_published_distortion(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(ratings) / sizeof(ratings[0]); ++i) {
		char            what[96];
		double          worst = -HUGE_VAL;
		const BenchTone rated =
			tone_of_power(phones_find(&amps, ratings[i].amp), ratings[i].power_w, ratings[i].load_ohm);
		snprintf(what, sizeof(what), "%s, %g W into %g ohm", ratings[i].amp, ratings[i].power_w, ratings[i].load_ohm);
		probe_report(what, 100.0 * rated.thd, "%");
		assert_true(rated.power_w >= ratings[i].power_w);
		probe_at_most(&worst, probe_db(rated.thd / ratings[i].most_thd), thd_tolerance_db);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_power_has_no_more_than_the_published_distortion),
	};
	return cmocka_run_group_tests(tests, setup, bundle_teardown);
}
