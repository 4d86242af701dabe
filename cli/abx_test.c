// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_test.h"

#include <math.h>

bool
zout_abx_test_close(ZoutAbxTest* const test)
{
	zout_abx_session_free(test->session); // with all that is secret, of which the audio uses nothing
	test->session = NULL;
	return zout_abx_audio_close(&test->audio);
}

/// After every call into the session: what is to be heard changes when the session says so, and the chain that it is
/// goes from the session to the switch and nowhere else
static void
follow(ZoutAbxTest* const test)
{
	zout_abx_view(test->session, &test->view);
	const bool running = test->view.state == ZOUT_ABX_IDLE || test->view.state == ZOUT_ABX_RUNNING;
	if (test->view.switches != test->switches && !test->paused && running &&
	    !zout_listening_press(&test->audio.listening, zout_abx_chain(test->session))) {
		return; // zout_abx_test_pass() comes back to it
	}
	test->switches = test->view.switches;
}

ZoutAudioStatus
zout_abx_test_pass(ZoutAbxTest* const test, const double seconds, ZoutAudioError* const error)
{
	const ZoutAudioStatus status = zout_abx_audio_pass(&test->audio, 0.0, error);
	follow(test);
	return status ? status : zout_abx_audio_pass(&test->audio, seconds, error);
}

static ZoutAudioStatus
write_record(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	zout_abx_session_record(test->session, &test->record);
	return zout_abx_store_write(&test->store, &test->record, error);
}

/// The same for the last time
static ZoutAudioStatus
close_record(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	zout_abx_session_record(test->session, &test->record);
	return zout_abx_store_write_last(&test->store, &test->record, error);
}

ZoutAudioStatus
zout_abx_test_start(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	const ZoutAbxContext context = zout_abx_test_context(test);
	const uint64_t       now_ms  = zout_abx_audio_now_ms(&test->audio);
	ZoutAbxFacts         extra;
	zout_abx_facts_init(&extra);
	zout_abx_facts_number(&extra, "volume_lowered_db", test->lowered_db);
	zout_abx_facts_number(&extra, "side_left_db", test->levels.side_db[0]);
	zout_abx_facts_number(&extra, "side_right_db", test->levels.side_db[1]);
	const ZoutAbxStatus started = zout_abx_start(test->session, &test->setup->plan, &context, &extra, now_ms);
	if (started) {
		return zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "%s", zout_abx_strerror(started));
	}
	if (test->setup->track) {
		// What was louder by name may hold the cap down, which would rise during the trials. If the audio stands still,
		// it does
		(void)zout_abx_audio_match(&test->audio, &test->levels);
	}
	follow(test);
	return write_record(test, error);
}

ZoutAbxStatus
zout_abx_test_press(ZoutAbxTest* const test, const unsigned source)
{
	const ZoutAbxStatus status = zout_abx_press(test->session, source);
	if (!status) {
		test->paused = false;
		if (test->view.state == ZOUT_ABX_IDLE && !test->training_ms) {
			test->training_ms = zout_abx_audio_now_ms(&test->audio) + 1U; // which offline may be 0
		}
	}
	follow(test);
	return status;
}

ZoutAbxStatus
zout_abx_test_answer(ZoutAbxTest* const test, const unsigned answer)
{
	const ZoutAbxStatus status = zout_abx_answer(test->session, answer);
	follow(test);
	return status;
}

ZoutAbxStatus
zout_abx_test_undo(ZoutAbxTest* const test)
{
	const ZoutAbxStatus status = zout_abx_undo(test->session);
	follow(test);
	return status;
}

/// Measures as before the session, with the gains that were in force
static ZoutAudioStatus
measure_again(ZoutAbxTest* const test, ZoutAbxClosing* const closing, ZoutAudioError* const error)
{
	ZoutAbxLevels         again;
	const ZoutAudioStatus status  = zout_abx_test_measure(test, &again, error);
	const double          gain_db = test->levels.gain_db[1] - test->levels.gain_db[0];
	for (unsigned side = 0; side < 2; ++side) {
		const double other_gain_db = gain_db - (again.gain_db[1] - again.gain_db[0]);
		closing->residual_db[side] = again.residual_db[side] + other_gain_db;
		test->last_side_db[side]   = again.side_db[side] + other_gain_db;
	}
	closing->valid = !status;
	return status;
}

/// Silence, a last look at the levels, and the seal, once and for all. What may hang comes after it: the audio is
/// stopped when all answers are on the disk
static ZoutAudioStatus
finish(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	ZoutAudioError ignored;
	ZoutAbxClosing closing = {.valid = 0};
	zout_abx_audio_hush(&test->audio);
	closing.xruns         = zout_abx_audio_xruns(&test->audio); // of what was heard
	closing.lowest_cap_db = zout_listening_lowest_cap_db(&test->audio.listening);
	if (!measure_again(test, &closing, error)) {
		zout_abx_finish(test->session, &closing);
	}
	zout_abx_view(test->session, &test->view);
	const ZoutAudioStatus status  = close_record(test, error);
	const ZoutAudioStatus stopped = zout_abx_audio_stop(&test->audio, status ? &ignored : error);
	return status ? status : stopped;
}

ZoutAudioStatus
zout_abx_test_confirm(ZoutAbxTest* const test, ZoutAbxStatus* const status, ZoutAudioError* const error)
{
	*status = zout_abx_confirm(test->session, zout_abx_audio_now_ms(&test->audio));
	if (*status) {
		return ZOUT_AUDIO_SUCCESS;
	}
	zout_abx_view(test->session, &test->view);
	if (test->view.state == ZOUT_ABX_FINISHED) {
		return finish(test, error);
	}
	follow(test);
	return write_record(test, error);
}

ZoutAudioStatus
zout_abx_test_abort(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	ZoutAudioError ignored;
	if (!test->session || zout_abx_abort(test->session, zout_abx_audio_now_ms(&test->audio))) {
		return zout_abx_audio_stop(&test->audio, error);
	}
	zout_abx_view(test->session, &test->view);
	const ZoutAudioStatus status = close_record(test, error);
	const ZoutAudioStatus audio  = zout_abx_audio_stop(&test->audio, status ? &ignored : error);
	return status ? status : audio;
}

const char*
zout_abx_test_pause(ZoutAbxTest* const test, const bool paused)
{
	ZoutListening* const listening = &test->audio.listening;
	const bool           taken =
        paused ? zout_listening_mute(listening) : zout_listening_press(listening, zout_abx_chain(test->session));
	if (!taken) {
		return ZOUT_ABX_STANDS_STILL;
	}
	test->paused = paused;
	return NULL;
}

const char*
zout_abx_test_seek(ZoutAbxTest* const test, const double seconds)
{
	const double limited = fmin(fmax(seconds, test->loop_s[0]), test->loop_s[1]);
	if (!test->setup->track) {
		return "live audio has no position";
	}
	if (!zout_listening_jump(&test->audio.listening, (uint64_t)(limited * test->audio.rate_hz))) {
		return ZOUT_ABX_STANDS_STILL;
	}
	zout_abx_seek(test->session);
	return NULL;
}

double
zout_abx_test_position_s(const ZoutAbxTest* const test)
{
	return (double)zout_listening_position(&test->audio.listening) / test->audio.rate_hz;
}

ZoutAbxResult
zout_abx_test_result(const ZoutAbxTest* const test)
{
	ZoutAbxResult result;
	zout_abx_record_evaluate(&test->record, &result);
	return result;
}
