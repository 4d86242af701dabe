// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Live audio: fades, mute and dim, the cap, sleep. Mostly a constant goes in, so that what comes out is the fade and
 * nothing else. */

#define _POSIX_C_SOURCE 200809L

#include "audio/engine.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h> // after the headers that it needs

enum { RATE_HZ = 48000, FADE = RATE_HZ * ZOUT_FADE_MS / 1000, SETTLE = RATE_HZ * ZOUT_SETTLE_MS / 1000 };

static const float level = 0.5F;
// A fade of 20 ms, the steepest that ears are to get, and rounding
static const float steepest = 0.5F / (0.020F * RATE_HZ) + 1e-6F;

typedef struct {
	ZoutEngine engine;
	float      last[2]; // Last sample of either side
	float      step;    // Largest step between two samples so far
	float      in[2][8192];
	float      out[2][8192];
} Fixture;

static ZoutControls
transparent(void)
{
	ZoutControls controls                          = zout_controls_default();
	controls.settings.value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
	controls.settings.value[ZOUT_BANDWIDTH]        = zout_param_info(ZOUT_BANDWIDTH)->max;
	return controls;
}

static int
set_up(void** const state)
{
	Fixture* const     fixture  = (Fixture*)calloc(1, sizeof(Fixture));
	const ZoutControls controls = transparent();
	ZoutAudioError     error;
	assert_non_null(fixture);
	zout_engine_init(&fixture->engine, &controls);
	assert_int_equal(zout_engine_prepare(&fixture->engine, RATE_HZ, NULL, &error), ZOUT_AUDIO_SUCCESS);
	for (unsigned i = 0; i < 8192; ++i) {
		fixture->in[0][i] = level;
		fixture->in[1][i] = -level;
	}
	*state = fixture;
	return 0;
}

static int
tear_down(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	zout_engine_clear(&fixture->engine);
	free(fixture);
	return 0;
}

// Processes blocks up to `frames` frames, and notes the steps
static void
process(Fixture* const fixture, uint32_t frames, const uint32_t block)
{
	while (frames) {
		const uint32_t     n      = frames < block ? frames : block;
		const float* const in[2]  = {fixture->in[0], fixture->in[1]};
		float* const       out[2] = {fixture->out[0], fixture->out[1]};
		zout_engine_process(&fixture->engine, in, out, n);
		for (unsigned c = 0; c < 2; ++c) {
			for (uint32_t i = 0; i < n; ++i) {
				fixture->step    = fmaxf(fixture->step, fabsf(out[c][i] - fixture->last[c]));
				fixture->last[c] = out[c][i];
			}
		}
		frames -= n;
	}
}

static void
assert_level(const Fixture* const fixture, const float expected)
{
	assert_true(fabsf(fixture->last[0] - expected) <= 1e-6F);
	assert_true(fabsf(fixture->last[1] + expected) <= 1e-6F);
}

static void
test_starts_silent_and_fades_in(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	process(fixture, SETTLE, 64);
	assert_true(fixture->step <= 0.0F);
	process(fixture, FADE / 2, 64);
	assert_level(fixture, level / 2.0F);
	process(fixture, FADE / 2, 64);
	assert_level(fixture, level);
	assert_true(fixture->step <= steepest);
}

static void
test_fade_does_not_depend_on_blocks(void** const state)
{
	static const uint32_t blocks[] = {1, 7, 64, 1024, 8192};
	Fixture* const        fixture  = (Fixture*)*state;
	float                 halves[sizeof(blocks) / sizeof(blocks[0])];
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); ++i) {
		Fixture* other = NULL;
		set_up((void**)&other);
		process(other, SETTLE + FADE / 3, blocks[i]);
		halves[i] = other->last[0];
		tear_down((void**)&other);
		assert_true(fabsf(halves[i] - halves[0]) <= 0.0F);
	}
	process(fixture, 0, 64);
	assert_level(fixture, 0.0F);
}

static void
test_full_level_is_the_model_alone(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	process(fixture, SETTLE + FADE, 256);
	process(fixture, 256, 256);
	for (unsigned i = 0; i < 256; ++i) {
		assert_true(fabsf(fixture->out[0][i] - level) <= 0.0F);
	}
}

