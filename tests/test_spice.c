// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The whole linear model against a circuit simulator that knows nothing of it: ngspice gets the parts, the model gets
 * the settings, and the responses have to be the same. So has the distortion by the current that the circuit draws. */

#include "netlist.h"
#include "phones.h"
#include "probe.h"
#include "response.h"
#include "units.h"

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

enum { RESULT_FRAMES = 10000 }; ///< Of the simulator: 10 ms, whole periods of every tone below

/* What the current adds is its square behind the distortion corner, which is a coil in series with 1 ohm; 10 mA rms of
 * 1 kHz make current_h2, relative to 1 V rms. The current is the circuit's own, with all that distortion makes flow. */
static void
simulate_square(const ZoutSettings* const settings,
                const double              amplitude_v,
                const double              tone_hz,
                double complex            harmonics[3])
{
	const double corner_hz = 1e3 * (double)settings->value[ZOUT_DISTORTION_CORNER];
	const double square    = zout_sqrt2 * zout_db_to_lin((double)settings->value[ZOUT_CURRENT_H2]) / 1e-4;
	FILE* const  circuit   = netlist_start("an amplifier that distorts by the current of its load");
	fprintf(circuit, "Vu wanted 0 sin(0 %.12g %.12g 0 0 90)\n", amplitude_v, tone_hz);
	fprintf(circuit, "Bsquare 0 bent I=-%.12g*I(Vload)*I(Vload)\n", square / hypot(1.0, 2e3 / corner_hz));
	fprintf(circuit, "Rcorner bent coil 1\nLcorner coil 0 %.12g\n", 1.0 / zout_hz_to_rad_s(corner_hz));
	fprintf(circuit, "Cservo bent servo 159.154943n\nRservo servo 0 1meg\nBamp amp 0 V=V(wanted)+V(servo)\n");
	netlist_output(circuit, settings);
	fprintf(circuit, ".options reltol=1e-6 abstol=1e-12 vntol=1e-9 method=trap\n");
	fprintf(circuit, ".control\nset wr_singlescale\nset numdgt=12\n");
	// The K701 forgets by a factor of e in less than 2 ms
	fprintf(circuit, "tran 1u 70m 60m 0.5u uic\nlinearize v(out)\nwrdata %s v(out)\n", netlist_result());

	FILE* const file = netlist_run(circuit);
	double      t_s  = 0.0;
	double      v    = 0.0;
	unsigned    n    = 0;
	harmonics[0] = harmonics[1] = harmonics[2] = 0.0;
	for (; n < RESULT_FRAMES && fscanf(file, "%lf %lf", &t_s, &v) == 2; ++n) {
		for (unsigned k = 0; k < 3; ++k) {
			harmonics[k] +=
				2.0 / RESULT_FRAMES * v * cexp(-zout_hz_to_rad_s(k * tone_hz) * 1e-6 * n * (double complex)I);
		}
	}
	fclose(file);
	assert_int_equal(n, RESULT_FRAMES);
}

/* 50 mA and more into the K701 behind next to nothing, where all of what is added reaches it; 0.05 dB is what is asked
 * of harmonics. */
static void
test_simulator_agrees_about_distortion_by_the_current(void** const state)
{
	(void)state;
	static const double tones_hz[]         = {1000.0, 5000.0};
	static const double bound_db           = 0.05;
	ZoutSettings        settings           = *phones_find(&phones, "k701");
	settings.value[ZOUT_SOURCE_LEVEL]      = 20.0F;
	settings.value[ZOUT_OUTPUT_MODE]       = 1.0F;
	settings.value[ZOUT_OUTPUT_LEVEL]      = 20.0F;
	settings.value[ZOUT_MAX_VOLTAGE]       = 50.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE]  = 0.1F;
	settings.value[ZOUT_BANDWIDTH]         = 78.6F;
	settings.value[ZOUT_DISTORTION_CORNER] = 20.0F;
	settings.value[ZOUT_CURRENT_H2]        = -70.0F;
	for (unsigned i = 0; i < 2; ++i) {
		double         worst = 0.0;
		double complex expected[3];
		simulate_square(&settings, 3.0 * zout_sqrt2, tones_hz[i], expected);
		for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
			const ProbeHarmonics got =
				probe_harmonics(&settings, probe_rates_hz[r], (unsigned)tones_hz[i] / PROBE_BIN_HZ, 3.0 / 20.0, 2.0);
			const double volts = 20.0 * zout_sqrt2;
			probe_at_most(&worst, fabs(probe_db(volts * cabs(got.first / expected[1]))), bound_db);
			probe_at_most(&worst, fabs(probe_db(volts * cabs(got.second / expected[2]))), bound_db);
		}
		probe_report(i ? "ngspice, H2 of 5 kHz by the load current into the K701, worst error"
		               : "ngspice, H2 of 1 kHz by the load current into the K701, worst error",
		             worst,
		             "dB");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simulator_agrees_about_every_headphone),
		cmocka_unit_test(test_simulator_agrees_about_distortion_by_the_current),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
