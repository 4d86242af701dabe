// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The loaded output stage against the analogue circuit: the designed filters by their coefficients, and the model by
 * its impulse response. Expected responses come from zout_circuit_transfer(), which test_circuit.c checks. */

#define _POSIX_C_SOURCE 200809L

#include "preset_check.h"
#include "probe.h"
#include "response.h"

#include <fftw3.h>
#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

// Above 20 kHz nothing is asked for but that nothing runs away. The filter's phase must reach 0 or 180 degrees at half
// the sample rate, where the circuit's does not; the turn costs a hump, largest (4.6 dB) for K701, 120 ohm, 44.1 kHz.
static const double most_hump = 1.75;

static const float impedances_ohm[] = {0.0F, 0.1F, 1.0F, 10.0F, 50.0F, 120.0F};
static const float bandwidths_khz[] = {20.0F, 78.6F, 1000.0F};
static const float capacitors_uf[]  = {0.0F, 100.0F};

enum {
	MAX_PHONES   = 128,
	N_IMPEDANCES = sizeof(impedances_ohm) / sizeof(impedances_ohm[0]),
	N_BANDWIDTHS = sizeof(bandwidths_khz) / sizeof(bandwidths_khz[0]),
	N_CAPACITORS = sizeof(capacitors_uf) / sizeof(capacitors_uf[0]),
};

static ZoutSettings phones_settings[MAX_PHONES];
static unsigned     n_phones;

/// Every headphone that is shipped
static int
load_phones(void** const state)
{
	glob_t files;
	if (bundle_setup(state) || glob("presets/phones/*.ttl", 0, NULL, &files)) {
		return -1;
	}
	assert_in_range(files.gl_pathc, 1, MAX_PHONES);
	n_phones = (unsigned)files.gl_pathc;
	for (unsigned i = 0; i < n_phones; ++i) {
		const char* const name = strrchr(files.gl_pathv[i], '/') + 1;
		char              uri[128];
		snprintf(uri, sizeof(uri), "urn:zout:preset:phones:%.*s", (int)(strlen(name) - strlen(".ttl")), name);
		zout_settings_init(&phones_settings[i]);
		for (unsigned p = 0; p < ZOUT_N_PARAMS; ++p) {
			if (zout_param_info((ZoutParam)p)->group == ZOUT_GROUP_HEADPHONE) {
				phones_settings[i].value[p] = preset_value((const Bundle*)*state, uri, (ZoutParam)p);
				assert_true(isfinite(phones_settings[i].value[p]));
			}
		}
	}
	globfree(&files);
	return 0;
}

static ZoutSettings
with_amplifier(const ZoutSettings* const base, const float ohm, const float bandwidth_khz, const float capacitor_uf)
{
	ZoutSettings settings                 = *base;
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = ohm;
	settings.value[ZOUT_BANDWIDTH]        = bandwidth_khz;
	settings.value[ZOUT_OUTPUT_CAPACITOR] = capacitor_uf;
	return settings;
}

static void
test_coefficients_give_the_analogue_response(void** const state)
{
	(void)state;
	ZoutLoadDesigner* const designer = (ZoutLoadDesigner*)malloc(sizeof(ZoutLoadDesigner));
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		ResponseError worst = {0.0, 0.0, 0.0};
		zout_load_designer_init(designer, probe_rates_hz[r]);
		for (unsigned i = 0; i < n_phones * N_IMPEDANCES * N_BANDWIDTHS * N_CAPACITORS; ++i) {
			const ZoutSettings settings = with_amplifier(&phones_settings[i % n_phones],
			                                             impedances_ohm[i / n_phones % N_IMPEDANCES],
			                                             bandwidths_khz[i / n_phones / N_IMPEDANCES % N_BANDWIDTHS],
			                                             capacitors_uf[i / n_phones / N_IMPEDANCES / N_BANDWIDTHS]);
			response_check_design(designer, &settings, i % 2U, &worst);
		}
		print_message("# design %6.0f Hz: %.6f dB, %.4f degrees, x%.3f above 20 kHz\n",
		              probe_rates_hz[r],
		              worst.db,
		              worst.deg,
		              worst.hump);
		assert_true(worst.db <= RESPONSE_ERROR_DB);
		assert_true(worst.deg <= RESPONSE_ERROR_DEG);
		assert_true(worst.hump <= most_hump);
	}
	free(designer);
}

