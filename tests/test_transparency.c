// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* With nothing to add or take away the output is the input, later, to the last bit; and later always means the same. */

#include "fuzz.h"
#include "probe.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

enum { N_FRAMES = 24000, N_SIGNALS = 4, N_RANDOM = 40 };

static float in[2][N_FRAMES];
static float out[2][N_FRAMES];

/// Fills the input with one of the signals: noise, speech-like, full scale, single samples
static void
make_signal(const unsigned which)
{
	uint32_t seed = 7U + which;
	for (unsigned channel = 0; channel < 2; ++channel) {
		float* const x = in[channel];
		switch (which) {
		case 0:
			fuzz_noise(x, N_FRAMES, 1.0, &seed);
			break;
		case 1:
			fuzz_speech(x, N_FRAMES, 0.9, &seed);
			break;
		case 2:
			for (size_t i = 0; i < N_FRAMES; ++i) {
				x[i] = (i + channel) / 50U % 2U ? 1.0F : -1.0F;
			}
			break;
		default:
			fuzz_noise(x, N_FRAMES, 1e-6, &seed); // far below 16 bits
			x[0] = x[N_FRAMES / 2] = 1.0F;
			break;
		}
	}
}

static void
assert_output_is_input(const double rate_hz, const unsigned chains, const ZoutSettings* const settings)
{
	static float       other[2][N_FRAMES];
	ZoutModel* const   model      = probe_model(rate_hz, chains, settings);
	const size_t       latency    = zout_model_latency_frames(model);
	const float* const ins[2]     = {in[0], in[1]};
	float* const       outs[4]    = {out[0], out[1], other[0], other[1]};
	const float        zeros[512] = {0.0F};
	zout_model_process(model, ins, outs, N_FRAMES);
	for (unsigned k = 0; k < 2U * chains; ++k) {
		assert_memory_equal(outs[k], zeros, latency * sizeof(float));
		assert_memory_equal(outs[k] + latency, in[k % 2U], (N_FRAMES - latency) * sizeof(float));
	}
	zout_model_free(model);
}

static ZoutSettings
wire(void)
{
	ZoutSettings settings;
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
	settings.value[ZOUT_BANDWIDTH]        = zout_param_info(ZOUT_BANDWIDTH)->max;
	settings.value[ZOUT_MAX_VOLTAGE]      = 50.0F; // nothing here clips, between samples neither
	return settings;
}

static void
test_wire_passes_every_bit(void** const state)
{
	(void)state;
	// Source level and gain: at most 10 V rms for full scale
	static const float levels[][2] = {{2.0F, 0.0F}, {0.1F, 40.0F}, {20.0F, -20.0F}, {20.0F, -6.5F}, {3.3F, 7.7F}};
	for (unsigned which = 0; which < N_SIGNALS; ++which) {
		make_signal(which);
		for (unsigned i = 0; i < PROBE_N_RATES * 5U; ++i) {
			ZoutSettings settings             = wire();
			settings.value[ZOUT_SOURCE_LEVEL] = levels[i % 5U][0];
			settings.value[ZOUT_GAIN]         = levels[i % 5U][1];
			settings.value[ZOUT_R1]           = 200.0F; // a wire drives any headphone
			settings.value[ZOUT_INDUCTANCE]   = 1.0F;
			assert_output_is_input(probe_rates_hz[i / 5U], 1U + i % 2U, &settings);
		}
	}
}

/* Near the clip level the residual wakes: it is zero, and adding a zero must not change the sign of another. */
static void
test_wire_keeps_the_sign_of_zeros_near_clipping(void** const state)
{
	(void)state;
	for (size_t i = 0; i < N_FRAMES; ++i) {
		in[0][i] = i % 3000U == 2000U ? 0.7F : -0.0F;
		in[1][i] = i % 2U ? 0.0F : -0.0F;
	}
	for (unsigned i = 0; i < PROBE_N_RATES * 2U; ++i) {
		ZoutSettings settings            = wire();
		settings.value[ZOUT_MAX_VOLTAGE] = 2.0F;
		assert_output_is_input(probe_rates_hz[i / 2U], 1U + i % 2U, &settings);
	}
}

