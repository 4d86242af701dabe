// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_desk.h
 * The listener's desk: two chains on one input, the switch between them, and the session that works it.
 *
 * While a session runs, the settings that it began with stay in force whatever the ports say; they count again when it
 * is over. Two ports go on acting, because a listener must be able to trust them: `enabled`, and `volume` as far as it
 * is not above the volume at the start. While bypassed, nothing can be answered.
 *
 * Words for threads as in lv2.h.
 */

#ifndef ZOUT_PLUGIN_ABX_DESK_H
#define ZOUT_PLUGIN_ABX_DESK_H

#include "abx_inputs.h"
#include "abx_shelf.h"

#include "abx/mailbox.h"
#include "dsp/zout.h"

#include <stdint.h>

/** Values of the port `state`; the first four are those of ZoutAbxState. */
typedef enum {
	ZOUT_ABX_DESK_IDLE,
	ZOUT_ABX_DESK_RUNNING,
	ZOUT_ABX_DESK_FINISHED,
	ZOUT_ABX_DESK_ABORTED,
	ZOUT_ABX_DESK_MEASURING, ///< Starts as soon as levels are known
	ZOUT_ABX_DESK_LEVELS,    ///< Refused: levels differ, or there was nothing to measure
	ZOUT_ABX_DESK_CANNOT,    ///< Refused: bypassed, no room for another record, or no random numbers
} ZoutAbxDeskState;

/** Opaque. */
typedef struct ZoutAbxDeskImpl ZoutAbxDesk;

/** Allocates a desk; the caller frees it with zout_abx_desk_free(). As zout_model_new(). [instantiation] */
ZoutStatus
zout_abx_desk_new(double rate_hz, ZoutAbxDesk** desk);

/** Safe on NULL. [instantiation] */
void
zout_abx_desk_free(ZoutAbxDesk* desk);

/**
 * Forgets all audio, not the session. What was measured goes too unless a session runs, which keeps its levels, a held
 * answer and the tone as far as it is. [instantiation]
 */
void
zout_abx_desk_activate(ZoutAbxDesk* desk);

/** Tells how many sessions there were before this instance, and how many of them were not finished. [instantiation] */
void
zout_abx_desk_set_history(ZoutAbxDesk* desk, unsigned sessions, unsigned unfinished);

/** Takes what the ports ask for. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_control(ZoutAbxDesk* desk, const ZoutAbxInputs* inputs, uint32_t block_frames);

/** Processes audio; outputs may be inputs in any pairing. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_process(ZoutAbxDesk* desk, const float* const in[2], float* const out[2], uint32_t frames);

/** Fills the values of the result ports. [audio] */
ZOUT_REALTIME
void
zout_abx_desk_results(const ZoutAbxDesk* desk, float results[ZOUT_ABX_N_RESULTS]);

/** The same delay as that of zout_model_latency_frames(). [audio] */
ZOUT_REALTIME
unsigned
zout_abx_desk_latency_frames(const ZoutAbxDesk* desk);

/** Records of the sessions that ended. Any thread. */
const ZoutAbxShelf*
zout_abx_desk_shelf(const ZoutAbxDesk* desk);

/** The record of the last session, without what is secret. Any thread but that of the audio. */
ZoutAbxMailbox*
zout_abx_desk_mailbox(const ZoutAbxDesk* desk);

#endif // ZOUT_PLUGIN_ABX_DESK_H
