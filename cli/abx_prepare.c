// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The first half of a test: folder, audio, levels. */

#include "abx/seed.h"
#include "abx/wipe.h"
#include "cli/abx_test.h"
#include "cli/progress.h"
#include "cli/signals.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { PROGRESS_STEPS = 1000, LOWERINGS = 3 };

static const double further_db = 0.05; // what a lowered volume is lowered further, against a second round
static const double margin_db  = 0.5;  // below --max-spl: noise, pauses and jumps make no two rounds of a loop the same

static bool
on_load(void* const handle, const uint64_t done, const uint64_t total)
{
	const ZoutAbxTest* const test = (const ZoutAbxTest*)handle;
	if (total) {
		zout_progress_show((ZoutProgress*)test->progress, done * PROGRESS_STEPS / total);
	}
	return !zout_signals_pending(test->signals);
}

static bool
on_measure(void* const handle, const double done)
{
	const ZoutAbxTest* const test = (const ZoutAbxTest*)handle;
	zout_progress_show((ZoutProgress*)test->progress, (uint64_t)(done * PROGRESS_STEPS));
	return !zout_signals_pending(test->signals);
}

/// SHA-256 of the track's file, as sha256sum prints it
static ZoutAudioStatus
hash_track(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	unsigned char            block[65536];
	unsigned char            digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	FILE* const              file = fopen(test->setup->track, "rb");
	crypto_hash_sha256_init(&state);
	for (size_t n = sizeof(block); file && n == sizeof(block);) {
		n = fread(block, 1, sizeof(block), file);
		crypto_hash_sha256_update(&state, block, n);
	}
	const bool failed = !file || ferror(file);
	if (file) {
		fclose(file);
	}
	crypto_hash_sha256_final(&state, digest);
	sodium_bin2hex(test->sha256, sizeof(test->sha256), digest, sizeof(digest));
	return failed ? zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "cannot read '%s'", test->setup->track)
	              : ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_abx_test_measure(ZoutAbxTest* const test, ZoutAbxLevels* const levels, ZoutAudioError* const error)
{
	const ZoutAbxAudio* const audio    = &test->audio;
	const bool                live     = !test->setup->track;
	ZoutProgress              progress = zout_progress(live || test->quiet ? 0U : PROGRESS_STEPS);
	const ZoutAbxStretch      stretch  = {
			  .rate_hz  = audio->rate_hz,
			  .settings = test->settings,
			  .match    = test->setup->match,
			  .side     = {live ? NULL : audio->track.side[0] + audio->loop[0],
                 live ? NULL : audio->track.side[1] + audio->loop[0]},
			  .frames  = audio->loop[1] - audio->loop[0],
			  .restart = test->setup->restart,
			  .func    = on_measure,
			  .handle  = test,
    };
	test->progress               = &progress;
	const ZoutAudioStatus status = zout_abx_levels_measure(&stretch, levels, error);
	zout_progress_clear(&progress);
	return status;
}

ZoutAbxExcess
zout_abx_test_excess(const ZoutAbxTest* const test, const ZoutAbxLevels* const levels, const double margin)
{
	const double        most_db = test->setup->max_spl_db;
	const ZoutAbxExcess spl     = {fmax(levels->reach_db[0], levels->reach_db[1]) - most_db + margin, "--max-spl"};
	const ZoutAbxExcess peak    = {fmax(levels->peak_dbfs[0], levels->peak_dbfs[1]), "full scale"};
	return spl.db >= peak.db ? spl : peak;
}

/// Matches the levels, and lowers the volume until the cap in the audio thread lets both chains pass
static ZoutAudioStatus
match_levels(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	const float     lowest_db = zout_param_info(ZOUT_VOLUME)->min;
	ZoutAudioStatus status    = ZOUT_AUDIO_SUCCESS;
	for (unsigned i = 0; i <= LOWERINGS; ++i) {
		status                     = zout_abx_test_measure(test, &test->levels, error);
		const ZoutAbxExcess excess = zout_abx_test_excess(test, &test->levels, margin_db);
		if (status || excess.db <= 0.0 || i == LOWERINGS) { // the last volume is measured too: clipping hangs on it
			break;
		}
		const float volume_db = test->settings[0].value[ZOUT_VOLUME] - (float)(excess.db + further_db);
		if (volume_db <= lowest_db) { // which means mute
			return zout_audio_fail(error,
			                       ZOUT_AUDIO_BAD_INPUT,
			                       "--max-spl %.1f leaves nothing to hear, expected more",
			                       test->setup->max_spl_db);
		}
		test->lowered_db += excess.db + further_db;
		test->lowered_for = test->lowered_for ? test->lowered_for : excess.over;
		for (unsigned chain = 0; chain < 2; ++chain) {
			test->settings[chain].value[ZOUT_VOLUME] = volume_db;
		}
	}
	return status; // the cap in the audio thread sees to the rest
}

