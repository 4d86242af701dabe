// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The analogue circuit against textbook answers and against a nodal analysis that shares nothing with its code. */

#include "circuit.h"
#include "poles.h"
#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

// Both sides are closed forms in double precision; only rounding (1e-16 for each operation) tells them apart
static const double rounding = 1e-12;

static ZoutCircuit
resistor(const double coil_ohm, const double output_ohm)
{
	return (ZoutCircuit){.coil_ohm = coil_ohm, .output_ohm = output_ohm};
}

static double complex
at_hz(const double f_hz)
{
	return zout_hz_to_rad_s(f_hz) * (double complex)I;
}

static double
level_db(const double complex transfer)
{
	return 20.0 * log10(cabs(transfer));
}

static void
assert_near(const double complex got, const double complex expected, const double tolerance)
{
	assert_true(cabs(got - expected) <= tolerance * cabs(expected));
}

static void
test_output_impedance_forms_divider_with_resistance(void** const state)
{
	(void)state;
	const ZoutCircuit circuit = resistor(300.0, 100.0);
	assert_near(zout_circuit_transfer(&circuit, at_hz(1e3)), 0.75, rounding);
	assert_near(zout_circuit_admittance(&circuit, at_hz(1e3)), 1.0 / 400.0, rounding);
	assert_near(zout_circuit_transfer(&circuit, 0.0), 0.75, rounding);
}

/* An eighth of the load's impedance loses 20 log10(9/8) dB, which the textbooks give as 1.02. */
static void
test_rule_of_one_eighth_costs_one_decibel(void** const state)
{
	(void)state;
	const ZoutCircuit circuit = resistor(32.0, 4.0);
	assert_true(fabs(level_db(zout_circuit_transfer(&circuit, at_hz(1e3))) + 1.02) < 0.005); // two decimals
}

static void
test_output_capacitor_has_its_corner_at_3_db(void** const state)
{
	(void)state;
	ZoutCircuit circuit        = resistor(32.0, 0.0);
	circuit.output_farad       = 220e-6;
	const double         f_hz  = 1.0 / (2.0 * zout_pi * 32.0 * 220e-6);
	const double complex there = zout_circuit_transfer(&circuit, at_hz(f_hz));
	assert_near(there, (1.0 + (double complex)I) / 2.0, rounding); // -3.01 dB, 45 degrees ahead
	assert_true(cabs(zout_circuit_transfer(&circuit, 0.0)) <= 0.0);
}

static void
test_bandwidth_has_its_corner_at_3_db(void** const state)
{
	(void)state;
	ZoutCircuit circuit     = resistor(300.0, 0.0);
	circuit.bandwidth_rad_s = zout_hz_to_rad_s(78.6e3);
	assert_near(zout_circuit_transfer(&circuit, at_hz(78.6e3)), (1.0 - (double complex)I) / 2.0, rounding);
}

static void
test_resonance_peaks_at_sum_of_resistances(void** const state)
{
	(void)state;
	ZoutCircuit circuit  = resistor(309.0, 0.0);
	circuit.resonance[0] = (ZoutResonance){.omega_rad_s = zout_hz_to_rad_s(99.0), .resistance_ohm = 170.0, .q = 4.0};
	assert_near(zout_circuit_load_ohm(&circuit, at_hz(99.0)), 479.0, rounding);
	assert_near(zout_circuit_load_ohm(&circuit, 0.0), 309.0, rounding);

	// At f0 (sqrt(1 + 1/4Q²) ± 1/2Q) the resonance is R / (1 ± j): its bandwidth is f0 / Q.
	const double         f_hz  = 99.0 * (sqrt(1.0 + 1.0 / 64.0) + 1.0 / 8.0);
	const double complex there = zout_circuit_load_ohm(&circuit, at_hz(f_hz));
	assert_near(there, 309.0 + 170.0 / (1.0 + (double complex)I), rounding);
}

static void
test_inductance_rises_and_eddy_loss_stops_it(void** const state)
{
	(void)state;
	ZoutCircuit circuit       = resistor(50.0, 0.0);
	circuit.coil_henry        = 1e-3;
	const double complex coil = zout_hz_to_rad_s(10e3) * 1e-3 * (double complex)I;
	assert_near(zout_circuit_load_ohm(&circuit, at_hz(10e3)), 50.0 + coil, rounding);
	circuit.eddy_ohm = 20.0;
	assert_near(zout_circuit_load_ohm(&circuit, at_hz(10e3)), 50.0 + 1.0 / (1.0 / coil + 1.0 / 20.0), rounding);
	assert_near(zout_circuit_load_ohm(&circuit, at_hz(1e12)), 70.0, 1e-6); // eddy over coil there: 3e-9
}

