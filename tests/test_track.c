// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

/* Tracks in memory: what a file holds, at whatever rate it is wanted. */

#include "audio/track.h"

#include <math.h>
#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

static const double tone_hz = 997.0;

/// Writes a sine to a temporary file; right is the negative of left. The caller frees and removes the name
static char*
write_sine(const int rate_hz, const int channels, const int frames)
{
	char* const    path = strdup("/tmp/zout-test-track-XXXXXX");
	const int      fd   = mkstemp(path);
	SF_INFO        info = {.samplerate = rate_hz, .channels = channels, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT};
	SNDFILE* const file = sf_open_fd(fd, SFM_WRITE, &info, SF_TRUE);
	assert_non_null(file);
	for (int i = 0; i < frames; ++i) {
		const float x        = (float)(0.5 * sin(2.0 * 3.14159265358979323846 * tone_hz * i / rate_hz));
		const float frame[2] = {x, -x};
		assert_int_equal(1, sf_writef_float(file, frame, 1));
	}
	sf_close(file);
	return path;
}

static void
drop(char* const path, ZoutTrack* const track)
{
	zout_track_clear(track);
	unlink(path);
	free(path);
}

static void
test_without_resampling_samples_are_those_of_the_file(void** const state)
{
	(void)state;
	ZoutTrack      track;
	ZoutAudioError error;
	char* const    path = write_sine(48000, 2, 10007);
	assert_int_equal(ZOUT_AUDIO_SUCCESS, zout_track_load(path, 0, NULL, NULL, &track, &error));
	assert_int_equal(10007, track.frames);
	assert_int_equal(48000, track.rate_hz);
	for (int i = 0; i < 10007; ++i) {
		const float x = (float)(0.5 * sin(2.0 * 3.14159265358979323846 * tone_hz * i / 48000));
		assert_true(track.side[0][i] == x);
		assert_true(track.side[1][i] == -x);
	}
	drop(path, &track);
}

static void
test_mono_goes_to_both_sides(void** const state)
{
	(void)state;
	ZoutTrack      track;
	ZoutAudioError error;
	char* const    path = write_sine(44100, 1, 5000);
	assert_int_equal(ZOUT_AUDIO_SUCCESS, zout_track_load(path, 44100, NULL, NULL, &track, &error));
	assert_int_equal(1, track.channels);
	assert_memory_equal(track.side[0], track.side[1], 5000 * sizeof(float));
	drop(path, &track);
}

static void
test_resampling_keeps_time_and_shape(void** const state)
{
	(void)state;
	static const unsigned rates_hz[] = {8000, 32000, 48000, 96000, 192000};
	char* const           path       = write_sine(44100, 2, 44100);
	for (unsigned r = 0; r < sizeof(rates_hz) / sizeof(rates_hz[0]); ++r) {
		ZoutTrack      track;
		ZoutAudioError error;
		assert_int_equal(ZOUT_AUDIO_SUCCESS, zout_track_load(path, rates_hz[r], NULL, NULL, &track, &error));
		// A second stays a second, to a frame
		assert_true(llabs((long long)track.frames - (long long)rates_hz[r]) <= 1);
		// Away from the ends, where the filter sees the silence outside, it is the same sine at the new rate. A float
		// sample of 0.5 is good to 3e-8; 1e-6 is -114 dB of full scale, where single precision resamplers end
		double worst = 0.0;
		for (uint64_t i = track.frames / 4U; i < track.frames * 3U / 4U; ++i) {
			const double x = 0.5 * sin(2.0 * 3.14159265358979323846 * tone_hz * (double)i / rates_hz[r]);
			worst          = fmax(worst, fabs((double)track.side[0][i] - x));
		}
		assert_true(worst < 1e-6);
		zout_track_clear(&track);
	}
	unlink(path);
	free(path);
}

static bool
stop_at_once(void* const handle, const uint64_t done, const uint64_t total)
{
	*(uint64_t*)handle = total;
	(void)done;
	return false;
}

static void
test_loading_can_be_stopped_and_tells_the_length(void** const state)
{
	(void)state;
	ZoutTrack      track;
	ZoutAudioError error;
	uint64_t       total = 0;
	char* const    path  = write_sine(48000, 2, 20000);
	assert_int_equal(ZOUT_AUDIO_STOPPED, zout_track_load(path, 96000, stop_at_once, &total, &track, &error));
	assert_int_equal(20000, total);
	drop(path, &track);
}

static void
test_bad_files_are_refused(void** const state)
{
	(void)state;
	ZoutTrack      track;
	ZoutAudioError error;
	char* const    path = write_sine(48000, 2, 0);
	assert_int_equal(ZOUT_AUDIO_BAD_INPUT, zout_track_load(path, 48000, NULL, NULL, &track, &error));
	assert_non_null(strstr(error.text, "holds no audio"));
	drop(path, &track);
	assert_int_equal(ZOUT_AUDIO_BAD_INPUT, zout_track_load("/nowhere", 48000, NULL, NULL, &track, &error));
	zout_track_clear(&track);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_resampling_samples_are_those_of_the_file),
		cmocka_unit_test(test_mono_goes_to_both_sides),
		cmocka_unit_test(test_resampling_keeps_time_and_shape),
		cmocka_unit_test(test_loading_can_be_stopped_and_tells_the_length),
		cmocka_unit_test(test_bad_files_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