/// Ends a refusal with its cure, if the sides differ because a volume control is uneven where it stands; else ""
static void
tell_cure(const ZoutAbxTest* const test, const double left_over_db[2], char* const text, const size_t size)
{
	const bool opposite = left_over_db[0] * left_over_db[1] < 0.0;
	bool       uneven[2];
	for (unsigned chain = 0; chain < 2; ++chain) {
		const float* const value = test->settings[chain].value;
		uneven[chain]            = opposite && value[ZOUT_TRACKING] > 0.0F && value[ZOUT_VOLUME] < 0.0F;
	}
	const char* const which = uneven[0] ? (uneven[1] ? "s of A and B are" : " of A is") : " of B is";
	const char* const where = uneven[0] ? (uneven[1] ? "--a and --b" : "--a") : "--b";
	if (uneven[0] || uneven[1]) {
		snprintf(text, size, "; the volume control%s uneven: add tracking=0 to %s, or --match off", which, where);
	}
}

ZoutAudioStatus
zout_abx_test_check_levels(const ZoutAbxTest* const   test,
                           const ZoutAbxLevels* const levels,
                           ZoutAudioError* const      error)
{
	const double* const left_over_db = levels->residual_db;
	if (test->setup->match == ZOUT_ABX_MATCH_OFF || (fabs(left_over_db[0]) <= ZOUT_ABX_MAX_LEVEL_ERROR_DB &&
	                                                 fabs(left_over_db[1]) <= ZOUT_ABX_MAX_LEVEL_ERROR_DB)) {
		return ZOUT_AUDIO_SUCCESS;
	}
	char cure[120] = "";
	tell_cure(test, left_over_db, cure, sizeof(cure));
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_BAD_INPUT,
	                       "levels of B and A differ by %+.3f dB left, %+.3f dB right, expected at most %.1f dB%s",
	                       left_over_db[0],
	                       left_over_db[1],
	                       ZOUT_ABX_MAX_LEVEL_ERROR_DB,
	                       cure);
}

static ZoutAudioStatus
load(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	ZoutProgress progress  = zout_progress(PROGRESS_STEPS);
	test->progress         = &progress;
	ZoutAudioStatus status = zout_abx_audio_open(test->setup, on_load, test, &test->audio, error);
	zout_progress_clear(&progress);
	if (!status && test->setup->track) {
		status = zout_abx_test_find_loop(test, error);
		status = status ? status : hash_track(test, error);
	}
	return status;
}

static ZoutAudioStatus
make_session(ZoutAbxTest* const test, ZoutAudioError* const error)
{
	uint8_t    master[ZOUT_ABX_HASH_BYTES];
	const bool drawn = zout_abx_draw_master(master);
	test->session    = drawn ? zout_abx_session_new(master) : NULL;
	zout_abx_wipe(master, sizeof(master));
	return test->session ? ZOUT_AUDIO_SUCCESS
	                     : zout_audio_fail(error,
	                                       ZOUT_AUDIO_FAILED,
	                                       "%s",
	                                       drawn ? "out of memory" : "the system has no random numbers to give");
}

ZoutAudioStatus
zout_abx_test_open(const ZoutAbxSetup* const setup,
                   const int                 signals,
                   ZoutAbxTest* const        test,
                   ZoutAudioError* const     error)
{
	memset(test, 0, sizeof(*test));
	test->setup       = setup;
	test->signals     = signals;
	test->paused      = true;
	test->settings[0] = setup->settings[0];
	test->settings[1] = setup->settings[1];
	if (setup->match != ZOUT_ABX_MATCH_OFF) {
		test->volts = zout_equal_volts(test->settings);
	}
	ZoutAudioStatus status = load(test, error);
	status                 = status ? status : match_levels(test, error);
	status                 = status ? status : zout_abx_test_check_levels(test, &test->levels, error);
	status                 = status ? status : zout_abx_store_open(setup->listener, &test->store, error);
	status                 = status ? status : make_session(test, error);
	status                 = status ? status : zout_abx_audio_start(&test->audio, test->settings, &test->levels, error);
	if (!status) {
		zout_abx_view(test->session, &test->view);
		test->switches = test->view.switches;
	}
	return status;
}