/// Solves the n equations in y, whose column n is the right-hand side, by elimination with pivots; x ends up there
static void
solve(double complex y[6][7], const unsigned n)
{
	for (unsigned k = 0; k < n; ++k) {
		unsigned pivot = k;
		for (unsigned i = k + 1; i < n; ++i) {
			pivot = cabs(y[i][k]) > cabs(y[pivot][k]) ? i : pivot;
		}
		for (unsigned j = 0; j <= n; ++j) {
			const double complex swap = y[k][j];
			y[k][j]                   = y[pivot][j];
			y[pivot][j]               = swap;
		}
		for (unsigned i = 0; i < n; ++i) {
			const double complex factor = i == k ? 0.0 : y[i][k] / y[k][k];
			for (unsigned j = 0; j <= n; ++j) {
				y[i][j] -= factor * y[k][j];
			}
		}
	}
	for (unsigned i = 0; i < n; ++i) {
		y[i][n] /= y[i][i];
	}
}

/// Stamps an admittance between two nodes; node n stands for ground
static void
stamp(double complex y[6][7], const unsigned n, const unsigned a, const unsigned b, const double complex siemens)
{
	if (a < n) {
		y[a][a] += siemens;
	}
	if (b < n) {
		y[b][b] += siemens;
	}
	if (a < n && b < n) {
		y[a][b] -= siemens;
		y[b][a] -= siemens;
	}
}

/**
 * Voltage at the headphone by nodal analysis, from parts alone: each resonance is a resistor, a coil and a capacitor
 * side by side. Nodes: 0 behind the output resistor, 1 the headphone, 2 behind Re, 3 behind Le, 4 and 5 between
 * resonances. The source and its resistor count as a current source.
 */
static double complex
nodal_voltage(const ZoutCircuit* const c, const double complex s)
{
	enum { N = 6 };
	double complex y[N][N + 1] = {{0.0}};
	y[0][N]                    = 1.0 / c->output_ohm;
	stamp(y, N, 0, N, 1.0 / c->output_ohm);
	stamp(y, N, 0, 1, s * c->output_farad);
	stamp(y, N, 1, 2, 1.0 / c->coil_ohm);
	stamp(y, N, 2, 3, 1.0 / (s * c->coil_henry) + 1.0 / c->eddy_ohm);
	for (unsigned k = 0; k < ZOUT_N_RESONANCES; ++k) {
		const ZoutResonance* const r     = &c->resonance[k];
		const double               farad = r->q / (r->omega_rad_s * r->resistance_ohm);
		const double               henry = r->resistance_ohm / (r->omega_rad_s * r->q);
		stamp(y, N, 3 + k, 4 + k, 1.0 / r->resistance_ohm + s * farad + 1.0 / (s * henry));
	}
	solve(y, N);
	return y[1][N] / (c->bandwidth_rad_s > 0.0 ? 1.0 + s / c->bandwidth_rad_s : 1.0);
}

static void
test_whole_circuit_agrees_with_nodal_analysis(void** const state)
{
	(void)state;
	const ZoutCircuit circuit = {
		.output_ohm      = 120.0,
		.output_farad    = 100e-6,
		.bandwidth_rad_s = zout_hz_to_rad_s(78.6e3),
		.coil_ohm        = 55.0,
		.coil_henry      = 0.7e-3,
		.eddy_ohm        = 300.0,
		.resonance       = {{zout_hz_to_rad_s(95.0), 80.0, 3.0},
	                        {zout_hz_to_rad_s(2300.0), 7.0, 9.0},
	                        {zout_hz_to_rad_s(7100.0), 15.0, 0.7}},
	};
	double worst = 0.0;
	for (unsigned i = 0; i <= 1000; ++i) {
		const double complex s        = at_hz(1.0 * pow(1e6, i / 1000.0));
		const double complex expected = nodal_voltage(&circuit, s);
		const double complex got      = zout_circuit_transfer(&circuit, s);
		worst                         = fmax(worst, cabs(got - expected) / cabs(expected));
		// Ohm's law ties voltage, current and impedance together.
		assert_near(zout_circuit_admittance(&circuit, s) * zout_circuit_load_ohm(&circuit, s), got, rounding);
	}
	print_message("# nodal analysis: relative difference at most %.1e\n", worst);
	assert_true(worst <= 1e-10); // elimination loses a few digits where admittances of 1e-4 and 1e3 meet
}