static void
test_fades_out_and_then_says_so(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	process(fixture, SETTLE + FADE, 256);
	zout_engine_fade_out(&fixture->engine);
	process(fixture, FADE - 1, 64);
	assert_false(zout_engine_is_silent(&fixture->engine));
	assert_true(fixture->last[0] > 0.0F);
	process(fixture, 1, 64);
	assert_false(zout_engine_is_silent(&fixture->engine));
	process(fixture, 64, 64);
	assert_true(zout_engine_is_silent(&fixture->engine));
	assert_level(fixture, 0.0F);
	assert_true(fixture->step <= steepest);
}

static void
test_fade_out_turns_a_fade_in_around(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	process(fixture, SETTLE + FADE / 2, 100);
	zout_engine_fade_out(&fixture->engine);
	process(fixture, FADE / 2 + 64, 100);
	process(fixture, 64, 64);
	assert_true(zout_engine_is_silent(&fixture->engine));
	assert_true(fixture->step <= steepest);
}

static void
test_change_of_rate_goes_through_silence(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	ZoutAudioError error;
	unsigned       latency_frames = 0;
	process(fixture, SETTLE + FADE, 256);
	assert_int_equal(zout_engine_replace(&fixture->engine, 96000.0, &latency_frames, &error), ZOUT_AUDIO_SUCCESS);
	assert_true(latency_frames > 0);

	process(fixture, FADE, 256);
	assert_level(fixture, 0.0F);
	process(fixture, 2 * SETTLE, 256); // twice as many frames at twice the rate
	assert_level(fixture, 0.0F);
	process(fixture, FADE, 256);
	assert_level(fixture, level / 2.0F);
	process(fixture, FADE, 256);
	assert_level(fixture, level);
	assert_true(fixture->step <= steepest);
	assert_null(atomic_load(&fixture->engine.offered));
	assert_non_null(atomic_load(&fixture->engine.retired));
}

static void
test_last_of_many_changes_wins(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	ZoutAudioError error;
	unsigned       latency_frames = 0;
	for (unsigned i = 0; i < 20; ++i) {
		const double rate_hz = i % 2U ? 44100.0 : 192000.0;
		assert_int_equal(zout_engine_replace(&fixture->engine, rate_hz, &latency_frames, &error), ZOUT_AUDIO_SUCCESS);
		process(fixture, 100 * i, 64);
	}
	process(fixture, 4 * RATE_HZ, 1024);
	assert_level(fixture, level);
	assert_int_equal(fixture->engine.core->fade_frames, 44100 * ZOUT_FADE_MS / 1000);
	assert_true(fixture->step <= steepest);
}

static void
test_impossible_rate_changes_nothing(void** const state)
{
	Fixture* const fixture        = (Fixture*)*state;
	ZoutAudioError error          = {""};
	unsigned       latency_frames = 0;
	assert_int_equal(zout_engine_replace(&fixture->engine, 1.0, &latency_frames, &error), ZOUT_AUDIO_BAD_INPUT);
	assert_non_null(strstr(error.text, "1 Hz"));
	process(fixture, SETTLE + FADE, 256);
	assert_level(fixture, level);

	assert_int_equal(zout_engine_prepare(&fixture->engine, 1.0, NULL, &error), ZOUT_AUDIO_BAD_INPUT);
	process(fixture, 256, 256);
	assert_level(fixture, level);
}

// Hands controls over as the service does
static void
set(Fixture* const fixture, const ZoutControls controls)
{
	zout_engine_set(&fixture->engine, &controls);
}

static void
test_mute_and_dim_fade(void** const state)
{
	Fixture* const fixture  = (Fixture*)*state;
	ZoutControls   controls = transparent();
	process(fixture, SETTLE + FADE, 64);
	controls.gain_lin = 0.1F;
	set(fixture, controls);
	process(fixture, FADE / 2, 64);
	assert_level(fixture, level * 0.55F);
	process(fixture, FADE / 2, 64);
	assert_level(fixture, level * 0.1F);
	controls.gain_lin = 0.0F;
	set(fixture, controls);
	process(fixture, FADE, 64);
	assert_level(fixture, 0.0F);
	controls.gain_lin = 1.0F;
	set(fixture, controls);
	process(fixture, FADE, 64);
	assert_level(fixture, level);
	assert_true(fixture->step <= steepest);
}

