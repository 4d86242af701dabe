// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/session.h"
#include "abx/session_state.h"
#include "abx/text.h"

#include <string.h>

const char*
zout_abx_strerror(const ZoutAbxStatus status)
{
	switch (status) {
	case ZOUT_ABX_OK:
		return "Done";
	case ZOUT_ABX_BAD_PLAN:
		return "The plan cannot be used";
	case ZOUT_ABX_BUSY:
		return "A session runs already";
	case ZOUT_ABX_NOT_RUNNING:
		return "No session runs";
	case ZOUT_ABX_BAD_SOURCE:
		return "There is no such source to hear";
	case ZOUT_ABX_BAD_ANSWER:
		return "There is no such answer";
	case ZOUT_ABX_NO_ANSWER:
		return "No answer has been given in this trial";
	case ZOUT_ABX_TOO_LONG:
		return "The settings do not fit into a record";
	case ZOUT_ABX_LEVELS_DIFFER:
		return "The levels of A and B differ by more than 0.1 dB";
	}
	return "Unknown status";
}

unsigned
zout_abx_chain(const ZoutAbxSession* const session)
{
	const ZoutAbxRecord* const record = &session->record;
	if (!zout_abx_is_running(session)) {
		return session->source == ZOUT_ABX_B ? 1U : 0U;
	}
	return (unsigned)record->order[record->n_trials] >> session->source & 1U;
}

void
zout_abx_view(const ZoutAbxSession* const session, ZoutAbxView* const view)
{
	const ZoutAbxRecord* const record = &session->record;
	const bool                 ended  = record->state == ZOUT_ABX_FINISHED || record->state == ZOUT_ABX_ABORTED;
	memset(view, 0, sizeof(*view));
	view->state    = record->state;
	view->plan     = record->plan;
	view->trial    = zout_abx_is_running(session) ? record->n_trials + 1U : 0U;
	view->answered = record->n_trials;
	view->source   = session->source;
	view->answer   = session->answer;
	view->switches = session->switches;
	view->score    = ended ? (int)session->grade.outcome.score : -1;
	view->p_value  = ended ? session->grade.p_value : 1.0;
	view->shown    = ended && session->grade.shown;
	if (record->state != ZOUT_ABX_IDLE) {
		ZoutAbxText text = zout_abx_text(view->commitment, sizeof(view->commitment));
		zout_abx_put_hex(&text, record->commitment, sizeof(record->commitment));
	}
}

void
zout_abx_session_record(const ZoutAbxSession* const session, ZoutAbxRecord* const record)
{
	*record = session->record;
	if (zout_abx_is_running(session)) {
		memset(record->seed, 0, sizeof(record->seed));
		memset(record->order, 0, sizeof(record->order));
	}
}
