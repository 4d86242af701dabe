// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What may happen to ALSA devices, and that nobody's ears suffer from it.
 *
 * A constant goes in all the time, so that what is played is the fades and nothing else: a fade of 20 ms would change
 * it by level / 960 from one frame to the next, and no step may be larger. Where a device was interrupted the record
 * has a seam: what was played before ends there, and what comes after it has to begin in silence. */

#define _POSIX_C_SOURCE 200809L

#include "alsa/rig.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

enum { FRAME = 2 * sizeof(float), WHILE = RIG_RATE_HZ / 5 };

static const float level    = 0.5F;
static const float steepest = 0.5F / (0.020F * RIG_RATE_HZ) + 1e-6F;

static int
set_up(void** const state)
{
	Rig* const   rig = (Rig*)calloc(1, sizeof(Rig));
	ZoutSettings settings;
	assert_non_null(rig);
	zout_settings_init(&settings);
	settings.value[ZOUT_OUTPUT_IMPEDANCE] = 0.0F;
	settings.value[ZOUT_BANDWIDTH]        = zout_param_info(ZOUT_BANDWIDTH)->max;
	rig_init(rig, "loop 1", "", &settings);
	rig_feed_constant(rig, level);
	*state = rig;
	return 0;
}

static int
tear_down(void** const state)
{
	rig_clear((Rig*)*state);
	free(*state);
	return 0;
}

/// Waits until so many more frames have been played
static void
play_more(const Rig* const rig, const size_t frames)
{
	rig_await_frames(rig, rig_recorded(rig, FRAME) + frames, FRAME);
}

/// What a record looks like: steps, seams (a sample that is not silent, then a block that is), loud samples at the end
typedef struct {
	float    step;  ///< Largest one, seams apart
	float    peak;  ///< Largest sample
	float    last;  ///< Last sample
	unsigned seams; ///< Steps to silence that lasts for a block
	unsigned fades; ///< How often full level was reached from silence
} Look;

static bool
is_seam(const float* const samples, const size_t from, const size_t frames)
{
	for (size_t i = from; i < from + RIG_BLOCK && i < frames; ++i) {
		if (fabsf(samples[i]) > 0.0F) {
			return false;
		}
	}
	return true;
}

static Look
look_at(const Rig* const rig)
{
	Look         look   = {0};
	size_t       frames = 0;
	float* const record = rig_record(rig, zout_alsa_format_find(SND_PCM_FORMAT_FLOAT), &frames);
	bool         quiet  = true;
	assert_true(frames > 0);
	assert_true(fabsf(record[0]) <= 0.0F);
	for (size_t i = 1; i < frames; ++i) {
		const float step = fabsf(record[i] - record[i - 1]);
		if (step > steepest && is_seam(record, i, frames)) {
			++look.seams;
		} else {
			look.step = fmaxf(look.step, step);
		}
		look.peak = fmaxf(look.peak, fabsf(record[i]));
		look.fades += quiet && record[i] > 0.999F * level;
		quiet = (quiet && !(record[i] > 0.999F * level)) || fabsf(record[i]) <= 0.0F;
	}
	look.last = record[frames - 1];
	free(record);
	return look;
}

/// What every record has to look like
static Look
assert_gentle(const Rig* const rig)
{
	const Look look = look_at(rig);
	assert_true(look.step <= steepest);
	assert_true(look.peak <= level + 1e-5F);
	return look;
}

static void
test_starts_and_stops_with_fades(void** const state)
{
	Rig* const rig = (Rig*)*state;
	rig_start(rig, "in", "out");
	play_more(rig, WHILE);
	const ZoutBackendInfo info = rig_await_state(rig, ZOUT_BACKEND_RUNNING);
	assert_string_equal(info.trouble, "");
	assert_string_equal(info.name, "in to out");
	zout_alsa_backend.stop(rig->backend);
	const Look look = assert_gentle(rig);
	assert_int_equal(look.seams, 0);
	assert_int_equal(look.fades, 1);
	assert_true(fabsf(look.last) <= 0.0F);
}

