// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Limits that act on a reactive load, against ngspice in time: clip level that falls with the current, and limit of the
 * current. Both give the steady state of a sine; what is compared is every harmonic up to 20 kHz, magnitude and phase,
 * which is the waveform limited to that band but for aliases, which test_alias.c measures. */

#include "netlist.h"
#include "phones.h"
#include "probe.h"

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

static const double sqrt2             = 1.41421356237309504880;
static const double band_hz           = 20000.0;
static const double settle_s          = 0.06; // the slowest load here forgets by a factor of e in less than 4 ms
static const double grid_s            = 1e-6; // of the simulator's result
static const double step_s            = 0.5e-6;
static const double waveform_error_db = -70.0; // what the issue of the model demands

enum { MAX_HARMONICS = 20, RESULT_FRAMES = 10000 };

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

/// What a clipper at 1 with a knee of half-width `half` takes away
static double
excess(const double x, const double half)
{
	const double over = fmax((fabs(x) - (1.0 - half)) / (2.0 * half), 0.0);
	const double t    = fmin(over, 1.0);
	return copysign(2.0 * half * (t * t * t * (1.0 - 0.5 * t) + (over - t)), x);
}

/// Current into the heavy load of the definition, relative to its limit, when a perfect amplifier would drive `wanted`
static double
limited(const double wanted)
{
	double low  = 0.0;
	double high = fabs(wanted);
	for (unsigned i = 0; i < 60; ++i) {
		const double middle = 0.5 * (low + high);
		if (middle + 8.0 * excess(middle, 0.2) < fabs(wanted)) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return copysign(low, wanted);
}

/// Total harmonic distortion of a limited sine, and its rms in `rms`
static double
distortion(const double amplitude, double* const rms)
{
	enum { POINTS = 4096 };
	double         square = 0.0;
	double complex first  = 0.0;
	for (unsigned i = 0; i < POINTS; ++i) {
		const double angle = 2.0 * 3.14159265358979323846 * i / POINTS;
		const double y     = limited(amplitude * cos(angle));
		square += y * y / POINTS;
		first += 2.0 / POINTS * y * (cos(angle) - sin(angle) * (double complex)I);
	}
	const double fundamental = 0.5 * creal(first * conj(first));
	*rms                     = sqrt(square);
	return sqrt(fmax(square - fundamental, 0.0) / fundamental);
}

/// The limit of the current over the peak of the sine that max_current describes: where it has 1 % of harmonics
static double
current_of_sine(void)
{
	double rms  = 0.0;
	double low  = 0.5;
	double high = 1.5;
	for (unsigned i = 0; i < 40; ++i) {
		const double middle = 0.5 * (low + high);
		if (distortion(middle, &rms) < 0.01) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return 1.0 / (sqrt2 * rms);
}

/* The static law of the limits, as docs/model.md states it: what a clipper with a knee takes away. A sine of
 * max_voltage has 1 % of harmonics where the clip level is 1.02799 times its peak; likewise the current's. */
static void
write_law(FILE* const file, const ZoutSettings* const settings, const double tone_hz, const double amplitude_v)
{
	const float* const p      = settings->value;
	const double       clip_v = 1.0279943736470418 * sqrt2 * (double)p[ZOUT_MAX_VOLTAGE];
	const double       most_a = current_of_sine() * sqrt2 * 1e-3 * (double)p[ZOUT_MAX_CURRENT];
	fprintf(file, ".func over(x,l,h) {max((abs(x)-(l-h))/(2*h),0)}\n");
	fprintf(file, ".func knee(t,o,h) {2*h*(t*t*t*(1-0.5*t)+o-t)}\n");
	fprintf(file, ".func loss(x,l,h) {-sgn(x)*knee(min(over(x,l,h),1),over(x,l,h),h)}\n");
	fprintf(file, "Vu wanted 0 sin(0 %.12g %.12g 0 0 90)\n", amplitude_v, tone_hz);
	fprintf(file,
	        "Blost lost 0 V=loss(V(wanted)+%.12g*I(Vload),%.12g,%.12g)+%.12g*loss(I(Vload),%.12g,%.12g)\n",
	        (double)p[ZOUT_CLIP_RESISTANCE],
	        clip_v,
	        0.2 * clip_v,
	        4.0 * clip_v / most_a,
	        most_a,
	        0.2 * most_a);
	// What the amplifier adds has no DC: a servo of 1 Hz takes it out.
	fprintf(file, "Cservo lost servo 159.154943u\nRservo servo 0 1k\nBamp amp 0 V=V(wanted)+V(servo)\n");
}

/// Harmonics at the headphone, volts peak, relative to the crest of the input, from the simulator
static void
simulate(const ZoutSettings* const settings,
         const double              tone_hz,
         const double              amplitude_v,
         void (*const write_amplifier)(FILE*, const ZoutSettings*, double, double),
         double complex harmonics[MAX_HARMONICS + 1])
{
	FILE* const circuit = netlist_start("an amplifier that is not linear, into a reactive load");
	write_amplifier(circuit, settings, tone_hz, amplitude_v);
	netlist_output(circuit, settings);
	fprintf(circuit, ".options reltol=1e-6 abstol=1e-12 vntol=1e-9 method=trap\n");
	fprintf(circuit, ".control\nset wr_singlescale\nset numdgt=12\n");
	const double end_s = settle_s + RESULT_FRAMES * grid_s;
	fprintf(circuit, "tran %.12g %.12g %.12g %.12g uic\nlinearize v(out)\n", grid_s, end_s, settle_s, step_s);
	fprintf(circuit, "wrdata %s v(out)\n", netlist_result());
	FILE* const file = netlist_run(circuit);

	double   t_s = 0.0;
	double   v   = 0.0;
	unsigned n   = 0;
	memset(harmonics, 0, (MAX_HARMONICS + 1) * sizeof(*harmonics));
	for (; n < RESULT_FRAMES && fscanf(file, "%lf %lf", &t_s, &v) == 2; ++n) {
		for (unsigned k = 0; k <= MAX_HARMONICS; ++k) {
			const double angle = 2.0 * 3.14159265358979323846 * k * tone_hz * n * grid_s;
			harmonics[k] += 2.0 / RESULT_FRAMES * v * (cos(angle) - sin(angle) * (double complex)I);
		}
	}
	fclose(file);
	assert_int_equal(n, RESULT_FRAMES);
}

static double
waveform_error(const ZoutSettings* const   settings,
               const double                rate_hz,
               const double                tone_hz,
               const double                amplitude_v,
               const double complex* const expected)
{
	const size_t   period = (size_t)(rate_hz / 100.0);
	const unsigned bin    = (unsigned)(tone_hz / 100.0);
	float* const   out    = (float*)malloc(period * sizeof(float));
	const double   fs     = sqrt2 * (double)settings->value[ZOUT_SOURCE_LEVEL];
	probe_settled(settings, rate_hz, period, bin, amplitude_v / fs, settle_s, out);
	double error = 0.0;
	double power = 0.0;
	for (unsigned k = 1; k * tone_hz <= band_hz; ++k) {
		const double complex got = fs * probe_bin(out, period, bin * k);
		error += creal((got - expected[k]) * conj(got - expected[k]));
		power += creal(expected[k] * conj(expected[k]));
	}
	free(out);
	return 0.5 * probe_db(error / power);
}

typedef struct {
	const char* phones;
	double      tone_hz;
	double      volts;
	float       max_voltage;
	float       clip_resistance;
	float       max_current;
	float       output_impedance;
	const char* what;
} Case;

static void
agree_with_the_simulator(const char* const what, const Case* const cases, const unsigned n_cases, const double limit_db)
{
	static const double rates_hz[] = {44100.0, 48000.0, 96000.0};
	double              worst      = -400.0;
	for (unsigned i = 0; i < n_cases; ++i) {
		const Case* const c                   = &cases[i];
		ZoutSettings      settings            = *phones_find(&phones, c->phones);
		settings.value[ZOUT_SOURCE_LEVEL]     = 20.0F;
		settings.value[ZOUT_OUTPUT_MODE]      = 1.0F;
		settings.value[ZOUT_OUTPUT_LEVEL]     = 20.0F;
		settings.value[ZOUT_MAX_VOLTAGE]      = c->max_voltage;
		settings.value[ZOUT_CLIP_RESISTANCE]  = c->clip_resistance;
		settings.value[ZOUT_MAX_CURRENT]      = c->max_current;
		settings.value[ZOUT_OUTPUT_IMPEDANCE] = c->output_impedance;
		settings.value[ZOUT_BANDWIDTH]        = i % 2U ? 500.0F : 78.6F;

		double complex expected[MAX_HARMONICS + 1];
		simulate(&settings, c->tone_hz, sqrt2 * c->volts, write_law, expected);
		for (unsigned k = 0; k < 3; ++k) {
			const double error_db = waveform_error(&settings, rates_hz[k], c->tone_hz, sqrt2 * c->volts, expected);
			print_message("# ngspice, %s: %s, %.0f kHz, at %.0f Hz: %.1f dB\n",
			              c->phones,
			              c->what,
			              1e-3 * c->tone_hz,
			              rates_hz[k],
			              error_db);
			worst = fmax(worst, error_db);
		}
	}
	print_message("# ngspice, %s, worst waveform error: %.1f dB\n", what, worst);
	assert_true(worst <= limit_db);
}

static void
test_limits_agree_with_the_simulator(void** const state)
{
	(void)state;
	static const Case cases[] = {
		{"hd650", 1e3, 20.0, 10.0F, 2.5F, 1000.0F, 1.35F, "clipping, 6 dB over"},
		{"k701", 1e3, 20.0, 10.0F, 2.5F, 1000.0F, 1.35F, "clipping, 6 dB over"},
		{"expanse", 1e3, 20.0, 10.0F, 2.5F, 1000.0F, 1.35F, "clipping, 6 dB over"},
		{"expanse", 1e3, 8.0, 8.83F, 10.8F, 1000.0F, 0.1F, "clipping for the current alone"},
		{"hd650", 1e3, 5.0, 10.0F, 0.0F, 8.0F, 120.0F, "current limit"},
		{"k701", 1e3, 3.0, 10.0F, 0.0F, 30.0F, 1.35F, "current limit"},
		{"expanse", 1e3, 3.0, 10.0F, 2.5F, 60.0F, 1.35F, "current limit"},
		{"expanse", 1e3, 10.0, 5.0F, 2.5F, 150.0F, 10.0F, "both limits"},
		// 6 dB more, and a tone that is an octave higher: the worst of the loads
		{"expanse", 1e3, 40.0, 10.0F, 2.5F, 1000.0F, 1.35F, "clipping, 12 dB over"},
		{"k701", 1e3, 6.0, 10.0F, 0.0F, 30.0F, 1.35F, "current limit, 6 dB more"},
		{"expanse", 2e3, 20.0, 10.0F, 2.5F, 1000.0F, 1.35F, "clipping, 6 dB over"},
		{"k701", 2e3, 3.0, 10.0F, 0.0F, 30.0F, 1.35F, "current limit"},
	};
	agree_with_the_simulator("limits", cases, sizeof(cases) / sizeof(cases[0]), waveform_error_db);
}

/* What is limited at 5 kHz has harmonics up to the ends of the filters between the rates: at 44.1 and 48 kHz the model
 * misses the figure of the issue. The bounds are what docs/model.md says, and 1 dB. */
static void
test_how_far_from_the_simulator_limits_of_treble_are(void** const state)
{
	(void)state;
	static const Case clipping[] = {
		{"hd650", 5e3, 20.0, 10.0F, 2.5F, 1000.0F, 1.35F, "clipping, 6 dB over"},
		{"expanse", 5e3, 20.0, 10.0F, 2.5F, 1000.0F, 1.35F, "clipping, 6 dB over"},
	};
	static const Case current[] = {{"k701", 5e3, 3.0, 10.0F, 0.0F, 30.0F, 1.35F, "current limit"}};
	agree_with_the_simulator("clipping at 5 kHz", clipping, sizeof(clipping) / sizeof(clipping[0]), -63.5);
	agree_with_the_simulator("current limit at 5 kHz", current, sizeof(current) / sizeof(current[0]), -50.8);
}

/* Harmonics of a polynomial: what the ports promise at 1 V and 1 kHz gives the coefficients by the identities of the
 * power series, behind the corner 1 + s/wd; see docs/model.md. In the circuit the corner is a coil in series with 1
 * ohm. */
static void
write_polynomial(FILE* const file, const ZoutSettings* const settings, const double tone_hz, const double amplitude_v)
{
	const float* const   p      = settings->value;
	const double         corner = 1e3 * (double)p[ZOUT_DISTORTION_CORNER];
	const double complex s1     = 1.0 + tone_hz / corner * (double complex)I;
	const double         s2     = hypot(1.0, 2.0 * tone_hz / corner);
	const double         s3     = hypot(1.0, 3.0 * tone_hz / corner);
	const double         h2     = pow(10.0, (double)p[ZOUT_H2] / 20.0);
	const double         h3     = pow(10.0, (double)p[ZOUT_H3] / 20.0);
	double               q      = h3;
	for (unsigned i = 0; i < 50; ++i) {
		q = h3 * cabs(1.0 + 3.0 * q * s1 / s3);
	}
	const double a2 = sqrt2 * h2 * cabs(1.0 + 3.0 * q * s1 / s3) / s2;
	const double a3 = 2.0 * q / s3;
	fprintf(file, "Vu wanted 0 sin(0 %.12g %.12g 0 0 90)\n", amplitude_v, tone_hz);
	fprintf(file, "Bpoly 0 bent I=V(wanted)*V(wanted)*(%.12g*V(wanted)-%.12g)\n", a3, a2);
	fprintf(file, "Rcorner bent coil 1\nLcorner coil 0 %.12g\n", 1.0 / (2.0 * 3.14159265358979323846 * corner));
	fprintf(file, "Cservo bent servo 159.154943n\nRservo servo 0 1meg\nBamp amp 0 V=V(wanted)+V(servo)\n");
}

static void
test_polynomial_agrees_with_the_simulator(void** const state)
{
	(void)state;
	static const char* const names[] = {"hd650", "k701", "expanse"};
	double                   worst   = 0.0;
	for (unsigned i = 0; i < 3; ++i) {
		ZoutSettings settings                  = *phones_find(&phones, names[i]);
		settings.value[ZOUT_SOURCE_LEVEL]      = 20.0F;
		settings.value[ZOUT_OUTPUT_MODE]       = 1.0F;
		settings.value[ZOUT_OUTPUT_LEVEL]      = 20.0F;
		settings.value[ZOUT_MAX_VOLTAGE]       = 50.0F;
		settings.value[ZOUT_OUTPUT_IMPEDANCE]  = 10.0F;
		settings.value[ZOUT_BANDWIDTH]         = 78.6F;
		settings.value[ZOUT_DISTORTION_CORNER] = 5.0F;
		settings.value[ZOUT_H2]                = -50.0F;
		settings.value[ZOUT_H3]                = -70.0F;
		double complex expected[MAX_HARMONICS + 1];
		simulate(&settings, 1e3, sqrt2 * 3.0, write_polynomial, expected);
		for (unsigned k = 0; k < 6; ++k) {
			const size_t period = (size_t)(probe_rates_hz[k] / 100.0);
			float* const out    = (float*)malloc(period * sizeof(float));
			probe_settled(&settings, probe_rates_hz[k], period, 10, 3.0 / 20.0, 2.0, out);
			for (unsigned order = 1; order <= 3; ++order) {
				const double got = sqrt2 * 20.0 * cabs(probe_bin(out, period, 10 * order));
				probe_at_most(&worst, fabs(probe_db(got / cabs(expected[order]))), 0.05);
			}
			free(out);
		}
	}
	probe_report("ngspice, harmonics of a polynomial source, worst error", worst, "dB");
}

/* Into a load that the clip level would drive with twice the limit, a sine of max_current has 1 % of harmonics: the
 * model's own, on a resistor. The tolerance is that of a search in steps of 0.1 %. */
static void
test_current_at_one_percent(void** const state)
{
	(void)state;
	ZoutSettings settings             = probe_plain();
	settings.value[ZOUT_SOURCE_LEVEL] = 20.0F;
	settings.value[ZOUT_OUTPUT_MODE]  = 1.0F;
	settings.value[ZOUT_OUTPUT_LEVEL] = 20.0F;
	settings.value[ZOUT_MAX_VOLTAGE]  = 10.0F;
	settings.value[ZOUT_MAX_CURRENT]  = 200.0F;
	settings.value[ZOUT_RESISTANCE]   = (float)(1.0279943736470418 * 10.0 / (2.0 * current_of_sine() * 0.2));
	const size_t period               = 480;
	const double fs                   = sqrt2 * 20.0;
	float        out[480];
	for (double over = 0.85; over < 1.0; over += 0.0005) {
		probe_settled(&settings,
		              48000.0,
		              period,
		              10,
		              over * 0.2 * sqrt2 * current_of_sine() * (double)settings.value[ZOUT_RESISTANCE] / fs,
		              0.5,
		              out);
		double square = 0.0;
		for (unsigned k = 2; k <= MAX_HARMONICS; ++k) {
			square += pow(cabs(probe_bin(out, period, 10 * k)), 2.0);
		}
		const double first = cabs(probe_bin(out, period, 10));
		if (sqrt(square) / first >= 0.01) {
			const double ma = 1e3 * fs * sqrt(0.5 * (square + first * first)) / (double)settings.value[ZOUT_RESISTANCE];
			print_message("# 1 %% of harmonics at %.2f mA for a limit of 200 mA\n", ma);
			assert_true(fabs(ma / 200.0 - 1.0) < 0.002);
			return;
		}
	}
	fail_msg("no harmonics near the limit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_current_at_one_percent),
		cmocka_unit_test(test_polynomial_agrees_with_the_simulator),
		cmocka_unit_test(test_limits_agree_with_the_simulator),
		cmocka_unit_test(test_how_far_from_the_simulator_limits_of_treble_are),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