static void
test_controls_from_before_the_start_hold_from_the_start(void** const state)
{
	Fixture* const fixture  = (Fixture*)*state;
	ZoutControls   controls = transparent();
	controls.gain_lin       = 0.5F;
	set(fixture, controls);
	process(fixture, SETTLE + FADE / 2, 64);
	assert_level(fixture, level * 0.25F);
}

static void
test_last_of_many_controls_wins(void** const state)
{
	Fixture* const fixture  = (Fixture*)*state;
	ZoutControls   controls = transparent();
	process(fixture, SETTLE + FADE, 64);
	for (unsigned i = 0; i < 1000; ++i) {
		controls.settings.value[ZOUT_VOLUME] = -(float)(i % 60U);
		set(fixture, controls);
		process(fixture, i % 7U ? 0 : 16, 16);
	}
	controls.settings.value[ZOUT_VOLUME] = -20.0F;
	set(fixture, controls);
	process(fixture, RATE_HZ, 1000);
	assert_level(fixture, level * 0.1F);
}

static void
test_no_sample_exceeds_the_cap(void** const state)
{
	Fixture* const fixture  = (Fixture*)*state;
	ZoutControls   controls = transparent();
	process(fixture, SETTLE + FADE, 64);
	controls.cap_lin = 0.2F;
	set(fixture, controls);
	process(fixture, FADE, 64);
	assert_true(fabsf(fixture->last[0]) <= 0.2F && fixture->last[0] > 0.199F);
	assert_true(fixture->step <= steepest);

	// Whatever goes in: too much, infinite, no numbers
	static const float nasty[] = {1e30F, -1e30F, INFINITY, -INFINITY, NAN, 250.0F, -250.0F, 0.0F, 1.0F, -1.0F};
	for (unsigned i = 0; i < 8192; ++i) {
		fixture->in[0][i] = nasty[(i * 7U) % 10U];
		fixture->in[1][i] = nasty[(i * i) % 10U];
	}
	for (unsigned block = 0; block < 50; ++block) {
		process(fixture, 1024, 1024);
		for (unsigned i = 0; i < 1024; ++i) {
			assert_true(fabsf(fixture->out[0][i]) <= 0.2F);
			assert_true(fabsf(fixture->out[1][i]) <= 0.2F);
		}
	}
	const ZoutEngineMeters meters = zout_engine_meters(&fixture->engine);
	assert_true(meters.capped > 0);
	assert_true(meters.peak_lin[0] >= 0.199F); // since the start, which was louder
}

static void
fill(Fixture* const fixture, const float left, const float right)
{
	for (unsigned i = 0; i < 8192; ++i) {
		fixture->in[0][i] = left;
		fixture->in[1][i] = right;
	}
}

static void
test_sleeps_in_silence_and_wakes_within_the_block(void** const state)
{
	Fixture* const fixture  = (Fixture*)*state;
	ZoutControls   controls = transparent();
	controls.idle_after_s   = 1.0F;
	set(fixture, controls);
	process(fixture, SETTLE + FADE, 64);
	fill(fixture, 0.0F, -0.0F); // silence has two signs
	process(fixture, RATE_HZ - 64, 64);
	assert_false(zout_engine_meters(&fixture->engine).idle);
	process(fixture, FADE + 192, 64);
	assert_true(zout_engine_meters(&fixture->engine).idle);
	assert_true(zout_engine_meters(&fixture->engine).meter[ZOUT_METER_VOLTAGE] <= 0.0F);

	// Wakes at full gain: the input comes through in the same block, later by the latency and not by a frame more
	const unsigned latency = zout_model_latency_frames(fixture->engine.core->model);
	fill(fixture, level, -level);
	process(fixture, 512, 512);
	assert_true(latency < 512);
	assert_true(fabsf(fixture->out[0][latency - 1]) <= 0.01F);
	assert_true(fabsf(fixture->out[0][latency + 1] - level) <= 1e-5F);
	assert_false(zout_engine_meters(&fixture->engine).idle);
}

