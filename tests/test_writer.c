// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

/* What a file of 24 bits holds of samples that it cannot hold. */

#include "audio/writer.h"

#include <math.h>
#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h> // after the headers that it needs

static char directory[] = "/tmp/zout-test-writer-XXXXXX";
static char path[sizeof(directory) + 16U];

static int
set_up(void** const state)
{
	(void)state;
	if (!mkdtemp(directory)) {
		return -1;
	}
	snprintf(path, sizeof(path), "%s/out.wav", directory);
	return 0;
}

static int
tear_down(void** const state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

/// Writes a frame with a sample left and its negative right, and reads it as steps of 24 bits; returns what was clipped
static uint64_t
write_frame(const float sample, int steps[2])
{
	const float    negative = -sample;
	ZoutWriter*    writer   = NULL;
	ZoutAudioError error;
	assert_int_equal(zout_writer_open(path, ZOUT_FORMAT_24, 48000, 1, &writer, &error), ZOUT_AUDIO_SUCCESS);
	assert_int_equal(zout_writer_write(writer, &sample, &negative, 1, &error), ZOUT_AUDIO_SUCCESS);
	assert_int_equal(zout_writer_commit(writer, &error), ZOUT_AUDIO_SUCCESS);
	const uint64_t clipped = zout_writer_clipped(writer);
	zout_writer_free(writer);

	SF_INFO        info = {0};
	SNDFILE* const file = sf_open(path, SFM_READ, &info);
	assert_non_null(file);
	assert_int_equal(sf_readf_int(file, steps, 1), 1);
	sf_close(file);
	steps[0] /= 256;
	steps[1] /= 256;
	return clipped;
}

static void
test_what_is_not_a_number_is_silence(void** const state)
{
	(void)state;
	int steps[2];
	assert_int_equal(write_frame(NAN, steps), 0);
	assert_int_equal(steps[0], 0);
	assert_int_equal(steps[1], 0);
}

static void
test_samples_beyond_full_scale_are_limited_and_counted(void** const state)
{
	(void)state;
	static const float beyond[] = {INFINITY, 1e30F, 1.5F};
	int                steps[2];
	for (unsigned i = 0; i < sizeof(beyond) / sizeof(beyond[0]); ++i) {
		assert_int_equal(write_frame(beyond[i], steps), 2);
		assert_int_equal(steps[0], 8388607);
		assert_int_equal(steps[1], -8388608);
	}
	assert_int_equal(write_frame(1.0F, steps), 1); // the negative one fits
	assert_int_equal(steps[0], 8388607);
	assert_int_equal(steps[1], -8388608);
}

static void
test_samples_within_full_scale_are_rounded(void** const state)
{
	(void)state;
	static const struct {
		float sample;
		int   step;
	} cases[] = {
		{0.0F, 0}, {0.6F * 0x1p-23F, 1}, {0.4F * 0x1p-23F, 0}, {0.5F, 4194304}, {8388607.0F * 0x1p-23F, 8388607}};
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
		int steps[2];
		assert_int_equal(write_frame(cases[i].sample, steps), 0);
		assert_int_equal(steps[0], cases[i].step);
		assert_int_equal(steps[1], -cases[i].step);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_not_a_number_is_silence),
		cmocka_unit_test(test_samples_beyond_full_scale_are_limited_and_counted),
		cmocka_unit_test(test_samples_within_full_scale_are_rounded),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
