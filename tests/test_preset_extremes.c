// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Where a review names a maximum or a minimum of the impedance, the preset has one there: not only a curve that passes
 * through the figure. The figures are those of Stereophile, whose texts presets/phones/ names. */

#include "circuit.h"
#include "phones.h"
#include "probe.h"
#include "units.h"

#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

/// Figures of the texts are whole ohms
static const double tolerance_ohm = 0.5;

/// Half an octave holds more than 100 steps
static const double step = 1.003;

static const struct {
	const char* phones;
	bool        is_minimum;
	double      from_hz;
	double      to_hz;
	double      ohm;
} extremes[] = {
	{"westone-3", true, 300.0, 1300.0, 22.0},   // "in the midrange", below the maximum
	{"westone-3", false, 1350.0, 1450.0, 47.0}, // 1.4 kHz
	{"westone-3", true, 2000.0, 8000.0, 16.0},  // "in the presence region"
	{"ps-200", false, 1750.0, 2000.0, 88.0},    // "just below 2 kHz"
	{"ps-200", true, 7000.0, 8000.0, 20.0},     // "another minimum"
};

static Phones phones;

static int
setup(void** const state)
{
	if (bundle_setup(state)) {
		return -1;
	}
	phones_load((const Bundle*)*state, &phones);
	return 0;
}

static double
load_ohm(const ZoutCircuit* const circuit, const double frequency_hz)
{
	return cabs(zout_circuit_load_ohm(circuit, zout_hz_to_rad_s(frequency_hz) * (double complex)I));
}

static void
test_extremes_of_the_reviews_are_extremes(void** const state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(extremes) / sizeof(extremes[0]); ++i) {
		ZoutCircuit  circuit;
		bool         found = false;
		double       worst = 0.0;
		const double sign  = extremes[i].is_minimum ? -1.0 : 1.0;
		zout_circuit_init(&circuit, phones_find(&phones, extremes[i].phones));
		for (double f = extremes[i].from_hz; f < extremes[i].to_hz && !found; f *= step) {
			const double here = load_ohm(&circuit, f);
			if (sign * here >= sign * load_ohm(&circuit, f / step) &&
			    sign * here >= sign * load_ohm(&circuit, f * step)) {
				found = true;
				probe_report(extremes[i].phones, f, "Hz");
				probe_report(extremes[i].is_minimum ? "a minimum" : "a maximum", here, "ohm");
				probe_at_most(&worst, fabs(here - extremes[i].ohm), tolerance_ohm);
			}
		}
		if (!found) {
			fail_msg("%s: none at %g to %g Hz", extremes[i].phones, extremes[i].from_hz, extremes[i].to_hz);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_extremes_of_the_reviews_are_extremes),
	};
	return cmocka_run_group_tests(tests, setup, bundle_teardown);
}
