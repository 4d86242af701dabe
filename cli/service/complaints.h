// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file complaints.h
 * Everything that is wrong with a file, not the first thing alone.
 */

#ifndef ZOUT_CLI_SERVICE_COMPLAINTS_H
#define ZOUT_CLI_SERVICE_COMPLAINTS_H

#include "audio/attributes.h"
#include "audio/status.h"

#include <stdbool.h>

enum { ZOUT_MAX_COMPLAINTS = 100 }; ///< What is more is counted only

/** Zeroed at first. */
typedef struct {
	char*    text[ZOUT_MAX_COMPLAINTS];
	unsigned n;       ///< May be greater than ZOUT_MAX_COMPLAINTS
	bool     outside; ///< The last one is not about what was typed; none follow
} ZoutComplaints;

/** Adds one line: "FILE:LINE: KEY: what is wrong"; `line` 0 and `key` NULL are left out. */
void
zout_complaints_add(ZoutComplaints* complaints,
                    const char*     file,
                    unsigned        line,
                    const char*     key,
                    const char*     format,
                    ...) ZOUT_PRINTF(5, 6);

/** Adds what went wrong for a reason outside the file. */
void
zout_complaints_fail(ZoutComplaints* complaints, const char* file, const char* reason);

/** Prints all lines on stderr. */
void
zout_complaints_print(const ZoutComplaints* complaints);

/**
 * The first line, or the one for a reason outside the file, and how many more there are, as one message.
 *
 * @return ZOUT_AUDIO_SUCCESS without complaints; ZOUT_AUDIO_FAILED for a reason outside the file; else
 *         ZOUT_AUDIO_BAD_INPUT.
 */
ZoutAudioStatus
zout_complaints_sum(const ZoutComplaints* complaints, ZoutAudioError* error);

/** Frees and empties. */
void
zout_complaints_clear(ZoutComplaints* complaints);

#endif // ZOUT_CLI_SERVICE_COMPLAINTS_H