static void
test_bypass_passes_every_bit(void** const state)
{
	(void)state;
	uint32_t seed = 11;
	for (unsigned which = 0; which < N_SIGNALS; ++which) {
		make_signal(which);
		for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
			ZoutSettings settings;
			fuzz_settings(&settings, &seed);
			settings.value[ZOUT_ENABLED] = 0.0F;
			assert_output_is_input(probe_rates_hz[r], 1, &settings);
		}
	}
}

/// Frame of the largest sample of the response to a single one
static size_t
measured_latency(const double rate_hz, const ZoutSettings* const settings)
{
	ZoutModel* const model = probe_model(rate_hz, 1, settings);
	size_t           best  = 0;
	memset(in, 0, sizeof(in));
	in[0][0] = 0.25F;
	probe_run(model, in[0], in[1], out[0], out[1], 2048);
	zout_model_free(model);
	for (size_t i = 0; i < 2048; ++i) {
		best = fabsf(out[0][i]) > fabsf(out[0][best]) ? i : best;
	}
	return best;
}

/* An impulse comes out spread by the load and clipped, but its peak stays where it is: delays of the analogue circuit
 * (8 us for a bandwidth of 20 kHz) shift it by less than half a frame at 44.1 and 48 kHz, where one is 23 and 21 us.
 * From 88.2 kHz on, 11 us, that is more than half a frame and may make the next one the largest. */
static void
test_latency_is_what_every_setting_measures(void** const state)
{
	(void)state;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		ZoutSettings settings = wire();
		const size_t latency  = measured_latency(probe_rates_hz[r], &settings);
		const double most     = r ? 56.0 * probe_rates_hz[r] / 48e3 : 80.0;
		print_message("# latency %6.0f Hz: %u frames, %.2f ms\n",
		              probe_rates_hz[r],
		              (unsigned)latency,
		              1e3 * (double)latency / probe_rates_hz[r]);
		assert_true((double)latency <= most);
		for (unsigned i = 0; i < 2U * ZOUT_N_PARAMS; ++i) {
			const ZoutParam            param      = (ZoutParam)(i / 2U);
			const ZoutParamInfo* const info       = zout_param_info(param);
			settings                              = wire();
			settings.value[ZOUT_H2]               = -80.0F;
			settings.value[ZOUT_OUTPUT_IMPEDANCE] = 10.0F;
			settings.value[param]                 = i % 2U ? info->max : info->min;
			const bool   mute                     = settings.value[ZOUT_VOLUME] <= -90.0F;
			const size_t found                    = measured_latency(probe_rates_hz[r], &settings);
			const size_t slack                    = settings.value[ZOUT_BANDWIDTH] < 500.0F && r >= 2 ? 1 : 0;
			assert_true(mute || (found >= latency && found <= latency + slack));
		}
	}
}

static void
test_latency_is_reported_once_and_for_all(void** const state)
{
	(void)state;
	uint32_t seed = 5;
	for (unsigned r = 0; r < PROBE_N_RATES; ++r) {
		ZoutSettings       settings = wire();
		ZoutModel* const   model    = probe_model(probe_rates_hz[r], 2, &settings);
		const float* const ins[2]   = {in[0], in[1]};
		float* const       outs[4]  = {out[0], out[1], out[0] + 1024, out[1] + 1024};
		const unsigned     latency  = zout_model_latency_frames(model);
		assert_int_equal(latency, measured_latency(probe_rates_hz[r], &settings));
		for (unsigned i = 0; i < N_RANDOM; ++i) {
			fuzz_settings(&settings, &seed);
			zout_model_set(model, i % 2U, &settings);
			zout_model_process(model, ins, outs, 64);
			assert_int_equal(zout_model_latency_frames(model), latency);
		}
		zout_model_free(model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire_passes_every_bit),
		cmocka_unit_test(test_wire_keeps_the_sign_of_zeros_near_clipping),
		cmocka_unit_test(test_bypass_passes_every_bit),
		cmocka_unit_test(test_latency_is_what_every_setting_measures),
		cmocka_unit_test(test_latency_is_reported_once_and_for_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
