// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Harmonics of tones up to the end of the band, at the headphone. What the ports promise at 1 kHz gives the
 * coefficients (docs/model.md); distortion corner and circuit do the rest in closed form.
 *
 * Of 1 kHz all is exact to 0.05 dB, and of all tones from 88.2 kHz on. Below, two things are less so, and bounds lie
 * 0.02 dB beyond what docs/model.md owns up to: at 44.1 kHz the load's FIR looks further ahead than what is added to
 * the signal can be known, and four taps make up for that (dsp/load_split.h); and the current is made for low
 * frequencies at 44.1 and 48 kHz. */

#include "circuit.h"
#include "phones.h"
#include "probe.h"
#include "units.h"

#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

static const double corner_hz = 100e3;
static const double low_db    = 0.05; // what is asked of harmonics
static const double end_hz    = 20e3;
static const double settle_s  = 0.5;  // the slowest of these loads forgets by a factor of e in less than 10 ms
static const double harmonic  = 1e-3; // H2, H3 and H2 by the current: -60 dB

static const char* const phone_names[]    = {"hd650", "k701", "expanse", "se310", "utopia-2016"};
static const float       outputs_ohm[]    = {0.1F, 10.0F, 120.0F};
static const float       bandwidths_khz[] = {60.5F, 500.0F}; // the lowest of the catalogue, and one that is none
static const unsigned    tones_hz[]       = {1000, 3000, 5000, 6600, 8000, 9000, 9900};

