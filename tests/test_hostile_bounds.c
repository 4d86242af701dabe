// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The loudest that can come out, whatever goes in, at every rate that hosts have.
 *
 * Into a load without reactance the headphone sees at most the clip level, 1.028 sqrt(2) max_voltage, times what the
 * divider lets through. As full scale that is 1.028 max_voltage / d, where d is output_level in Volts mode and
 * source_level gain when Matched.
 *
 * Limiting is the linear signal and what is taken away from it, which is known up to 20 kHz: what the input holds above
 * is not taken away. White noise that is overdriven a hundred thousand times leaks as a whole: as much as the linear
 * signal, and its filter overshoots by at most as much again. A sine below 6 kHz leaks where it begins, with a bend: at
 * -40 dB. The clip level itself is overshot where corners are rounded off to the band: an ideal low-pass overshoots a
 * step by 9 %, a pulse between two steps by twice that, and both sides of a transition may add up.
 *
 * The settings stay; tests/test_jumps.c has what happens while they move.
 */

#include "fuzz.h"
#include "hostile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_FRAMES = 3000, N_TURNS = 2 };

static const double overshoot     = 1.5;
static const double sine_leak     = 0.01;
static const double noise_leak    = 2.0;
static const double limit_of_sine = 1.0279943736470418; // docs/model.md
static const double rates_hz[]    = {8e3,  11025.0, 12345.678, 16e3, 22050.0, 32e3,  44056.0, 44.1e3, 47952.05, 48e3,
                                     50e3, 64e3,    88.2e3,    96e3, 176.4e3, 192e3, 352.8e3, 384e3,  705.6e3,  768e3};
enum { N_RATES = sizeof(rates_hz) / sizeof(rates_hz[0]) };

static float in[2][N_FRAMES];
static float out[2][N_FRAMES];

/// Sets a control of both chains
static void
set(Hostile* const host, const ZoutParam param, const float value)
{
	for (unsigned i = HOSTILE_N_AUDIO; i < host->plugin->n_ports; ++i) {
		if (host->plugin->port[i].param == param && host->plugin->port[i].input) {
			host->control[i] = value;
		}
	}
}

/// Anything legal, without reactance and noise unless `reactive`; the same in both chains, not bypassed
static ZoutSettings
draw_settings(Hostile* const host, const bool reactive, uint32_t* const seed)
{
	static const ZoutParam plain[] = {
		ZOUT_OUTPUT_CAPACITOR, ZOUT_INDUCTANCE, ZOUT_R1, ZOUT_R2, ZOUT_R3, ZOUT_NOISE, ZOUT_HUM};
	ZoutSettings settings;
	fuzz_settings(&settings, seed);
	settings.value[ZOUT_ENABLED] = 1.0F;
	for (unsigned i = 0; !reactive && i < sizeof(plain) / sizeof(plain[0]); ++i) {
		settings.value[plain[i]] = 0.0F;
	}
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		set(host, (ZoutParam)i, settings.value[i]);
	}
	return settings;
}

/// Clip level, full scale before limiting, and the volts that come out as full scale
typedef struct {
	double clip_vrms;
	double drive_vrms;
	double unit_vrms;
} Bound;

static Bound
bound_of(const ZoutSettings* const settings)
{
	const float* const p     = settings->value;
	const double       drive = (double)p[ZOUT_SOURCE_LEVEL] * pow(10.0, (double)p[ZOUT_GAIN] / 20.0);
	return (Bound){.clip_vrms  = limit_of_sine * (double)p[ZOUT_MAX_VOLTAGE],
	               .drive_vrms = drive,
	               .unit_vrms  = p[ZOUT_OUTPUT_MODE] > 0.5F ? (double)p[ZOUT_OUTPUT_LEVEL] : drive};
}

/// Peak of both signals: the greatest that counts as audio
static const double peak = 256.0;