/* Poles are where the denominator vanishes: just beside one, the response is enormous. */
static void
test_poles_are_where_the_response_is_infinite(void** const state)
{
	(void)state;
	ZoutSettings   settings;
	ZoutCircuit    circuit;
	double complex pole[ZOUT_MAX_POLES];
	zout_settings_init(&settings);
	static const ZoutParam used[]         = {ZOUT_R1, ZOUT_R2, ZOUT_R3, ZOUT_EDDY, ZOUT_OUTPUT_CAPACITOR};
	settings.value[ZOUT_INDUCTANCE]       = 1.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 50.0F;
	for (unsigned i = 0; i < sizeof(used) / sizeof(used[0]); ++i) {
		settings.value[used[i]] = 100.0F;
	}
	zout_circuit_init(&circuit, &settings);
	const unsigned n     = zout_circuit_poles(&circuit, pole);
	unsigned       order = 0;
	for (unsigned i = 0; i < n; ++i) {
		order += cimag(pole[i]) > 0.0 ? 2U : 1U;
		assert_true(creal(pole[i]) < 0.0); // passive circuits are stable
		assert_true(cabs(zout_circuit_admittance(&circuit, pole[i] * (1.0 + 1e-9))) >
		            1e5 * cabs(zout_circuit_admittance(&circuit, pole[i] * 2.0)));
	}
	assert_int_equal(order, 9); // three resonances, coil, capacitor and bandwidth
}

/// Integral over time of the magnitude of what a resonance takes out of the current, relative to that of the resistance
static double
taken_by_resonance(const ZoutResonance* const r, const double series_ohm)
{
	// R / (1 + Q (s/w + w/s)) in series with R0 takes (R/R0)(w/Q) s / (s² + s w/Q (1 + R/R0) + w²) out of 1 / R0.
	const double         ratio  = r->resistance_ohm / series_ohm;
	const double         decay  = 0.5 * r->omega_rad_s / r->q * (1.0 + ratio);
	const double complex turn   = csqrt(decay * decay - r->omega_rad_s * r->omega_rad_s);
	const double complex slow   = -decay + turn;
	const double complex fast   = -decay - turn;
	const double         step_s = 1e-2 / cabs(fast);
	double               sum    = 0.0;
	for (double t = 0.5 * step_s; t < -20.0 / creal(slow); t += step_s) {
		sum += cabs((slow * cexp(slow * t) - fast * cexp(fast * t)) / (slow - fast)) * step_s;
	}
	return ratio * r->omega_rad_s / r->q * sum;
}

/* No waveform draws more current, per volt of its peak, than the integral of the magnitude of the impulse response:
 * that of the resistance and what resonances take out of it. From sharp to overdamped, low and high. */
static void
test_no_waveform_draws_more_than_the_most(void** const state)
{
	(void)state;
	static const double q[]   = {0.3, 1.0, 5.0};
	static const double ohm[] = {2.0, 20.0, 200.0};
	double              worst = 0.0;
	for (unsigned i = 0; i < 9; ++i) {
		ZoutCircuit circuit    = resistor(25.0, 5.0);
		circuit.resonance[1]   = (ZoutResonance){zout_hz_to_rad_s(100.0), ohm[i / 3U], q[i % 3U]};
		const double most      = 1.0 + taken_by_resonance(&circuit.resonance[1], 30.0);
		const double allowance = 30.0 * zout_circuit_most_siemens(&circuit);
		assert_true(most <= allowance);
		worst = fmax(worst, most / allowance);
	}
	assert_true(worst > 0.8); // nor is it far above what can be

	ZoutCircuit capacitor  = resistor(25.0, 5.0);
	capacitor.output_farad = 1e-4; // holds the voltage while the other polarity comes: twice
	assert_true(30.0 * zout_circuit_most_siemens(&capacitor) >= 2.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_output_impedance_forms_divider_with_resistance),
		cmocka_unit_test(test_rule_of_one_eighth_costs_one_decibel),
		cmocka_unit_test(test_output_capacitor_has_its_corner_at_3_db),
		cmocka_unit_test(test_bandwidth_has_its_corner_at_3_db),
		cmocka_unit_test(test_resonance_peaks_at_sum_of_resistances),
		cmocka_unit_test(test_inductance_rises_and_eddy_loss_stops_it),
		cmocka_unit_test(test_whole_circuit_agrees_with_nodal_analysis),
		cmocka_unit_test(test_poles_are_where_the_response_is_infinite),
		cmocka_unit_test(test_no_waveform_draws_more_than_the_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
