// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_paper.h
 * Records as text, for tests. In a header, as only these tests link the protocol.
 */

#ifndef ZOUT_TESTS_ABX_PAPER_H
#define ZOUT_TESTS_ABX_PAPER_H

#include "abx/record.h"
#include "abx/session.h"
#include "abx_listener.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static const uint8_t paper_master[ZOUT_ABX_HASH_BYTES] = {4, 5, 6};

/// A record as text, and what reading it gives
typedef struct {
	char           text[ZOUT_ABX_RECORD_BYTES + 1];
	size_t         size;
	ZoutAbxRecord  record;
	ZoutAbxResult  result;
	ZoutAbxVerdict verdict;
} Paper;

static inline bool
paper_verify(Paper* const paper)
{
	paper->text[paper->size] = '\0';
	return zout_abx_record_verify(paper->text, paper->size, &paper->record, &paper->result, &paper->verdict);
}

/// Writes what there is of a session
static inline void
paper_print(const ZoutAbxSession* const session, Paper* const paper)
{
	static ZoutAbxRecord record;
	memset(paper, 0, sizeof(*paper));
	zout_abx_session_record(session, &record);
	paper->size = zout_abx_record_write(&record, paper->text, sizeof(paper->text));
	assert_true(paper->size > 0);
}

static inline ZoutAbxPlan
paper_plan(const unsigned protocol, const unsigned stop)
{
	ZoutAbxPlan plan;
	zout_abx_plan_init(&plan);
	plan.protocol = (ZoutAbxProtocol)protocol;
	plan.stop     = (ZoutAbxStop)stop;
	return plan;
}

/// A whole session of each kind, or one that ends early
static inline void
paper_write(const unsigned protocol, const unsigned stop, const unsigned n_right, const bool abort, Paper* const paper)
{
	ZoutAbxSession* const session = zout_abx_session_new(paper_master);
	const ZoutAbxPlan     plan    = paper_plan(protocol, stop);
	if (abort) {
		ZoutAbxContext context;
		zout_abx_context_init(&context);
		zout_abx_start(session, &plan, &context, NULL, 0);
		zout_abx_answer(session, 0);
		zout_abx_confirm(session, 10);
		zout_abx_abort(session, 20);
	} else {
		const ZoutAbxClosing closing = {.residual_db = {0.01, -0.01}, .xruns = 2.0, .lowest_cap_db = -0.25};
		assert_int_equal(ZOUT_ABX_OK, listener_session(session, &plan, n_right));
		zout_abx_finish(session, &closing);
	}
	paper_print(session, paper);
	zout_abx_session_free(session);
}

static inline bool
paper_names(const ZoutAbxVerdict* const verdict, const char* const field)
{
	for (unsigned i = 0; i < verdict->n_faults; ++i) {
		if (!strcmp(verdict->faults[i].field, field)) {
			return true;
		}
	}
	return false;
}

#endif // ZOUT_TESTS_ABX_PAPER_H