static void
test_sleep_is_exactly_silent_whatever_the_amplifier_hums(void** const state)
{
	Fixture* const fixture                    = (Fixture*)*state;
	ZoutControls   controls                   = transparent();
	controls.settings.value[ZOUT_NOISE]       = 1000.0F;
	controls.settings.value[ZOUT_HUM]         = 10000.0F;
	controls.settings.value[ZOUT_OUTPUT_MODE] = 1.0F;
	controls.idle_after_s                     = 1.0F;
	set(fixture, controls);
	fill(fixture, 0.0F, 0.0F);
	process(fixture, RATE_HZ + FADE + 256, 256);
	process(fixture, 1024, 1024);
	for (unsigned i = 0; i < 1024; ++i) {
		assert_true(fabsf(fixture->out[0][i]) <= 0.0F);
	}
}

static void
test_waking_is_as_if_it_had_not_slept(void** const state)
{
	Fixture* const fixture                         = (Fixture*)*state;
	Fixture*       awake                           = NULL;
	ZoutControls   controls                        = transparent();
	controls.settings.value[ZOUT_OUTPUT_IMPEDANCE] = 120.0F;
	controls.settings.value[ZOUT_R1]               = 250.0F;
	set_up((void**)&awake);
	set(awake, controls);
	controls.idle_after_s = 2.0F;
	set(fixture, controls);
	fill(fixture, 0.0F, 0.0F);
	fill(awake, 0.0F, 0.0F);
	process(fixture, 4 * RATE_HZ, 1024);
	process(awake, 4 * RATE_HZ, 1024);
	assert_true(zout_engine_meters(&fixture->engine).idle);
	for (unsigned i = 0; i < 8192; ++i) {
		const float x     = 0.5F * sinf(0.02F * (float)i);
		fixture->in[0][i] = x;
		awake->in[0][i]   = x;
	}
	process(fixture, 8192, 8192);
	process(awake, 8192, 8192);
	float difference = 0.0F;
	for (unsigned i = 0; i < 8192; ++i) {
		difference = fmaxf(difference, fabsf(fixture->out[0][i] - awake->out[0][i]));
	}
	assert_true(difference <= 0.5e-6F); // -120 dB of the signal; nothing but what had died away is missing
	tear_down((void**)&awake);
}

// Falls asleep, by way of a fade and a second of silence
static void
fall_asleep(Fixture* const fixture)
{
	ZoutControls controls = transparent();
	controls.idle_after_s = 1.0F;
	set(fixture, controls);
	fill(fixture, 0.0F, 0.0F);
	process(fixture, 2 * RATE_HZ, 64);
	assert_true(zout_engine_meters(&fixture->engine).idle);
}

static void
test_what_is_connected_in_sleep_fades_in(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	for (unsigned blocks = 0; blocks < 3; ++blocks) { // in which the connection is not there yet
		fall_asleep(fixture);
		zout_engine_fade_out(&fixture->engine);
		process(fixture, 64, 64);
		assert_true(zout_engine_is_silent(&fixture->engine));
		zout_engine_fade_in(&fixture->engine);
		process(fixture, 64 * blocks, 64);
		fixture->step = 0.0F;
		fill(fixture, level, -level);
		process(fixture, SETTLE + FADE, 64);
		assert_level(fixture, level);
		assert_true(fixture->step <= steepest);
	}
}

static void
test_what_follows_a_loss_in_sleep_fades_in(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	fall_asleep(fixture);
	zout_engine_interrupted(&fixture->engine);
	process(fixture, 64, 64);
	assert_true(zout_engine_meters(&fixture->engine).idle); // it has only turned over

	fixture->step = 0.0F;
	zout_engine_interrupted(&fixture->engine);
	fill(fixture, level, -level);
	process(fixture, SETTLE + FADE, 64);
	assert_level(fixture, level);
	assert_true(fixture->step <= steepest);
}

static double
now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

// What a sleeping block costs is for the most part the same at every length, so that below some length it is more than
// a hundredth of a running one. BLOCK is half of what JACK has unless told otherwise; docs/performance.md has the
// others
enum { BLOCK = 512, MOST = 1024 };

