// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file session.h
 * A blind session, from the commitment before the first trial to the reveal after the last one.
 *
 * Thread words: [setup] may allocate; [audio] bounded, without allocation, lock or system call; all [audio] functions
 * of one session belong to one thread at a time (the audio thread of a plugin, or the only thread of a program).
 * Others see it through abx/mailbox.h.
 *
 * How X stays hidden: what is drawn leaves the session in one place only while it runs, zout_abx_chain(), which nothing
 * but the switch in the audio path may call. View and record of a running session do not contain it.
 *
 *     start -> RUNNING: press* (answer (undo | answer)* confirm) ... last confirm -> FINISHED
 *                       abort -> ABORTED
 *
 * Every session has a seed of its own, HMAC-SHA-256 of (master seed, number of the session). The order comes from the
 * seed alone, the commitment from seed, order, plan and settings (docs/record.md): pure computation. Where the time is
 * wanted it is in milliseconds of any clock that never goes back, as frames over rate.
 */

#ifndef ZOUT_ABX_SESSION_H
#define ZOUT_ABX_SESSION_H

#include "abx/context.h"
#include "abx/plan.h"
#include "abx/record.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
	ZOUT_ABX_OK,
	ZOUT_ABX_BAD_PLAN,      ///< zout_abx_plan_fault() says why
	ZOUT_ABX_BUSY,          ///< A session runs already
	ZOUT_ABX_NOT_RUNNING,   ///< No session runs
	ZOUT_ABX_BAD_SOURCE,    ///< The protocol has no such source
	ZOUT_ABX_BAD_ANSWER,    ///< The protocol has no such answer
	ZOUT_ABX_NO_ANSWER,     ///< There is no answer to confirm or to undo
	ZOUT_ABX_TOO_LONG,      ///< Settings do not fit into a record
	ZOUT_ABX_LEVELS_DIFFER, ///< Levels are matched, but differ by more than ZOUT_ABX_MAX_LEVEL_ERROR_DB or by an
	                        ///< unknown amount
} ZoutAbxStatus;

/** One sentence for a status. Static. */
const char*
zout_abx_strerror(ZoutAbxStatus status);

/** An instrument for any number of sessions, one after another. Opaque. */
typedef struct ZoutAbxSessionImpl ZoutAbxSession;

/**
 * Allocates an instrument. [setup]
 *
 * @param master Secret random bytes, from zout_abx_draw_master() but in tests. Copied.
 * @return NULL if out of memory. The caller frees it with zout_abx_session_free().
 */
ZoutAbxSession*
zout_abx_session_new(const uint8_t master[ZOUT_ABX_HASH_BYTES]);

/** Wipes and frees an instrument. Safe on NULL. [setup] */
void
zout_abx_session_free(ZoutAbxSession* session);

/**
 * Draws the order, commits to it and begins trial 1. [audio] Some 100 microseconds.
 *
 * From here the commitment is in view and record: publish it before the first answer. The record of an earlier session
 * of this instrument is gone.
 *
 * @param extra Facts beyond the context, told after it; or NULL.
 * @return ZOUT_ABX_OK, BUSY, BAD_PLAN, LEVELS_DIFFER or TOO_LONG; after a failure nothing has changed.
 */
ZOUT_REALTIME
ZoutAbxStatus
zout_abx_start(ZoutAbxSession*       session,
               const ZoutAbxPlan*    plan,
               const ZoutAbxContext* context,
               const ZoutAbxFacts*   extra,
               uint64_t              now_ms);

/**
 * The listener chooses what to hear; the same source again is a switch too. [audio]
 *
 * Also while no session runs: then A and B (1 and 2) are the chains by name, and the third source is A.
 *
 * @return ZOUT_ABX_OK or BAD_SOURCE.
 */
ZOUT_REALTIME
ZoutAbxStatus
zout_abx_press(ZoutAbxSession* session, unsigned source);

/** The listener moved within the programme; counted. Ignored while no session runs. [audio] */
ZOUT_REALTIME
void
zout_abx_seek(ZoutAbxSession* session);

/** Gives, or changes, the answer of this trial. Not final before zout_abx_confirm(). [audio] OK, NOT_RUNNING,
 * BAD_ANSWER */
ZOUT_REALTIME
ZoutAbxStatus
zout_abx_answer(ZoutAbxSession* session, unsigned answer);

/** Takes the answer of this trial back; counted. [audio] OK, NOT_RUNNING, NO_ANSWER */
ZOUT_REALTIME
ZoutAbxStatus
zout_abx_undo(ZoutAbxSession* session);

/**
 * Makes the answer final and begins the next trial, or finishes the session after the last one. [audio]
 *
 * What is heard stays chosen: X is then the X of the next trial.
 *
 * @return ZOUT_ABX_OK, NOT_RUNNING or NO_ANSWER.
 */
ZOUT_REALTIME
ZoutAbxStatus
zout_abx_confirm(ZoutAbxSession* session, uint64_t now_ms);

/** Ends a session before its time. It is closed for good, its record says so, its verdict is "not shown". [audio] */
ZOUT_REALTIME
ZoutAbxStatus
zout_abx_abort(ZoutAbxSession* session, uint64_t now_ms);

/**
 * Tells what was measured after the last trial (or before it). [audio]
 *
 * Levels that have drifted apart by more than ZOUT_ABX_MAX_LEVEL_ERROR_DB make the verdict "not shown", unless matching
 * is off. Ignored when there was no session.
 */
ZOUT_REALTIME
void
zout_abx_finish(ZoutAbxSession* session, const ZoutAbxClosing* closing);

/**
 * SECRET while a session runs: the chain to be heard now, 0 = A, 1 = B. [audio]
 *
 * For the switch alone. Nothing that a listener, a host, a log or a meter can see may depend on it.
 */
ZOUT_REALTIME
unsigned
zout_abx_chain(const ZoutAbxSession* session);

/** What everybody may see at any time. */
typedef struct {
	ZoutAbxState state;
	ZoutAbxPlan  plan;     ///< Of this session, or of the last one
	unsigned     trial;    ///< 1 to plan.trials while a session runs, else 0
	unsigned     answered; ///< Confirmed answers
	unsigned     source;   ///< What the listener chose to hear
	int          answer;   ///< Given in this trial and not confirmed; -1 if none
	uint32_t     switches; ///< Grows at every press, trial, start and end. The switch ducks whenever it has changed,
	                       ///< whatever the chain is then; never because the chain has changed.
	int    score;          ///< -1 unless finished or aborted
	double p_value;        ///< 1 unless finished or aborted
	bool   shown;          ///< False unless finished
	char   commitment[2 * ZOUT_ABX_HASH_BYTES + 1]; ///< Hexadecimal; "" before the first session
} ZoutAbxView;

/** Fills a view. [audio] */
ZOUT_REALTIME
void
zout_abx_view(const ZoutAbxSession* session, ZoutAbxView* view);

/**
 * Copies the record as it may be seen now: seed and order are zero while a session runs. [audio] Some 30 kB.
 *
 * With state ZOUT_ABX_IDLE there is nothing to write.
 */
ZOUT_REALTIME
void
zout_abx_session_record(const ZoutAbxSession* session, ZoutAbxRecord* record);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_SESSION_H
