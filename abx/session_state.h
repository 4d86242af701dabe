// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file session_state.h
 * What a session consists of. Secret while it runs: nothing outside of abx/ includes this.
 */

#ifndef ZOUT_ABX_SESSION_STATE_H
#define ZOUT_ABX_SESSION_STATE_H

#include "abx/evaluate.h"
#include "abx/session.h"

#include <stdbool.h>

struct ZoutAbxSessionImpl {
	uint8_t       master[ZOUT_ABX_HASH_BYTES]; ///< Secret
	uint64_t      number;                      ///< Of the session
	ZoutAbxRecord record;                      ///< Seed and order included: secret while it runs
	ZoutAbxFacts  draft;                       ///< Settings of the next session, until it is sure to start
	ZoutAbxTrial  trial;                       ///< In work
	int           answer;                      ///< Given in this trial, -1 if none
	unsigned      source;
	uint32_t      switches;
	uint64_t      started_ms;
	ZoutAbxGrade  grade; ///< Of an ended session
};

/** True between start and end. */
static inline bool
zout_abx_is_running(const ZoutAbxSession* const session)
{
	return session->record.state == ZOUT_ABX_RUNNING;
}

#endif // ZOUT_ABX_SESSION_STATE_H
