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

/** Answers a line that cannot be obeyed; the test goes on. */
ZoutAudioStatus
zout_abx_refuse(const char* why);

ZoutAudioStatus
zout_abx_obey_pause(ZoutAbxLine* line);

ZoutAudioStatus
zout_abx_obey_seek(ZoutAbxLine* line);

ZoutAudioStatus
zout_abx_obey_loop(ZoutAbxLine* line);

ZoutAudioStatus
zout_abx_obey_wait(ZoutAbxLine* line);

ZoutAudioStatus
zout_abx_obey_status(ZoutAbxLine* line);

#endif // ZOUT_CLI_ABX_LINE_H