static void
test_waits_for_a_device_that_is_not_there(void** const state)
{
	Rig* const rig = (Rig*)*state;
	rig_order(rig, "gone", true);
	rig_start(rig, "in", "out");
	const ZoutBackendInfo waiting = rig_await_state(rig, ZOUT_BACKEND_WAITING);
	assert_string_equal(waiting.trouble, "capture device 'in': cannot open: No such device");
	assert_int_equal(waiting.losses, 0);
	assert_int_equal(rig_recorded(rig, FRAME), 0);

	rig_order(rig, "gone", false);
	rig_await_state(rig, ZOUT_BACKEND_RUNNING);
	play_more(rig, WHILE);
	zout_alsa_backend.stop(rig->backend);
	assert_int_equal(assert_gentle(rig).fades, 1);
}

static void
test_device_goes_and_comes_back(void** const state)
{
	enum { TIMES = 3 };
	Rig* const rig = (Rig*)*state;
	rig_start(rig, "in", "out");
	for (unsigned i = 1; i <= TIMES; ++i) {
		rig_await_state(rig, ZOUT_BACKEND_RUNNING);
		play_more(rig, WHILE);
		rig_order(rig, "gone", true);
		const ZoutBackendInfo info = rig_await_state(rig, ZOUT_BACKEND_WAITING);
		assert_int_equal(info.losses, i);
		assert_non_null(strstr(info.trouble, "No such device"));
		rig_order(rig, "gone", false);
	}
	rig_await_state(rig, ZOUT_BACKEND_RUNNING);
	play_more(rig, WHILE);
	zout_alsa_backend.stop(rig->backend);
	const Look look = assert_gentle(rig);
	assert_int_equal(look.fades, TIMES + 1);
	assert_int_equal(look.seams, TIMES); // where the device was taken away, nothing can fade
	assert_true(fabsf(look.last) <= 0.0F);
}

static void
test_loss_of_the_source_alone_fades_out(void** const state)
{
	Rig* const rig = (Rig*)*state;
	rig_start(rig, "in", "out");
	rig_await_state(rig, ZOUT_BACKEND_RUNNING);
	play_more(rig, WHILE);
	rig_order(rig, "gone_capture", true);
	const ZoutBackendInfo info = rig_await_state(rig, ZOUT_BACKEND_WAITING);
	assert_string_equal(info.trouble, "capture device 'in': lost: No such device");
	rig_order(rig, "gone_capture", false);
	rig_await_state(rig, ZOUT_BACKEND_RUNNING);
	play_more(rig, WHILE);
	zout_alsa_backend.stop(rig->backend);
	const Look look = assert_gentle(rig);
	assert_int_equal(look.seams, 0);
	assert_int_equal(look.fades, 2);
}

/// An xrun on one side; returns how the record looks
static Look
after_xrun(const Rig* const rig, const char* const order)
{
	play_more(rig, WHILE);
	rig_order(rig, order, true);
	rig_await_order(rig, order);
	play_more(rig, WHILE);
	ZoutBackendInfo info = rig_await_state(rig, ZOUT_BACKEND_RUNNING);
	assert_int_equal(info.xruns, 1);
	assert_int_equal(info.losses, 0);
	zout_alsa_backend.stop(rig->backend);
	const Look look = assert_gentle(rig);
	assert_int_equal(look.fades, 2);
	assert_true(fabsf(look.last) <= 0.0F);
	return look;
}

static void
test_overrun_fades_out_and_in(void** const state)
{
	Rig* const rig = (Rig*)*state;
	rig_start(rig, "in", "out");
	assert_int_equal(after_xrun(rig, "xrun_capture").seams, 0); // what is queued goes on, and fades
}

static void
test_underrun_begins_in_silence(void** const state)
{
	Rig* const rig = (Rig*)*state;
	rig_start(rig, "in", "out");
	assert_int_equal(after_xrun(rig, "xrun_playback").seams, 1); // the device has run dry
}

static void
test_other_devices_while_it_runs(void** const state)
{
	Rig* const             rig   = (Rig*)*state;
	const ZoutBackendSetup other = {.capture = "in", .playback = "out", .block_frames = 2 * RIG_BLOCK};
	const ZoutBackendSetup wrong = {.capture = "in", .playback = ""};
	ZoutAudioError         error;
	rig_start(rig, "in", "out");
	rig_await_state(rig, ZOUT_BACKEND_RUNNING);
	play_more(rig, WHILE);
	assert_int_equal(zout_alsa_backend.change(rig->backend, &wrong, &error), ZOUT_AUDIO_BAD_INPUT);
	assert_int_equal(zout_alsa_backend.change(rig->backend, &other, &error), ZOUT_AUDIO_SUCCESS);
	ZoutBackendInfo info = {.block_frames = 0};
	while (info.block_frames != 2 * RIG_BLOCK) {
		play_more(rig, RIG_BLOCK);
		zout_alsa_backend.info(rig->backend, &info);
	}
	assert_int_equal(info.losses, 0);
	play_more(rig, WHILE);
	zout_alsa_backend.stop(rig->backend);
	const Look look = assert_gentle(rig);
	assert_int_equal(look.seams, 0);
	assert_int_equal(look.fades, 2);
}

