// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_line.h
 * A line of `zout abx --plain` while it is obeyed, and the commands that move about in time.
 */

#ifndef ZOUT_CLI_ABX_LINE_H
#define ZOUT_CLI_ABX_LINE_H

#include "cli/abx_test.h"

/** A line that is being obeyed. */
typedef struct {
	ZoutAbxTest*    test;
	const char*     name;     ///< As it was typed
	const char*     argument; ///< What follows, "" for nothing
	double          wait_s;   ///< As zout_abx_obey() gives it back
	ZoutAudioError* error;
} ZoutAbxLine;

/** Answers a line that cannot be obeyed with the reason; the test goes on, so it is ZOUT_AUDIO_SUCCESS. */
ZoutAudioStatus
zout_abx_refuse(const char* why);

/**
 * `pause` and `play`: stands still, or plays on; `pause` while it stands still plays on as well.
 *
 * @return ZOUT_AUDIO_SUCCESS, as of all lines below: one that cannot be obeyed is refused.
 */
ZoutAudioStatus
zout_abx_obey_pause(ZoutAbxLine* line);

/** `seek SECONDS`: jumps to a position in the track, 0 or more, within the loop. */
ZoutAudioStatus
zout_abx_obey_seek(ZoutAbxLine* line);

/** `loop START END`: sets the loop in seconds of the track, 0 <= START < END, to what of it is possible. */
ZoutAudioStatus
zout_abx_obey_loop(ZoutAbxLine* line);

/** `wait SECONDS`: asks for a wait of 0 to 3600 s by `wait_s`. */
ZoutAudioStatus
zout_abx_obey_wait(ZoutAbxLine* line);

/** `status`: tells the trial, what is heard, the answer and the position. */
ZoutAudioStatus
zout_abx_obey_status(ZoutAbxLine* line);

#endif // ZOUT_CLI_ABX_LINE_H
