// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_desk_impl.h
 * The desk from inside: what its audio and its controls share. Private to the plugin.
 */

#ifndef ZOUT_PLUGIN_ABX_DESK_IMPL_H
#define ZOUT_PLUGIN_ABX_DESK_IMPL_H

#include "abx_desk.h"

#include "abx/equal_volts.h"
#include "abx/levels.h"
#include "abx/switch.h"

enum { ZOUT_ABX_CHUNK_FRAMES = 256 };

/** Where a change of `enabled` stands. The input is heard with no matching gain, so all of it happens in silence. */
typedef enum {
	ZOUT_ABX_BYPASS_RESTS,   ///< There is none
	ZOUT_ABX_BYPASS_FADES,   ///< The lever fades out
	ZOUT_ABX_BYPASS_SETTLES, ///< The model changes over in silence
} ZoutAbxBypass;

struct ZoutAbxDeskImpl {
	ZoutModel*       model;
	ZoutLevels*      levels;
	ZoutAbxSession*  session; ///< NULL if there are no random numbers
	ZoutAbxMailbox*  mailbox;
	ZoutAbxShelf*    shelf;
	ZoutSwitch       lever;
	ZoutSettings     settings[2]; ///< In force
	ZoutSettings     asked[2];    ///< Of the ports, as far as gains hang on them, when gains were found
	ZoutAbxMatch     asked_match; ///< Likewise
	float            gain_db[2];  ///< Of A and B: those of the ports, with equal volts if levels are matched
	ZoutEqualVolts   volts;       ///< What was done for that
	float            enabled;     ///< As wanted; that in force is among the settings
	ZoutAbxBypass    bypass;
	uint32_t         settle_left;  ///< Frames until the model has changed over
	float            start_volume; ///< Of the session, dB
	ZoutAbxDeskState wanted;       ///< MEASURING, or why a start was refused; IDLE if there is nothing to say
	bool             cleared;      ///< The session that ended is not shown any more
	bool             fresh;        ///< No block since activate(): nothing to duck from
	uint32_t         switches;     ///< Of the session, as far as the lever followed
	unsigned         source;       ///< What the listener chose to hear
	unsigned         trials;       ///< As asked for
	ZoutAbxMatch     match;        ///< As asked for; during a session that of the session
	ZoutLevelsMatch  matched;      ///< Of the session
	double           tone_db[2];   ///< B over A at 1 kHz at its start, left and right, without gains
	double           drift_db[2];  ///< B over A, left and right, the largest that was found since; NAN if none was
	double           error_db;     ///< Of the session: at its start, then the largest since
	int              held_answer;  ///< The last one, until levels are known; -1 if there is none
	uint32_t         block_frames; ///< Of the last block
	double           rate_hz;
	uint64_t         frames; ///< Since the desk was made
	uint64_t         training_frames;
	uint64_t         anchor_s; ///< UTC at anchor_frames
	uint64_t         anchor_frames;
	unsigned         earlier; ///< Sessions before this instance
	unsigned         earlier_unfinished;
	float            chains[4][ZOUT_ABX_CHUNK_FRAMES];
};

/** Whether a session runs. [audio] */
ZOUT_REALTIME
bool
zout_abx_desk_is_running(const ZoutAbxDesk* desk);

/** Starts a session if it may, else leaves the reason in `wanted`. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_try_start(ZoutAbxDesk* desk);

/** Lets a running session take an answer or its end. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_work(ZoutAbxDesk* desk, const ZoutAbxInputs* inputs);

/** Compares the levels with those of the start, once 1 kHz was measured anew while a session runs. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_note_drift(ZoutAbxDesk* desk);

/** Takes the last answer, if it was held back and levels are known now. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_take_held(ZoutAbxDesk* desk);

/** The listener chose 0 = A, 1 = B, 2 = X. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_press(ZoutAbxDesk* desk, unsigned source);

/** Ducks, with the gains that hold now; then what the session wants is heard. Does not look at the choice. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_duck(ZoutAbxDesk* desk);

/** Ducks if the session says so. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_follow(ZoutAbxDesk* desk);

/** What the port says: of a session, or of one that would start now. [audio] */
ZOUT_REALTIME
float
zout_abx_desk_level_error_db(const ZoutAbxDesk* desk);

/** Whether A and B are heard, and not the input, and not silence on the way from one to the other. [audio] */
ZOUT_REALTIME
bool
zout_abx_desk_is_heard(const ZoutAbxDesk* desk);

/** Frames until zout_abx_desk_bypass_pass() has something to do; UINT32_MAX if it has not. [audio] */
ZOUT_REALTIME
uint32_t
zout_abx_desk_bypass_frames(const ZoutAbxDesk* desk);

/** Goes on with a change of `enabled` after so many frames. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_bypass_pass(ZoutAbxDesk* desk, uint32_t frames);

#endif // ZOUT_PLUGIN_ABX_DESK_IMPL_H
