// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The whole linear model against a circuit simulator that knows nothing of it: ngspice gets the parts, the model gets
 * the settings, and the responses have to be the same. */

#include "netlist.h"
#include "phones.h"
#include "probe.h"
#include "response.h"

#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static const double rate_hz           = 44100.0; // the hardest: 20 kHz is nearest to half of it
static const float  impedances_ohm[]  = {0.1F, 10.0F, 50.0F, 120.0F};
static const double linear_start_hz[] = {20.0, 1000.0};
static const double linear_end_hz[]   = {1000.0, 20000.0};
static const int    linear_points[]   = {99, 96}; // steps of 10 and of 200 Hz: bins of the model's response

enum { N_IMPEDANCES = 4, N_RANGES = 2 };

static Phones phones;

static int
setup(void** const state)
{
	if (bundle_setup(state) || !netlist_open()) {
		return -1;
	}
	phones_load((const Bundle*)*state, &phones);
	return 0;
}

static int
teardown(void** const state)
{
	netlist_close();
	return bundle_teardown(state);
}

/// Compares each point of an AC analysis of 1 V at the amplifier with the model's response; returns their number
static unsigned
compare(const ZoutSettings* const settings, const fftw_complex* const bins, ResponseError* const worst)
{
	FILE* const circuit = netlist_start("an amplifier drives a headphone");
	fprintf(circuit, "Vs amp 0 dc 0 ac 1\n");
	netlist_output(circuit, settings);
	fprintf(circuit, ".control\nset wr_singlescale\nset numdgt=12\n");
	for (unsigned i = 0; i < N_RANGES; ++i) {
		fprintf(circuit, "ac lin %d %.9g %.9g\n", linear_points[i], linear_start_hz[i], linear_end_hz[i]);
		fprintf(circuit, "%s", i ? "set appendwrite\n" : "");
		fprintf(circuit, "wrdata %s v(out)\n", netlist_result());
	}

	FILE* const file = netlist_run(circuit);
	unsigned    n    = 0;
	double      f_hz = 0.0;
	double      re   = 0.0;
	double      im   = 0.0;
	while (fscanf(file, "%lf %lf %lf", &f_hz, &re, &im) == 3) {
		response_note(worst, bins[lround(f_hz)], re + im * (double complex)I);
		++n;
	}
	fclose(file);
	return n;
}

static void
check(const ZoutSettings* const settings, float* const audio, fftw_complex* const bins, ResponseError* const worst)
{
	response_measure(rate_hz, settings, audio, bins);
	assert_int_equal(compare(settings, bins, worst), linear_points[0] + linear_points[1]);
}

/* In Volts mode with the output level at the level of the source, the model's response is the circuit's. */
static void
test_simulator_agrees_about_every_headphone(void** const state)
{
	(void)state;
	const size_t        n     = (size_t)rate_hz;
	float* const        audio = (float*)malloc(2U * (n + 1024U) * sizeof(float));
	fftw_complex* const bins  = (fftw_complex*)fftw_malloc((n / 2U + 1U) * sizeof(fftw_complex));
	ResponseError       worst = {0.0, 0.0, 0.0};
	for (unsigned i = 0; i < phones.n * N_IMPEDANCES; ++i) {
		ZoutSettings settings                 = phones.settings[i / N_IMPEDANCES];
		settings.value[ZOUT_OUTPUT_MODE]      = 1.0F;
		settings.value[ZOUT_OUTPUT_LEVEL]     = settings.value[ZOUT_SOURCE_LEVEL];
		settings.value[ZOUT_OUTPUT_IMPEDANCE] = impedances_ohm[i % N_IMPEDANCES];
		settings.value[ZOUT_BANDWIDTH]        = i % 3U ? 500.0F : 78.6F;
		settings.value[ZOUT_OUTPUT_CAPACITOR] = i % 5U ? 0.0F : 220.0F;
		check(&settings, audio, bins, &worst);
	}
	print_message("# ngspice, %u circuits: %.6f dB, %.4f degrees\n", phones.n * N_IMPEDANCES, worst.db, worst.deg);
	assert_true(worst.db <= RESPONSE_ERROR_DB);
	assert_true(worst.deg <= RESPONSE_ERROR_DEG);
	fftw_free(bins);
	free(audio);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simulator_agrees_about_every_headphone),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
