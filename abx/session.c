// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/session.h"

#include "abx/codec.h"
#include "abx/draw.h"
#include "abx/evaluate.h"
#include "abx/session_state.h"
#include "abx/stats.h"
#include "abx/text.h"
#include "abx/wipe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

ZoutAbxSession*
zout_abx_session_new(const uint8_t master[ZOUT_ABX_HASH_BYTES])
{
	ZoutAbxSession* const session = (ZoutAbxSession*)calloc(1, sizeof(ZoutAbxSession));
	if (session) {
		memcpy(session->master, master, sizeof(session->master));
		session->answer = -1;
		zout_abx_plan_init(&session->record.plan);
	}
	return session;
}

void
zout_abx_session_free(ZoutAbxSession* const session)
{
	if (session) {
		zout_abx_wipe(session, sizeof(*session));
	}
	free(session);
}

/// Time since the start; a clock that goes back stands still instead
static uint64_t
elapsed_ms(const ZoutAbxSession* const session, const uint64_t now_ms)
{
	const ZoutAbxRecord* const record = &session->record;
	const uint64_t             last   = record->n_trials ? record->trials[record->n_trials - 1U].answered_ms : 0U;
	const uint64_t             now    = now_ms > session->started_ms ? now_ms - session->started_ms : 0U;
	return now > last ? now : last;
}

static void
begin_trial(ZoutAbxSession* const session, const uint64_t at_ms)
{
	memset(&session->trial, 0, sizeof(session->trial));
	session->trial.begun_ms               = at_ms;
	session->trial.heard[session->source] = 1;
	session->answer                       = -1;
	++session->switches;
}

static bool
levels_are_bad(const ZoutAbxContext* const context)
{
	const double limit = ZOUT_ABX_MAX_LEVEL_ERROR_DB;
	return context->match != ZOUT_ABX_MATCH_OFF &&
	       !(fabs(context->residual_db[0]) <= limit && fabs(context->residual_db[1]) <= limit);
}

ZoutAbxStatus
zout_abx_start(ZoutAbxSession* const       session,
               const ZoutAbxPlan* const    plan,
               const ZoutAbxContext* const context,
               const ZoutAbxFacts* const   extra,
               const uint64_t              now_ms)
{
	ZoutAbxRecord* const record = &session->record;
	if (zout_abx_is_running(session)) {
		return ZOUT_ABX_BUSY;
	}
	if (zout_abx_plan_fault(plan)) {
		return ZOUT_ABX_BAD_PLAN;
	}
	if (levels_are_bad(context)) {
		return ZOUT_ABX_LEVELS_DIFFER;
	}
	zout_abx_facts_init(&session->draft);
	zout_abx_context_tell(context, &session->draft);
	if (extra) {
		zout_abx_facts_append(&session->draft, extra);
	}
	if (session->draft.overflow) {
		return ZOUT_ABX_TOO_LONG;
	}

	memset(record, 0, sizeof(*record));
	zout_abx_plan_written(plan, &record->plan);
	record->state    = ZOUT_ABX_RUNNING;
	record->match    = context->match;
	record->settings = session->draft;
	zout_abx_draw_seed(session->master, session->number++, record->seed);
	zout_abx_draw_order(record->seed, plan->protocol, plan->trials, record->order);
	zout_abx_commit(record, record->commitment);

	session->started_ms = now_ms;
	session->source     = session->source < zout_abx_n_sources(plan->protocol) ? session->source : 0U;
	begin_trial(session, 0);
	return ZOUT_ABX_OK;
}

ZoutAbxStatus
zout_abx_press(ZoutAbxSession* const session, const unsigned source)
{
	const ZoutAbxProtocol protocol = session->record.plan.protocol;
	if (source >= (zout_abx_is_running(session) ? zout_abx_n_sources(protocol) : (unsigned)ZOUT_ABX_MAX_SOURCES)) {
		return ZOUT_ABX_BAD_SOURCE;
	}
	session->source = source;
	++session->switches;
	++session->trial.heard[source];
	return ZOUT_ABX_OK;
}

void
zout_abx_seek(ZoutAbxSession* const session)
{
	++session->trial.seeks;
}

ZoutAbxStatus
zout_abx_answer(ZoutAbxSession* const session, const unsigned answer)
{
	if (!zout_abx_is_running(session)) {
		return ZOUT_ABX_NOT_RUNNING;
	}
	if (answer >= zout_abx_n_answers(session->record.plan.protocol)) {
		return ZOUT_ABX_BAD_ANSWER;
	}
	session->trial.undone += session->answer >= 0 && session->answer != (int)answer ? 1U : 0U;
	session->answer = (int)answer;
	return ZOUT_ABX_OK;
}

ZoutAbxStatus
zout_abx_undo(ZoutAbxSession* const session)
{
	if (!zout_abx_is_running(session)) {
		return ZOUT_ABX_NOT_RUNNING;
	}
	if (session->answer < 0) {
		return ZOUT_ABX_NO_ANSWER;
	}
	session->answer = -1;
	++session->trial.undone;
	return ZOUT_ABX_OK;
}

static void
end(ZoutAbxSession* const session, const ZoutAbxState state, const uint64_t at_ms)
{
	session->record.state    = state;
	session->record.ended_ms = at_ms;
	session->answer          = -1;
	session->grade           = zout_abx_grade(&session->record);
	++session->switches;
}

ZoutAbxStatus
zout_abx_confirm(ZoutAbxSession* const session, const uint64_t now_ms)
{
	ZoutAbxRecord* const record = &session->record;
	if (!zout_abx_is_running(session)) {
		return ZOUT_ABX_NOT_RUNNING;
	}
	if (session->answer < 0) {
		return ZOUT_ABX_NO_ANSWER;
	}
	session->trial.answered_ms         = elapsed_ms(session, now_ms);
	session->trial.answer              = (uint32_t)session->answer;
	record->trials[record->n_trials++] = session->trial;

	// Counted after every trial, with every stop rule, so that a trial costs the same whatever was answered
	const ZoutAbxOutcome outcome = {record->n_trials, zout_abx_record_score(record, record->n_trials)};
	if (zout_abx_is_over(&record->plan, &outcome)) {
		end(session, ZOUT_ABX_FINISHED, session->trial.answered_ms);
	} else {
		begin_trial(session, session->trial.answered_ms);
	}
	return ZOUT_ABX_OK;
}

ZoutAbxStatus
zout_abx_abort(ZoutAbxSession* const session, const uint64_t now_ms)
{
	if (!zout_abx_is_running(session)) {
		return ZOUT_ABX_NOT_RUNNING;
	}
	end(session, ZOUT_ABX_ABORTED, elapsed_ms(session, now_ms));
	return ZOUT_ABX_OK;
}

void
zout_abx_finish(ZoutAbxSession* const session, const ZoutAbxClosing* const closing)
{
	ZoutAbxRecord* const record = &session->record;
	if (record->state == ZOUT_ABX_IDLE) {
		return;
	}
	record->closing       = *closing;
	record->closing.valid = 1;
	for (unsigned side = 0; side < 2; ++side) { // The verdict follows from what the record tells, to the last digit
		record->closing.residual_db[side] = zout_abx_written(closing->residual_db[side]);
	}
	if (!zout_abx_is_running(session)) {
		session->grade = zout_abx_grade(record);
	}
}
