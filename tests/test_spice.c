// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The whole linear model against a circuit simulator that knows nothing of it: ngspice gets the parts, the model gets
 * the settings, and the responses have to be the same. */

#define _POSIX_C_SOURCE 200809L

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
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

static const double rate_hz           = 44100.0; // the hardest: 20 kHz is nearest to half of it
static const float  impedances_ohm[]  = {0.1F, 10.0F, 50.0F, 120.0F};
static const double linear_start_hz[] = {20.0, 1000.0};
static const double linear_end_hz[]   = {1000.0, 20000.0};
static const int    linear_points[]   = {99, 96}; // steps of 10 and of 200 Hz: bins of the model's response

enum { N_IMPEDANCES = 4, N_RANGES = 2 };

static Phones phones;
static char   folder[] = "/tmp/zout-spice-XXXXXX";

static int
setup(void** const state)
{
	if (bundle_setup(state) || !mkdtemp(folder)) {
		return -1;
	}
	phones_load((const Bundle*)*state, &phones);
	return 0;
}

static int
teardown(void** const state)
{
	static const char* const names[] = {"circuit.cir", "response.txt", "log.txt"};
	char                     path[64];
	for (unsigned i = 0; i < 3; ++i) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
	return bundle_teardown(state);
}

/// A path in the scratch folder, in a static buffer
static const char*
scratch(const char* const name)
{
	static char path[64];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* The headphone's parts from node "out" on. A resonance R / (1 + Q (s/w + w/s)) is R, L = R / (w Q) and C = Q / (w R)
 * in parallel. Parts that are not there are left out. */
static void
write_headphone(FILE* const file, const float* const p)
{
	static const ZoutParam tanks[3][3] = {
		{ZOUT_F1, ZOUT_R1, ZOUT_Q1}, {ZOUT_F2, ZOUT_R2, ZOUT_Q2}, {ZOUT_F3, ZOUT_R3, ZOUT_Q3}};

	fprintf(file, "Re out n0 %.9g\n", (double)p[ZOUT_RESISTANCE]);
	unsigned node = 0;
	if (p[ZOUT_INDUCTANCE] > 0.0F) {
		fprintf(file, "Le n0 n1 %.9gm\n", (double)p[ZOUT_INDUCTANCE]);
		if (p[ZOUT_EDDY] > 0.0F) {
			fprintf(file, "Reddy n0 n1 %.9g\n", (double)p[ZOUT_EDDY]);
		}
		node = 1;
	}
	for (unsigned k = 0; k < 3; ++k) {
		const double w = zout_hz_to_rad_s((double)p[tanks[k][0]]);
		const double r = (double)p[tanks[k][1]];
		const double q = (double)p[tanks[k][2]];
		if (r > 0.0) {
			fprintf(file, "Rt%u n%u n%u %.9g\n", k, node, node + 1U, r);
			fprintf(file, "Lt%u n%u n%u %.12g\n", k, node, node + 1U, r / (w * q));
			fprintf(file, "Ct%u n%u n%u %.12g\n", k, node, node + 1U, q / (w * r));
			++node;
		}
	}
	fprintf(file, "Vend n%u 0 0\n", node);
}

/// A source of 1 V behind bandwidth, output resistance and capacitor, into the headphone; AC analysis in two ranges
static void
write_netlist(const ZoutSettings* const settings)
{
	const float* const p    = settings->value;
	FILE* const        file = fopen(scratch("circuit.cir"), "w");
	assert_non_null(file);
	fprintf(file, "* an amplifier drives a headphone\nVs source 0 dc 0 ac 1\n");
	fprintf(
		file, "Rbw source pole 1k\nCbw pole 0 %.12g\n", 1.0 / zout_hz_to_rad_s(1e3 * 1e3 * (double)p[ZOUT_BANDWIDTH]));
	fprintf(file, "Eamp amp 0 pole 0 1\nRout amp series %.9g\n", (double)p[ZOUT_OUTPUT_IMPEDANCE]);
	if (p[ZOUT_OUTPUT_CAPACITOR] > 0.0F) {
		fprintf(file, "Cout series out %.9gu\n", (double)p[ZOUT_OUTPUT_CAPACITOR]);
	} else {
		fprintf(file, "Vout series out 0\n");
	}
	write_headphone(file, p);
	fprintf(file, ".control\nset wr_singlescale\nset numdgt=12\n");
	for (unsigned i = 0; i < N_RANGES; ++i) {
		fprintf(file, "ac lin %d %.9g %.9g\n", linear_points[i], linear_start_hz[i], linear_end_hz[i]);
		fprintf(file, "%s", i ? "set appendwrite\n" : "");
		fprintf(file, "wrdata %s/response.txt v(out)\n", folder);
	}
	fprintf(file, "quit\n.endc\n.end\n");
	assert_int_equal(fclose(file), 0);
}

/// Runs the simulator and compares each of its points with the model's response; returns the number of points
static unsigned
compare(const fftw_complex* const bins, ResponseError* const worst)
{
	char command[256];
	unlink(scratch("response.txt"));
	snprintf(command, sizeof(command), "ngspice -b %s/circuit.cir >%s/log.txt 2>&1", folder, folder);
	(void)!system(command); // ngspice ends with 1 after quit in batch mode: what it wrote tells

	FILE* const file = fopen(scratch("response.txt"), "r");
	assert_non_null(file);
	unsigned n    = 0;
	double   f_hz = 0.0;
	double   re   = 0.0;
	double   im   = 0.0;
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
	write_netlist(settings);
	assert_int_equal(compare(bins, worst), linear_points[0] + linear_points[1]);
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
