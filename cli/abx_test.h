// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_test.h
 * A blind test from the first preparation to the verdict, for whatever asks the listener: a screen or lines of text.
 *
 * Prepared, the chains can be listened to by name (training); then the session starts. The record is written when it
 * starts, after each trial and at the end. All functions are for one thread.
 */

#ifndef ZOUT_CLI_ABX_TEST_H
#define ZOUT_CLI_ABX_TEST_H

#include "abx/equal_volts.h"
#include "abx/session.h"
#include "abx/words.h"
#include "audio/status.h"
#include "cli/abx_audio.h"
#include "cli/abx_levels.h"
#include "cli/abx_setup.h"
#include "cli/abx_store.h"

#include <stdbool.h>
#include <stdint.h>

/** Why a command was not taken. */
#define ZOUT_ABX_STANDS_STILL "the audio stands still and takes no more, try again"

/** A test. `view`, `levels`, `store` and what says so may be read; all else is private. */
typedef struct {
	const ZoutAbxSetup* setup;
	ZoutAbxView         view;            ///< After the last call
	ZoutAbxLevels       levels;          ///< Before the session
	double              last_side_db[2]; ///< As `levels.side_db`, measured after the last trial. May be read
	double              lowered_db;      ///< What --max-spl or full scale took off the volume, 0 or more. May be read
	const char*         lowered_for;     ///< Which of them, as in ZoutAbxExcess; NULL for nothing. May be read
	ZoutAbxStore        store;
	ZoutAbxRecord       record; ///< As it was written last. May be read
	ZoutAbxAudio        audio;
	bool                paused;      ///< Nothing is heard. May be read
	double              loop_s[2];   ///< As it is now. May be read; both 0 with live audio
	ZoutSettings        settings[2]; ///< In force: with the volume that --max-spl allows, and equal volts if matched
	ZoutEqualVolts      volts;       ///< What was done for that
	ZoutAbxSession*     session;
	int                 signals;
	bool                quiet;       ///< No bar of progress: somebody else draws
	uint64_t            training_ms; ///< When training began, plus 1; 0 if there was none
	uint32_t            switches;    ///< As of the last press
	char                sha256[65];
	void*               progress;
} ZoutAbxTest;

/**
 * Prepares everything: folder, audio, levels.
 *
 * @param signals From zout_signals_open(): a signal interrupts.
 * @param test Receives the test, which must not move and which the caller closes with zout_abx_test_close(), also
 *   after a failure.
 */
ZoutAudioStatus
zout_abx_test_open(const ZoutAbxSetup* setup, int signals, ZoutAbxTest* test, ZoutAudioError* error);

/** Finds the stretch that is listened to, as it was set up, and whether it can be. */
ZoutAudioStatus
zout_abx_test_find_loop(ZoutAbxTest* test, ZoutAudioError* error);

/** Refuses matched levels that differ by more than a little. */
ZoutAudioStatus
zout_abx_test_check_levels(const ZoutAbxTest* test, const ZoutAbxLevels* levels, ZoutAudioError* error);

/** What is too much for the cap. */
typedef struct {
	double      db;   ///< By this much; 0 or less if nothing is
	const char* over; ///< What is exceeded most: "--max-spl" or "full scale". Static
} ZoutAbxExcess;

/**
 * Finds what the volume must be lowered by for the cap to let the loop pass, with these levels.
 *
 * @param margin What is kept below --max-spl, dB.
 */
ZoutAbxExcess
zout_abx_test_excess(const ZoutAbxTest* test, const ZoutAbxLevels* levels, double margin);

/** Measures the levels of the stretch that is listened to, with the settings in force. */
ZoutAudioStatus
zout_abx_test_measure(ZoutAbxTest* test, ZoutAbxLevels* levels, ZoutAudioError* error);

/** What the record has to tell of the circumstances. Its texts belong to the test. */
ZoutAbxContext
zout_abx_test_context(const ZoutAbxTest* test);

/**
 * Stops at once what still runs, and frees. A session that runs stays unfinished: abort it before.
 *
 * @return False if server or device hang: then threads still use the test, which must stay to the end of the process.
 */
bool
zout_abx_test_close(ZoutAbxTest* test);

/**
 * Lets time pass, as zout_abx_audio_pass(), or none; to be called now and then. What was pressed while the audio took
 * no more commands is heard from here on, the last of it.
 */
ZoutAudioStatus
zout_abx_test_pass(ZoutAbxTest* test, double seconds, ZoutAudioError* error);

/** Draws, commits and begins trial 1. ZOUT_AUDIO_BAD_INPUT if it may not start, as when levels differ. */
ZoutAudioStatus
zout_abx_test_start(ZoutAbxTest* test, ZoutAudioError* error);

/** Lets a source be heard: 0, 1 or 2 as named by zout_abx_source_name(). Also plays on. */
ZoutAbxStatus
zout_abx_test_press(ZoutAbxTest* test, unsigned source);

/** Gives or changes the answer. */
ZoutAbxStatus
zout_abx_test_answer(ZoutAbxTest* test, unsigned answer);

/** Takes the answer back. */
ZoutAbxStatus
zout_abx_test_undo(ZoutAbxTest* test);

/**
 * Makes the answer final; after the last one stops the audio, measures the levels again and closes the record.
 *
 * @param status Receives what the session says to it.
 * @return ZOUT_AUDIO_SUCCESS, or a failure to write the record or the audio.
 */
ZoutAudioStatus
zout_abx_test_confirm(ZoutAbxTest* test, ZoutAbxStatus* status, ZoutAudioError* error);

/**
 * Stops the audio, and ends a session that runs before its time: its record is closed.
 *
 * @return ZOUT_AUDIO_SUCCESS, or a failure to write the record or the audio.
 */
ZoutAudioStatus
zout_abx_test_abort(ZoutAbxTest* test, ZoutAudioError* error);

/** Pauses, or plays on. NULL, or why not. Static. */
const char*
zout_abx_test_pause(ZoutAbxTest* test, bool paused);

/** Jumps within the loop. NULL, or why not. Static. */
const char*
zout_abx_test_seek(ZoutAbxTest* test, double seconds);

/**
 * Sets the loop, to what of it is possible.
 *
 * @return NULL, or why not: the audio is live or takes nothing, or a session runs. Static.
 */
const char*
zout_abx_test_loop(ZoutAbxTest* test, double start_s, double end_s);

/** True if the loop is not the one on which levels were matched: zout_abx_test_match_loop() is due before the start. */
bool
zout_abx_test_loop_is_new(const ZoutAbxTest* test);

/**
 * Matches the levels on the loop as it is now; takes a moment.
 *
 * @return As zout_abx_test_open(); after a failure the levels of the last loop are in force, and another may be set.
 */
ZoutAudioStatus
zout_abx_test_match_loop(ZoutAbxTest* test, ZoutAudioError* error);

/** Position in the track; 0 with live audio. */
double
zout_abx_test_position_s(const ZoutAbxTest* test);

/** The evaluation of a session that has ended. */
ZoutAbxResult
zout_abx_test_result(const ZoutAbxTest* test);

/** The warning that nothing will be heard. */
extern const char zout_abx_unheard[];

/** A warning that the listener should read before the test, from index 0; NULL past the last one. Static. */
const char*
zout_abx_test_warning(const ZoutAbxTest* test, unsigned index);

/** What was found on the way, in one line: levels and cap. */
ZoutAbxWords
zout_abx_test_level_words(const ZoutAbxTest* test);

#endif // ZOUT_CLI_ABX_TEST_H
