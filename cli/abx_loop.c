// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The stretch of the track that is listened to, and on which levels are matched. */

#include "cli/abx_test.h"

#include <math.h>

enum { SHORTEST_S = 1 }; // shorter than this, loudness has too few blocks and a loop is a buzz

static const float silence_lin = 3.16e-4F; // -70 dBFS, the absolute gate of loudness

/// The stretch in frames, none of them past the end of the track
static void
to_frames(const ZoutAbxAudio* const audio, const double loop_s[2], uint64_t loop[2])
{
	for (unsigned i = 0; i < 2; ++i) {
		loop[i] = (uint64_t)(loop_s[i] * audio->rate_hz + 0.5);
		loop[i] = loop[i] < audio->track.frames ? loop[i] : audio->track.frames;
	}
}

/// A stretch must be long and loud enough for its level to be measured
static ZoutAudioStatus
check_stretch(const ZoutAbxAudio* const audio, const uint64_t loop[2], ZoutAudioError* const error)
{
	const bool        whole  = loop[0] == 0 && loop[1] == audio->track.frames;
	const char* const what   = whole ? "track" : "the loop in";
	const uint64_t    frames = loop[1] - loop[0];
	if (frames + 1U < (uint64_t)SHORTEST_S * audio->rate_hz) { // both ends are rounded
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "%s '%s' is too short: %.3f s, expected at least %d s",
		                       what,
		                       audio->setup->track,
		                       (double)frames / audio->rate_hz,
		                       (int)SHORTEST_S);
	}
	float peak = 0.0F;
	for (uint64_t i = loop[0]; i < loop[1]; ++i) {
		peak = fmaxf(peak, fmaxf(fabsf(audio->track.side[0][i]), fabsf(audio->track.side[1][i])));
	}
	return peak > silence_lin ? ZOUT_AUDIO_SUCCESS
	                          : zout_audio_fail(error,
	                                            ZOUT_AUDIO_BAD_INPUT,
	                                            "%s '%s' is silent, expected something to hear",
	                                            what,
	                                            audio->setup->track);
}

ZoutAudioStatus
zout_abx_test_find_loop(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	const ZoutAbxSetup* const setup     = test->setup;
	ZoutAbxAudio* const       audio     = &test->audio;
	const double              length_s  = (double)audio->track.frames / audio->rate_hz;
	const double              loop_s[2] = {setup->loop_s[0], setup->loop_s[1] > 0.0 ? setup->loop_s[1] : length_s};
	if (loop_s[1] > length_s + 0.0005) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "the loop ends at %.3f s, expected at most %.3f s, the length of '%s'",
		                       loop_s[1],
		                       length_s,
		                       setup->track);
	}
	to_frames(audio, loop_s, audio->loop);
	test->loop_s[0] = (double)audio->loop[0] / audio->rate_hz;
	test->loop_s[1] = (double)audio->loop[1] / audio->rate_hz;
	return check_stretch(audio, audio->loop, error);
}

const char*
zout_abx_test_loop(ZoutAbxTest* const test, const double start_s, const double end_s)
{
	const ZoutAbxAudio* const audio    = &test->audio;
	const double              length_s = (double)audio->track.frames / audio->rate_hz;
	const double              least_s  = 1e-3 * ZOUT_LOOP_MIN_MS;
	if (!test->setup->track) {
		return "live audio has no loop";
	}
	if (test->view.state == ZOUT_ABX_RUNNING) { // what levels were matched on, and the record tells
		return "the loop stays as it was when the test began";
	}
	const double from_s    = fmax(fmin(start_s, length_s - least_s), 0.0);
	const double loop_s[2] = {from_s, fmax(fmin(end_s, length_s), from_s + least_s)};
	uint64_t     loop[2];
	to_frames(audio, loop_s, loop);
	if (!zout_listening_loop(&test->audio.listening, loop[0], loop[1])) {
		return ZOUT_ABX_STANDS_STILL;
	}
	test->loop_s[0] = loop_s[0];
	test->loop_s[1] = loop_s[1];
	return NULL;
}

bool
zout_abx_test_loop_is_new(const ZoutAbxTest* const test)
{
	uint64_t loop[2];
	to_frames(&test->audio, test->loop_s, loop);
	return test->setup->track && (loop[0] != test->audio.loop[0] || loop[1] != test->audio.loop[1]);
}

/// A volume at which the cap leaves the first loop alone may be too high for another one
static ZoutAudioStatus
check_loudness(const ZoutAbxTest* const test, const ZoutAbxLevels* const levels, ZoutAudioError* const error)
{
	const ZoutAbxExcess excess = zout_abx_test_excess(test, levels, 0.0);
	if (excess.db <= 0.0) {
		return ZOUT_AUDIO_SUCCESS;
	}
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_BAD_INPUT,
	                       "this loop is %.1f dB above %s; begin with --loop %.2f:%.2f, which lowers the volume",
	                       excess.db,
	                       excess.over,
	                       test->loop_s[0],
	                       test->loop_s[1]);
}

/// Measures the new loop and hands its gains to the audio
static ZoutAudioStatus
match(ZoutAbxTest* const test, ZoutAbxLevels* const levels, ZoutAudioError* const error)
{
	ZoutAudioStatus status = check_stretch(&test->audio, test->audio.loop, error);
	status                 = status ? status : zout_abx_test_measure(test, levels, error);
	status                 = status ? status : zout_abx_test_check_levels(test, levels, error);
	status                 = status ? status : check_loudness(test, levels, error);
	if (!status && !zout_abx_audio_match(&test->audio, levels)) {
		status = zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "%s", ZOUT_ABX_STANDS_STILL);
	}
	return status;
}

ZoutAudioStatus
zout_abx_test_match_loop(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	ZoutAbxLevels  levels;
	const uint64_t last[2] = {test->audio.loop[0], test->audio.loop[1]};
	to_frames(&test->audio, test->loop_s, test->audio.loop);
	const ZoutAudioStatus status = match(test, &levels, error);
	if (status) {
		test->audio.loop[0] = last[0];
		test->audio.loop[1] = last[1];
	} else {
		test->levels = levels;
	}
	return status;
}