// Time of the processor for a block of a constant, the least of many: what is more was somebody else. Buffers begin
// where those of JACK do, at multiples of 32 bytes
static double
least_time_ns(ZoutEngine* const engine, const float constant, const uint32_t frames, const unsigned blocks)
{
	static _Alignas(32) float audio[4][MOST];
	const float* const        in[2]  = {audio[0], audio[1]};
	float* const              out[2] = {audio[2], audio[3]};
	double                    least  = (double)INFINITY;
	for (unsigned i = 0; i < frames; ++i) {
		audio[0][i] = constant;
		audio[1][i] = -constant;
	}
	for (unsigned run = 0; run < 100; ++run) {
		const double start_ns = now_ns();
		for (unsigned i = 0; i < blocks; ++i) {
			zout_engine_process(engine, in, out, frames);
		}
		least = fmin(least, now_ns() - start_ns);
	}
	return least / (double)blocks;
}

/// Prints, for blocks of several lengths, what they cost while controls are in use and asleep; returns the ratio at
/// BLOCK
static double
cost_of_sleep(Fixture* const fixture, const char* const name, const ZoutControls* const controls)
{
	static const uint32_t lengths[] = {32, 64, 128, 256, BLOCK, MOST};
	enum { N_LENGTHS = sizeof(lengths) / sizeof(lengths[0]) };
	double running_ns[N_LENGTHS];
	double ratio = 1.0;
	set(fixture, *controls);
	fill(fixture, level, -level);
	process(fixture, RATE_HZ, BLOCK);
	for (unsigned i = 0; i < N_LENGTHS; ++i) {
		running_ns[i] = least_time_ns(&fixture->engine, level, lengths[i], 10240 / lengths[i]);
	}
	fill(fixture, 0.0F, 0.0F);
	process(fixture, 2 * RATE_HZ, BLOCK);
	assert_true(zout_engine_meters(&fixture->engine).idle);
	for (unsigned i = 0; i < N_LENGTHS; ++i) {
		const double asleep_ns = least_time_ns(&fixture->engine, 0.0F, lengths[i], 200);
		print_message("%s, %u frames: running %.0f ns, asleep %.0f ns, %.2f %%\n",
		              name,
		              (unsigned)lengths[i],
		              running_ns[i],
		              asleep_ns,
		              100.0 * asleep_ns / running_ns[i]);
		ratio = lengths[i] == BLOCK ? asleep_ns / running_ns[i] : ratio;
	}
	return ratio;
}

static void
test_sleep_costs_less_than_a_hundredth(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	if (getenv("ZOUT_SANITIZED")) {
		skip(); // what a sanitizer adds is not asleep
	}
	// What a small valve amplifier has: every part of the model is at work
	static const struct {
		ZoutParam param;
		float     value;
	} valve[]             = {{ZOUT_GAIN, 0.0F},
	                         {ZOUT_OUTPUT_IMPEDANCE, 2.0F},
	                         {ZOUT_OUTPUT_CAPACITOR, 4000.0F},
	                         {ZOUT_MAX_VOLTAGE, 8.0F},
	                         {ZOUT_CLIP_RESISTANCE, 6.0F},
	                         {ZOUT_MAX_CURRENT, 400.0F},
	                         {ZOUT_H2, -66.0F},
	                         {ZOUT_H3, -92.0F},
	                         {ZOUT_CURRENT_H2, -90.0F},
	                         {ZOUT_DISTORTION_CORNER, 20.0F},
	                         {ZOUT_NOISE, 15.0F},
	                         {ZOUT_HUM, 10.0F},
	                         {ZOUT_CROSSTALK, -70.0F},
	                         {ZOUT_R1, 250.0F}};
	ZoutControls controls = zout_controls_default();
	controls.idle_after_s = 1.0F;
	cost_of_sleep(fixture, "default settings", &controls); // so light that it is more than a hundredth
	for (unsigned i = 0; i < sizeof(valve) / sizeof(valve[0]); ++i) {
		controls.settings.value[valve[i].param] = valve[i].value;
	}
	assert_true(cost_of_sleep(fixture, "every part", &controls) < 0.01);
}

