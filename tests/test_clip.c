// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Clipping against the Fourier series of a knee that is derived here anew.
 *
 * Up to 0.8 of the limit the output follows the input; from there to 1.2 the slope falls from 1 to 0 along a
 * smoothstep, 1 - 3 t² + 2 t³ with t = (x - 0.8) / 0.4, so that its integral ends at the limit; then nothing moves. */

#include "probe.h"

#include "units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

static const double knee_start = 0.8;
static const double knee_width = 0.4;
/// What max_voltage means
static const double thd_of_max_voltage = 0.01;

/// What a measurement of a real amplifier would not tell apart either; relative, and as a level
static const double thd_tolerance      = 0.02;
static const double level_tolerance_db = 0.05;

enum { PERIOD = 1 << 15, N_QUADRATURE = 4096, MAX_ORDER = 9 };

static double
knee(const double x)
{
	const double t    = fmin(fmax((fabs(x) - knee_start) / knee_width, 0.0), 1.0);
	const double past = fmax(fabs(x) - knee_start - knee_width, 0.0);
	return copysign(fabs(x) - knee_width * (t * t * t - 0.5 * t * t * t * t) - past, x);
}

/// Harmonic `order` of a clipped x + h2 x², x a cosine. The trapezoidal rule has no error left on a smooth period.
static double
clipped_harmonic(const double amplitude, const double h2, const unsigned order)
{
	double sum = 0.0;
	for (unsigned i = 0; i < N_QUADRATURE; ++i) {
		const double angle = 2.0 * zout_pi * i / N_QUADRATURE;
		const double x     = amplitude * cos(angle);
		sum += knee(x + h2 * x * x) * cos(order * angle);
	}
	return (order ? 2.0 : 1.0) * sum / N_QUADRATURE;
}

static double
thd_of(const double amplitude)
{
	double sum = 0.0;
	for (unsigned order = 3; order < 60; order += 2) {
		sum += pow(clipped_harmonic(amplitude, 0.0, order), 2.0);
	}
	return sqrt(sum) / fabs(clipped_harmonic(amplitude, 0.0, 1));
}

/// Amplitude, relative to the limit, of the sine that is clipped to 1 % THD: by bisection
static double
full_sine(void)
{
	double low  = knee_start;
	double high = knee_start + knee_width;
	for (unsigned i = 0; i < 50; ++i) {
		const double middle                                   = 0.5 * (low + high);
		*(thd_of(middle) < thd_of_max_voltage ? &low : &high) = middle;
	}
	return low;
}

/// 1 Vrms at most, which is what a sine of amplitude 0.5 becomes
static ZoutSettings
small_amplifier(void)
{
	ZoutSettings settings            = probe_plain();
	settings.value[ZOUT_MAX_VOLTAGE] = 1.0F;
	return settings;
}

static const double full_amplitude = 0.5;

static void
test_sine_of_max_voltage_has_one_percent(void** const state)
{
	(void)state;
	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		static float       out[PERIOD];
		const ZoutSettings settings = small_amplifier();
		const unsigned     bin      = probe_nearest_bin(1e3, probe_rates_hz[r], PERIOD) | 1U;
		probe_settled(&settings, probe_rates_hz[r], PERIOD, bin, full_amplitude, 0.1, out);
		double sum = 0.0;
		for (unsigned order = 2; order * bin <= 20e3 / probe_rates_hz[r] * PERIOD; ++order) {
			sum += pow(cabs(probe_bin(out, PERIOD, order * bin)), 2.0);
		}
		const double thd = sqrt(sum) / cabs(probe_bin(out, PERIOD, bin));
		probe_at_most(&worst, fabs(thd / thd_of_max_voltage - 1.0), thd_tolerance);
	}
	probe_report("THD of 1 kHz at max_voltage, worst relative error", worst, "");
}

static void
test_harmonics_are_those_of_the_knee(void** const state)
{
	(void)state;
	static const double over_db[]  = {0.0, 1.0, 6.0, 12.0};
	static const double sines_hz[] = {100.0, 1000.0};
	const double        full       = full_sine();

	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned i = 0; i < 4; ++i) {
			for (unsigned s = 0; s < 2; ++s) {
				static float       out[PERIOD];
				const double       over     = zout_db_to_lin(over_db[i]);
				const ZoutSettings settings = small_amplifier();
				const unsigned     bin      = probe_nearest_bin(sines_hz[s], probe_rates_hz[r], PERIOD) | 1U;
				probe_settled(&settings, probe_rates_hz[r], PERIOD, bin, full_amplitude * over, 0.1, out);
				for (unsigned order = 1; order <= MAX_ORDER; order += 2) {
					const double expected = full_amplitude / full * clipped_harmonic(full * over, 0.0, order);
					const double got      = creal(probe_bin(out, PERIOD, order * bin)); // its sign counts
					probe_at_most(&worst, fabs(probe_db(got / expected)), level_tolerance_db);
				}
			}
		}
	}
	probe_report("harmonics of a clipped sine, worst error", worst, "dB");
}