/// White noise of two values, or a sine that goes on where it was, each in both channels
static void
fill(const bool white, const unsigned turn, uint32_t* const seed)
{
	const double step_rad = 0.05; // below 6.2 kHz at any rate
	for (unsigned i = 0; i < N_FRAMES; ++i) {
		const double frame = (double)(turn * N_FRAMES + i);
		for (unsigned k = 0; k < 2; ++k) {
			const double sign = fuzz_uniform(seed) < 0.5 ? -1.0 : 1.0;
			in[k][i]          = (float)(peak * (white ? sign : sin(step_rad * frame) * (k ? -1.0 : 1.0)));
		}
	}
}

/// Returns the largest part of the bound that was reached
static double
play(const HostilePlugin* const plugin,
     const double               rate_hz,
     const bool                 white,
     const bool                 reactive,
     uint32_t* const            seed)
{
	Hostile* const host  = hostile_new(plugin, rate_hz, NULL);
	double         worst = 0.0;
	assert_non_null(host);
	const ZoutSettings settings = draw_settings(host, reactive, seed);
	const Bound        bound    = bound_of(&settings);
	for (unsigned turn = 0; turn < N_TURNS; ++turn) {
		float* const from[] = {in[0], in[1]};
		float* const to[]   = {out[0], out[1]};
		fill(white, turn, seed);
		hostile_run(host, from, to, 0, N_FRAMES);
		hostile_check_outputs(host);
		const double leak  = (white ? noise_leak : sine_leak) * peak * bound.drive_vrms;
		const double limit = (overshoot * bound.clip_vrms + leak) / bound.unit_vrms;
		for (unsigned i = 0; i < 2U * N_FRAMES; ++i) {
			const float x = out[i / N_FRAMES][i % N_FRAMES];
			assert_true(isfinite(x));
			worst = fmax(worst, fabs((double)x) / limit);
		}
	}
	hostile_free(host);
	return worst;
}

static void
test_output_is_bounded_by_the_clip_level(void** const state)
{
	(void)state;
	for (unsigned p = 0; p < HOSTILE_N_PLUGINS; ++p) {
		double   worst[2] = {0.0, 0.0};
		uint32_t seed     = 21;
		for (unsigned i = 0; i < N_RATES * 4U; ++i) {
			const bool white = i / N_RATES % 2U;
			worst[white]     = fmax(worst[white], play(hostile_plugin(p), rates_hz[i % N_RATES], white, false, &seed));
		}
		print_message("# %s: of the bound a sine %.3f, noise %.3f\n", hostile_plugin(p)->binary, worst[0], worst[1]);
		assert_true(worst[0] <= 1.0 && worst[1] <= 1.0);
	}
}

static void
test_output_is_finite_with_any_load(void** const state)
{
	(void)state;
	for (unsigned p = 0; p < HOSTILE_N_PLUGINS; ++p) {
		double   worst = 0.0;
		uint32_t seed  = 22;
		for (unsigned i = 0; i < N_RATES * 3U; ++i) {
			worst = fmax(worst, play(hostile_plugin(p), rates_hz[i % N_RATES], i / N_RATES % 2U, true, &seed));
		}
		print_message("# %s: with reactance and noise %.3f of the bound without\n", hostile_plugin(p)->binary, worst);
	}
}

static void
test_rates_outside_are_refused_and_those_inside_taken(void** const state)
{
	(void)state;
	static const double refused[] = {
		7999.99, 768000.1, 0.0, -44100.0, 1e300, (double)NAN, (double)INFINITY, -(double)INFINITY};
	for (unsigned p = 0; p < HOSTILE_N_PLUGINS; ++p) {
		for (unsigned i = 0; i < sizeof(refused) / sizeof(refused[0]); ++i) {
			assert_null(hostile_new(hostile_plugin(p), refused[i], NULL));
		}
		for (unsigned i = 0; i < N_RATES; ++i) {
			Hostile* const host = hostile_new(hostile_plugin(p), rates_hz[i], NULL);
			assert_non_null(host);
			hostile_free(host);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_output_is_bounded_by_the_clip_level),
		cmocka_unit_test(test_output_is_finite_with_any_load),
		cmocka_unit_test(test_rates_outside_are_refused_and_those_inside_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