static void
test_lost_audio_starts_from_silence(void** const state)
{
	Fixture* const fixture = (Fixture*)*state;
	process(fixture, SETTLE + FADE, 64);
	zout_engine_interrupted(&fixture->engine);
	fixture->last[0] = 0.0F; // the device has been silent in between
	fixture->last[1] = 0.0F;
	process(fixture, SETTLE, 64);
	assert_level(fixture, 0.0F);
	process(fixture, FADE, 64);
	assert_level(fixture, level);
	assert_true(fixture->step <= steepest);
}

static void
test_without_a_model_is_silent(void** const state)
{
	(void)state;
	static ZoutEngine  engine;
	const ZoutControls controls = zout_controls_default();
	float              in_l[64];
	float              out_l[2][64];
	for (unsigned i = 0; i < 64; ++i) {
		in_l[i]     = 1.0F;
		out_l[0][i] = 1.0F;
		out_l[1][i] = 1.0F;
	}
	const float* const in[2]  = {in_l, in_l};
	float* const       out[2] = {out_l[0], out_l[1]};
	zout_engine_init(&engine, &controls);
	zout_engine_interrupted(&engine);
	zout_engine_process(&engine, in, out, 64);
	for (unsigned i = 0; i < 64; ++i) {
		assert_true(fabsf(out[0][i]) + fabsf(out[1][i]) <= 0.0F);
	}
	assert_true(zout_engine_is_silent(&engine));
	zout_engine_clear(&engine);
}

static void
test_meters_show_what_is_behind_mute_and_dim(void** const state)
{
	Fixture* const fixture  = (Fixture*)*state;
	ZoutControls   controls = transparent();
	for (unsigned i = 0; i < 8192; ++i) { // a whole number of periods
		fixture->in[0][i] = 0.5F * sinf((float)(2.0 * 3.14159265358979 * 128.0 / 8192.0 * (double)i));
		fixture->in[1][i] = fixture->in[0][i];
	}
	for (unsigned i = 0; i < 24; ++i) {
		process(fixture, 8192, 8192);
	}
	const ZoutEngineMeters full = zout_engine_meters(&fixture->engine);
	controls.gain_lin           = 0.1F;
	set(fixture, controls);
	for (unsigned i = 0; i < 24; ++i) {
		process(fixture, 8192, 8192);
	}
	zout_engine_meters(&fixture->engine);
	process(fixture, 8192, 8192);
	const ZoutEngineMeters dim = zout_engine_meters(&fixture->engine);
	// Half of full scale is 1 Vrms at a source of 2 Vrms; the mean over 300 ms ripples a little
	assert_true(fabsf(full.meter[ZOUT_METER_VOLTAGE] - 1.0F) <= 0.01F);
	assert_true(fabsf(dim.meter[ZOUT_METER_VOLTAGE] - 0.1F) <= 0.001F);
	assert_true(fabsf(dim.meter[ZOUT_METER_POWER] / full.meter[ZOUT_METER_POWER] - 0.01F) <= 0.0002F);
	assert_true(fabsf(full.meter[ZOUT_METER_SPL] - dim.meter[ZOUT_METER_SPL] - 20.0F) <= 0.1F);
	assert_true(fabsf(dim.peak_lin[0] - 0.05F) <= 0.0005F);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_starts_silent_and_fades_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fade_does_not_depend_on_blocks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_full_level_is_the_model_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fades_out_and_then_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_fade_out_turns_a_fade_in_around, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_change_of_rate_goes_through_silence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_last_of_many_changes_wins, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_impossible_rate_changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_mute_and_dim_fade, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_controls_from_before_the_start_hold_from_the_start, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_last_of_many_controls_wins, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_sample_exceeds_the_cap, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_sleeps_in_silence_and_wakes_within_the_block, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_sleep_is_exactly_silent_whatever_the_amplifier_hums, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_waking_is_as_if_it_had_not_slept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_connected_in_sleep_fades_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_follows_a_loss_in_sleep_fades_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_sleep_costs_less_than_a_hundredth, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_lost_audio_starts_from_silence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_meters_show_what_is_behind_mute_and_dim, set_up, tear_down),
		cmocka_unit_test(test_without_a_model_is_silent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