/// A sine of full_amplitude that fades in, lest its start overshoot, through a model from its first frame on
static void
run_faded_in(const ZoutSettings* const settings, const double rate_hz, const unsigned bin, float out[PERIOD])
{
	static float   in[PERIOD];
	static float   other[PERIOD];
	const unsigned fade_frames = 4096;
	probe_sine(in, PERIOD, PERIOD, bin, full_amplitude, 0.0);
	for (unsigned i = 0; i < fade_frames; ++i) {
		in[i] *= (float)i / (float)fade_frames;
	}
	ZoutModel* const model = probe_model(rate_hz, 1, settings);
	probe_run(model, in, in, out, other, PERIOD);
	zout_model_free(model);
}

static void
test_nothing_happens_below_the_knee(void** const state)
{
	(void)state;
	// The crest stays below the knee by 0.1 %, more than the ripple of the filters up to eight times the rate and
	// harmonics of 1e-5 each can add.
	ZoutSettings settings[2]            = {probe_plain(), probe_plain()};
	settings[1].value[ZOUT_MAX_VOLTAGE] = (float)(1.001 * full_sine() / knee_start);
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned i = 0; i < 6; ++i) {
			static float out[2][PERIOD];
			for (unsigned k = 0; k < 2; ++k) {
				settings[k].value[ZOUT_H2] = settings[k].value[ZOUT_H3] = i % 2U ? -100.0F : -140.0F;
				run_faded_in(&settings[k], probe_rates_hz[r], 1001U + 998U * (i / 2U), out[k]);
			}
			assert_memory_equal(out[0], out[1], sizeof(out[0]));
		}
	}
}

/// Processes a sine for a while and reads the clip meter
static float
clip_meter_after(ZoutModel* const model, const double rate_hz, const double amplitude_pk, const double time_s)
{
	static float in[192000];
	static float out[2][192000];
	const size_t n_frames = (size_t)(time_s * rate_hz);
	probe_sine(in, n_frames, PERIOD, 511, amplitude_pk, 0.0);
	probe_run(model, in, in, out[0], out[1], n_frames);
	float meters[ZOUT_N_METERS];
	zout_model_meters(model, 0, meters);
	return meters[ZOUT_METER_CLIP];
}

static void
test_clip_meter_holds_for_a_second(void** const state)
{
	(void)state;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		const double       rate_hz  = probe_rates_hz[r];
		const ZoutSettings settings = small_amplifier();
		ZoutModel* const   model    = probe_model(rate_hz, 1, &settings);
		assert_true(clip_meter_after(model, rate_hz, 0.5 * full_amplitude, 0.5) == 0.0F);
		assert_true(clip_meter_after(model, rate_hz, 1.1 * full_amplitude, 0.1) == 1.0F);
		assert_true(clip_meter_after(model, rate_hz, 0.5 * full_amplitude, 0.97) == 1.0F);
		// Latency, and whole tiles of 256 frames, make it up to 20 ms longer at 44.1 kHz.
		assert_true(clip_meter_after(model, rate_hz, 0.5 * full_amplitude, 0.06) == 0.0F);
		zout_model_free(model);
	}
}

static void
test_harmonics_do_not_lift_the_limit(void** const state)
{
	(void)state;
	/* Band-limiting lets a square wave overshoot: by 17.9 % of its amplitude (Gibbs), by 18.5 % if no more than ten
	 * harmonics pass; the clipped sine of any level is rounder than that. The DC that unequal halves have is taken
	 * out, which shifts the rest. */
	static const double sines_hz[] = {100.0, 1e3, 2e3};
	static const double over_db[]  = {1.0, 6.0, 12.0};
	const double        gibbs      = 1.185;
	const double        full       = full_sine();

	double worst = 0.0;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		for (unsigned i = 0; i < 3; ++i) {
			for (unsigned k = 0; k < 3; ++k) {
				static float out[PERIOD];
				ZoutSettings settings   = small_amplifier();
				settings.value[ZOUT_H2] = -20.0F;
				settings.value[ZOUT_H3] = -40.0F;
				const unsigned bin      = probe_nearest_bin(sines_hz[i], probe_rates_hz[r], PERIOD) | 1U;
				const double   over     = zout_db_to_lin(over_db[k]);
				const double   limit    = full_amplitude / full;
				probe_settled(&settings, probe_rates_hz[r], PERIOD, bin, full_amplitude * over, 1.5, out);
				// 2 h2 x² / amplitude of 1 Vrms, which is full_sine() here
				const double dc   = limit * fabs(clipped_harmonic(full * over, 0.2 / full, 0));
				double       peak = 0.0;
				for (unsigned n = 0; n < PERIOD; ++n) {
					peak = fmax(peak, fabs((double)out[n]));
				}
				probe_at_most(&worst, peak / (limit * gibbs + dc), 1.0);
			}
		}
	}
	probe_report("clipped sine with harmonics, largest share of what Gibbs allows", worst, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sine_of_max_voltage_has_one_percent),
		cmocka_unit_test(test_harmonics_are_those_of_the_knee),
		cmocka_unit_test(test_nothing_happens_below_the_knee),
		cmocka_unit_test(test_clip_meter_holds_for_a_second),
		cmocka_unit_test(test_harmonics_do_not_lift_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