enum {
	N_PHONES     = sizeof(phone_names) / sizeof(phone_names[0]),
	N_OUTPUTS    = sizeof(outputs_ohm) / sizeof(outputs_ohm[0]),
	N_BANDWIDTHS = sizeof(bandwidths_khz) / sizeof(bandwidths_khz[0]),
	N_TONES      = sizeof(tones_hz) / sizeof(tones_hz[0]),
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

/// Volts at the headphone behind an amplifier that distorts: a peak of 1 is 1 V rms
static ZoutSettings
into(const char* const name, const float output_ohm, const float bandwidth_khz)
{
	ZoutSettings settings                  = *phones_find(&phones, name);
	settings.value[ZOUT_SOURCE_LEVEL]      = 2.0F;
	settings.value[ZOUT_OUTPUT_MODE]       = 1.0F;
	settings.value[ZOUT_OUTPUT_LEVEL]      = 1.0F;
	settings.value[ZOUT_OUTPUT_IMPEDANCE]  = output_ohm;
	settings.value[ZOUT_MAX_VOLTAGE]       = 50.0F;
	settings.value[ZOUT_MAX_CURRENT]       = 5000.0F;
	settings.value[ZOUT_BANDWIDTH]         = bandwidth_khz;
	settings.value[ZOUT_DISTORTION_CORNER] = (float)(1e-3 * corner_hz);
	return settings;
}

static double complex
at(const double f_hz)
{
	return zout_hz_to_rad_s(f_hz) * (double complex)I;
}

/// What the distortion corner and the circuit make of a product
static double
passed(const ZoutCircuit* const circuit, const double f_hz)
{
	return hypot(1.0, f_hz / corner_hz) * cabs(zout_circuit_transfer(circuit, at(f_hz)));
}

/// Errors of the second and third harmonic of 1 V rms
static void
check_voltage(const ZoutSettings* const plain, const double rate_hz, const unsigned tone_hz, double* const worst)
{
	ZoutSettings settings   = *plain;
	settings.value[ZOUT_H2] = (float)probe_db(harmonic);
	settings.value[ZOUT_H3] = (float)probe_db(harmonic);
	ZoutCircuit circuit;
	zout_circuit_init(&circuit, &settings);

	// Both are relative to a fundamental of 1 kHz that three times the third has moved
	const double complex s1 = 1.0 + 1e3 / corner_hz * (double complex)I;
	const double         s2 = hypot(1.0, 2e3 / corner_hz);
	const double         s3 = hypot(1.0, 3e3 / corner_hz);
	double               q  = harmonic;
	for (unsigned i = 0; i < 50; ++i) {
		q = harmonic * cabs(1.0 + 3.0 * q * s1 / s3);
	}
	const ProbeHarmonics got    = probe_harmonics(&settings, rate_hz, tone_hz / PROBE_BIN_HZ, 0.5, settle_s);
	const double         second = q / s2 * passed(&circuit, 2.0 * tone_hz);
	const double         third  = q / s3 * passed(&circuit, 3.0 * tone_hz);
	*worst                      = fmax(*worst, fabs(probe_db(cabs(got.second) / second)));
	if (3.0 * tone_hz <= end_hz) {
		*worst = fmax(*worst, fabs(probe_db(cabs(got.third) / third)));
	}
}

/// Error of the second harmonic by the load current
static void
check_current(const ZoutSettings* const plain, const double rate_hz, const unsigned tone_hz, double* const worst)
{
	ZoutSettings settings           = *plain;
	settings.value[ZOUT_CURRENT_H2] = (float)probe_db(harmonic);
	ZoutCircuit circuit;
	zout_circuit_init(&circuit, &settings);
	const double         amps   = cabs(zout_circuit_admittance(&circuit, at(tone_hz)));
	const double         second = harmonic * pow(amps / 0.01, 2.0) / hypot(1.0, 2e3 / corner_hz);
	const ProbeHarmonics got    = probe_harmonics(&settings, rate_hz, tone_hz / PROBE_BIN_HZ, 0.5, settle_s);
	*worst = fmax(*worst, fabs(probe_db(cabs(got.second) / (second * passed(&circuit, 2.0 * tone_hz)))));
}

typedef void (*CheckTone)(const ZoutSettings* plain, double rate_hz, unsigned tone_hz, double* worst);

/// Every tone into every headphone; of 1 kHz low_db is asked for, of the others a bound for each bandwidth and rate
static void
check(const CheckTone check_tone, const char* const what, const double bounds_db[N_BANDWIDTHS][PROBE_N_RATES])
{
	for (unsigned i = 0; i < N_BANDWIDTHS * PROBE_N_RATES; ++i) {
		const float  bandwidth_khz = bandwidths_khz[i / PROBE_N_RATES];
		const double rate_hz       = probe_rates_hz[i % PROBE_N_RATES];
		double       low           = 0.0;
		double       high          = 0.0;
		for (unsigned k = 0; k < N_PHONES * N_OUTPUTS; ++k) {
			const ZoutSettings settings = into(phone_names[k / N_OUTPUTS], outputs_ohm[k % N_OUTPUTS], bandwidth_khz);
			for (unsigned t = 0; t < N_TONES; ++t) {
				check_tone(&settings, rate_hz, tones_hz[t], t ? &high : &low);
			}
		}
		print_message("# %s, %g kHz wide, %.0f Hz: 1 kHz %.4f dB, 3 to 9.9 kHz %.4f dB\n",
		              what,
		              (double)bandwidth_khz,
		              rate_hz,
		              low,
		              high);
		assert_true(low <= low_db);
		assert_true(high <= bounds_db[i / PROBE_N_RATES][i % PROBE_N_RATES]);
	}
}

static void
test_harmonics_of_the_voltage(void** const state)
{
	(void)state;
	static const double bounds_db[N_BANDWIDTHS][PROBE_N_RATES] = {
		{0.064, 0.05, 0.05, 0.05, 0.05, 0.05}, {0.115, 0.05, 0.05, 0.05, 0.05, 0.05}};
	check(check_voltage, "H2 and H3 at the headphone", bounds_db);
}

static void
test_harmonics_of_the_current(void** const state)
{
	(void)state;
	static const double bounds_db[N_BANDWIDTHS][PROBE_N_RATES] = {
		{0.37, 0.33, 0.05, 0.05, 0.05, 0.05}, {0.232, 0.30, 0.05, 0.05, 0.05, 0.05}};
	check(check_current, "H2 of the load current at the headphone", bounds_db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_harmonics_of_the_voltage),
		cmocka_unit_test(test_harmonics_of_the_current),
	};
	return cmocka_run_group_tests(tests, setup, bundle_teardown);
}