static void
test_keeps_pace_without_a_clock(void** const state)
{
	Rig* const      rig = (Rig*)*state;
	struct timespec before;
	struct timespec after;
	clock_gettime(CLOCK_MONOTONIC, &before);
	rig_start(rig, "null", "null");
	rig_await_state(rig, ZOUT_BACKEND_RUNNING);
	const struct timespec time = {0, 500000000};
	nanosleep(&time, NULL); // the only way to see that not much happens meanwhile
	zout_alsa_backend.stop(rig->backend);
	clock_gettime(CLOCK_MONOTONIC, &after);
	uint64_t blocks = 0;
	for (unsigned i = 0; i < ZOUT_LOAD_CLASSES; ++i) {
		blocks += atomic_load(&rig->engine.load.count[i]);
	}
	// 2 % faster than the clock, a quarter of a second ahead of it, and the time that a fade and its waiting take
	const double passed_s = (double)(after.tv_sec - before.tv_sec) + 1e-9 * (double)(after.tv_nsec - before.tv_nsec);
	const double most     = (1.02 * passed_s + 0.25 + 0.25) * RIG_RATE_HZ / RIG_BLOCK;
	assert_true(blocks > 0 && (double)blocks <= most);
}

static void
test_impossible_setups_are_refused(void** const state)
{
	Rig* const                    rig     = (Rig*)*state;
	static const ZoutBackendSetup wrong[] = {
		{.capture = NULL, .playback = "out"},
		{.capture = "in", .playback = ""},
		{.capture = "in", .playback = "out", .rate_hz = 7999},
		{.capture = "in", .playback = "out", .rate_hz = 768001},
		{.capture = "in", .playback = "out", .block_frames = 15},
		{.capture = "in", .playback = "out", .block_frames = 8193},
	};
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); ++i) {
		ZoutAudioError error;
		assert_int_equal(zout_alsa_backend.open(&wrong[i], &rig->engine, &rig->backend, &error), ZOUT_AUDIO_BAD_INPUT);
		assert_null(rig->backend);
	}
}

static void
test_trouble_is_told_in_one_line(void** const state)
{
	static const struct {
		const char* capture;
		const char* playback;
		const char* trouble;
	} cases[] = {
		{"in",
	     "nonesuch",
	     "playback device 'nonesuch': cannot open: No such file or directory; "
	     "ALSA says: Unknown PCM nonesuch"},
		{"in", "slow", "devices 'in' and 'slow' have no usual rate in common"},
		{"in",
	     "bytes",
	     "playback device 'bytes': expected samples of S16, S24, S32 or FLOAT; put "
	     "\"plug:\" in front"},
		{"in", "one", "playback device 'one': expected two channels"},
	};
	Rig* const  rig  = (Rig*)*state;
	FILE* const conf = fopen(rig_path(rig, "asound.conf"), "a");
	assert_non_null(conf);
	fprintf(conf, "pcm.slow { type stage folder \"%s\" file \"out.raw\" rate 11025 }\n", rig->folder);
	fprintf(conf, "pcm.bytes { type stage folder \"%s\" file \"out.raw\" format U8 }\n", rig->folder);
	fprintf(conf, "pcm.one { type stage folder \"%s\" file \"out.raw\" channels 1 }\n", rig->folder);
	fclose(conf);
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
		rig_start(rig, cases[i].capture, cases[i].playback);
		assert_string_equal(rig_await_state(rig, ZOUT_BACKEND_WAITING).trouble, cases[i].trouble);
		zout_alsa_backend.free(rig->backend);
		rig->backend = NULL;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_starts_and_stops_with_fades, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_waits_for_a_device_that_is_not_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_device_goes_and_comes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_loss_of_the_source_alone_fades_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_overrun_fades_out_and_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_underrun_begins_in_silence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_other_devices_while_it_runs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_keeps_pace_without_a_clock, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_impossible_setups_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_trouble_is_told_in_one_line, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