/// Response of the model at multiples of 1 Hz, [rate/2 + 1], without its latency; in must be one second of silence
static void
measure_response(const double rate_hz, const ZoutSettings* const settings, float* const audio, fftw_complex* const bins)
{
	const size_t     n       = (size_t)rate_hz;
	const float      impulse = 0.5F;
	ZoutModel* const model   = probe_model(rate_hz, 1, settings);
	const unsigned   latency = zout_model_latency_frames(model);
	double* const    wave    = (double*)bins;
	memset(audio, 0, 2U * (n + latency) * sizeof(float));
	audio[0] = impulse;
	probe_run(model, audio, audio, audio, audio + n + latency, n + latency);
	zout_model_free(model);

	for (size_t i = 0; i < n; ++i) {
		wave[i] = (double)audio[i + latency];
	}
	for (size_t i = 0; i < latency; ++i) { // what comes before the latency is at negative time
		wave[n - latency + i] += (double)audio[i];
	}
	const fftw_plan plan = fftw_plan_dft_r2c_1d((int)n, wave, bins, FFTW_ESTIMATE);
	fftw_execute(plan);
	fftw_destroy_plan(plan);
	for (size_t i = 0; i <= n / 2U; ++i) {
		bins[i] /= (double)impulse;
	}
}

/* In Volts mode, with the output level at the level of the source, the output is H times the input. One second holds
 * the slowest of these loads to e^-20, and rounding to floats leaves errors near 1e-7: both far below the limits. */
static void
test_model_gives_the_analogue_response(void** const state)
{
	(void)state;
	static const float amps[][2] = {{1000.0F, 0.0F}, {78.6F, 100.0F}, {500.0F, 0.0F}};
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		const size_t        n     = (size_t)probe_rates_hz[r];
		float* const        audio = (float*)malloc(2U * (n + 1024U) * sizeof(float));
		fftw_complex* const bins  = (fftw_complex*)fftw_malloc((n / 2U + 1U) * sizeof(fftw_complex));
		ResponseError       worst = {0.0, 0.0, 0.0};
		for (unsigned i = 0; i < n_phones * N_IMPEDANCES; ++i) {
			const float* const amp            = amps[i / n_phones % 3U];
			const float        ohm            = impedances_ohm[i / n_phones];
			ZoutSettings       settings       = with_amplifier(&phones_settings[i % n_phones], ohm, amp[0], amp[1]);
			settings.value[ZOUT_OUTPUT_MODE]  = i % 2U ? 1.0F : 0.0F;
			settings.value[ZOUT_OUTPUT_LEVEL] = settings.value[ZOUT_SOURCE_LEVEL];
			measure_response(probe_rates_hz[r], &settings, audio, bins);

			ZoutCircuit circuit;
			zout_circuit_init(&circuit, &settings);
			const double scale = i % 2U ? 1.0 : 1.0 / cabs(response_analogue(&circuit, 1e3)); // Matched: unity at 1 kHz
			for (unsigned f_hz = 20; f_hz <= 20000; f_hz += f_hz < 2000 ? 1 : 20) {
				response_note(&worst, bins[f_hz], scale * response_analogue(&circuit, f_hz));
			}
		}
		print_message("# model  %6.0f Hz: %.6f dB, %.4f degrees\n", probe_rates_hz[r], worst.db, worst.deg);
		assert_true(worst.db <= RESPONSE_ERROR_DB);
		assert_true(worst.deg <= RESPONSE_ERROR_DEG);
		fftw_free(bins);
		free(audio);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_coefficients_give_the_analogue_response),
		cmocka_unit_test(test_model_gives_the_analogue_response),
	};
	return cmocka_run_group_tests(tests, load_phones, bundle_teardown);
}
