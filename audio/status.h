// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file status.h
 * Outcome of everything that touches files and servers, with a message for the user. [setup]
 */

#ifndef ZOUT_AUDIO_STATUS_H
#define ZOUT_AUDIO_STATUS_H

#include "audio/attributes.h"
#include "dsp/zout.h"

/** Outcome, by who has to do something about it. */
typedef enum {
	ZOUT_AUDIO_SUCCESS,   ///< Done
	ZOUT_AUDIO_BAD_INPUT, ///< The caller named something that cannot be used: a file, a format, a rate
	ZOUT_AUDIO_FAILED,    ///< The system failed: disk full, memory, no server
	ZOUT_AUDIO_STOPPED,   ///< The caller wanted it to stop
} ZoutAudioStatus;

/** What went wrong, in one line without a newline and without the program's name. Valid after a failure only. */
typedef struct {
	char text[512];
} ZoutAudioError;

/** Writes a message and returns `status`, so that a failure is one statement. */
ZoutAudioStatus
zout_audio_fail(ZoutAudioError* error, ZoutAudioStatus status, const char* format, ...) ZOUT_PRINTF(3, 4);

/** What the core says of working at a sample rate, in our terms: a failure with its message, or ZOUT_AUDIO_SUCCESS. */
ZoutAudioStatus
zout_audio_status(ZoutStatus status, double rate_hz, ZoutAudioError* error);

#endif // ZOUT_AUDIO_STATUS_H
