// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a session allows, and how it ends. */

#include "abx/session.h"
#include "abx_listener.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after the headers that it needs

static const uint8_t masters[2][ZOUT_ABX_HASH_BYTES] = {{1, 2, 3}, {200, 100, 50}};

static ZoutAbxPlan
default_plan(const ZoutAbxProtocol protocol, const ZoutAbxStop stop)
{
	ZoutAbxPlan plan;
	zout_abx_plan_init(&plan);
	plan.protocol = protocol;
	plan.stop     = stop;
	return plan;
}

static void
test_session_goes_from_trial_to_trial(void** const state)
{
	(void)state;
	ZoutAbxSession* const session = zout_abx_session_new(masters[0]);
	ZoutAbxPlan           plan    = default_plan(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED);
	ZoutAbxContext        context;
	ZoutAbxView           view;
	zout_abx_context_init(&context);
	zout_abx_view(session, &view);
	assert_int_equal(ZOUT_ABX_IDLE, view.state);
	assert_string_equal("", view.commitment);
	assert_int_equal(ZOUT_ABX_NOT_RUNNING, zout_abx_answer(session, 0));
	assert_int_equal(ZOUT_ABX_NOT_RUNNING, zout_abx_confirm(session, 0));
	assert_int_equal(ZOUT_ABX_NOT_RUNNING, zout_abx_undo(session));
	assert_int_equal(ZOUT_ABX_NOT_RUNNING, zout_abx_abort(session, 0));

	plan.trials = 5;
	assert_int_equal(ZOUT_ABX_OK, zout_abx_start(session, &plan, &context, NULL, 5000));
	assert_int_equal(ZOUT_ABX_BUSY, zout_abx_start(session, &plan, &context, NULL, 5000));
	for (unsigned trial = 1; trial <= 5; ++trial) {
		zout_abx_view(session, &view);
		assert_int_equal(ZOUT_ABX_RUNNING, view.state);
		assert_int_equal(trial, view.trial);
		assert_int_equal(-1, view.score);
		assert_true(view.p_value == 1.0);
		assert_int_equal(ZOUT_ABX_NO_ANSWER, zout_abx_confirm(session, 6000));
		assert_int_equal(ZOUT_ABX_NO_ANSWER, zout_abx_undo(session));
		assert_int_equal(ZOUT_ABX_BAD_ANSWER, zout_abx_answer(session, 2));
		assert_int_equal(ZOUT_ABX_BAD_SOURCE, zout_abx_press(session, 3));
		assert_int_equal(ZOUT_ABX_OK, zout_abx_answer(session, 0));
		assert_int_equal(ZOUT_ABX_OK, zout_abx_undo(session));
		assert_int_equal(ZOUT_ABX_OK, zout_abx_answer(session, 0));
		assert_int_equal(ZOUT_ABX_OK, zout_abx_answer(session, 1)); // changed
		zout_abx_seek(session);
		zout_abx_press(session, ZOUT_ABX_X);
		assert_int_equal(ZOUT_ABX_OK, zout_abx_confirm(session, 5000 + 1000 * trial));
	}
	zout_abx_view(session, &view);
	assert_int_equal(ZOUT_ABX_FINISHED, view.state);
	assert_int_equal(0, view.trial);
	assert_int_equal(5, view.answered);
	assert_int_equal(ZOUT_ABX_NOT_RUNNING, zout_abx_confirm(session, 9999));

	static ZoutAbxRecord record;
	zout_abx_session_record(session, &record);
	assert_int_equal(5, record.n_trials);
	assert_int_equal(5000, record.ended_ms);
	for (unsigned i = 0; i < 5; ++i) {
		assert_int_equal(1000 * i, record.trials[i].begun_ms);
		assert_int_equal(1000 * (i + 1), record.trials[i].answered_ms);
		assert_int_equal(2, record.trials[i].undone);
		assert_int_equal(1, record.trials[i].seeks);
		assert_int_equal(i ? 2 : 1, record.trials[i].heard[ZOUT_ABX_X]); // stays chosen
		assert_int_equal(1, record.trials[i].answer);
	}
	assert_int_equal(view.score, zout_abx_record_score(&record, 5));
	zout_abx_session_free(session);
	zout_abx_session_free(NULL);
}

static void
test_bad_starts_change_nothing(void** const state)
{
	(void)state;
	static ZoutAbxFacts   extra;
	static ZoutAbxRecord  before;
	static ZoutAbxRecord  after;
	ZoutAbxSession* const session = zout_abx_session_new(masters[0]);
	ZoutAbxPlan           plan    = default_plan(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED);
	assert_int_equal(ZOUT_ABX_OK, listener_session(session, &plan, 16));
	zout_abx_session_record(session, &before);

	ZoutSettings   a;
	ZoutSettings   b;
	ZoutAbxContext context = listener_context(&a, &b);
	for (unsigned i = 0; i < 4; ++i) {
		static const double bad[] = {0.11, -0.2, (double)NAN, (double)INFINITY};
		context.residual_db[1]    = bad[i];
		assert_int_equal(ZOUT_ABX_LEVELS_DIFFER, zout_abx_start(session, &plan, &context, NULL, 0));
	}
	context.residual_db[1] = 0.1;
	zout_abx_facts_init(&extra);
	while (!extra.overflow) {
		zout_abx_facts_text(&extra, "some.name", "and a text of some length");
	}
	assert_int_equal(ZOUT_ABX_TOO_LONG, zout_abx_start(session, &plan, &context, &extra, 0));

	const ZoutAbxPlan good = plan;
	plan.trials            = 4;
	assert_int_equal(ZOUT_ABX_BAD_PLAN, zout_abx_start(session, &plan, &context, NULL, 0));
	plan.trials = 201;
	assert_int_equal(ZOUT_ABX_BAD_PLAN, zout_abx_start(session, &plan, &context, NULL, 0));
	plan       = good;
	plan.alpha = (double)NAN;
	assert_int_equal(ZOUT_ABX_BAD_PLAN, zout_abx_start(session, &plan, &context, NULL, 0));
	plan = default_plan(ZOUT_ABX_PROTOCOL_PREFERENCE, ZOUT_ABX_STOP_SPRT);
	assert_int_equal(ZOUT_ABX_BAD_PLAN, zout_abx_start(session, &plan, &context, NULL, 0));

	zout_abx_session_record(session, &after);
	assert_memory_equal(&before, &after, sizeof(before));

	context.match          = ZOUT_ABX_MATCH_OFF; // then the level is part of what is compared
	context.residual_db[0] = 3.0;
	assert_int_equal(ZOUT_ABX_OK, zout_abx_start(session, &good, &context, NULL, 0));
	zout_abx_session_free(session);
}

static void
test_abort_closes_for_good(void** const state)
{
	(void)state;
	static ZoutAbxRecord  record;
	ZoutAbxResult         result;
	ZoutAbxView           view;
	ZoutAbxContext        context;
	ZoutAbxSession* const session = zout_abx_session_new(masters[0]);
	const ZoutAbxPlan     plan    = default_plan(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED);
	zout_abx_context_init(&context);
	zout_abx_start(session, &plan, &context, NULL, 0);
	for (unsigned i = 0; i < 10; ++i) { // a score that would pass if ten had been planned
		zout_abx_answer(session, listener_truth(session, plan.protocol));
		zout_abx_confirm(session, 100);
	}
	assert_int_equal(ZOUT_ABX_OK, zout_abx_abort(session, 200));
	assert_int_equal(ZOUT_ABX_NOT_RUNNING, zout_abx_answer(session, 0));
	zout_abx_view(session, &view);
	assert_int_equal(ZOUT_ABX_ABORTED, view.state);
	assert_false(view.shown);
	assert_int_equal(10, view.score);
	zout_abx_session_record(session, &record);
	zout_abx_record_evaluate(&record, &result);
	assert_false(result.shown);
	assert_int_equal(ZOUT_ABX_BY_ABORT, result.reason);
	assert_int_equal(200, record.ended_ms);
	zout_abx_session_free(session);
}

static void
test_drifted_levels_show_nothing(void** const state)
{
	(void)state;
	ZoutAbxView           view;
	ZoutAbxClosing        closing = {.residual_db = {0.02, -0.03}};
	ZoutAbxSession* const session = zout_abx_session_new(masters[0]);
	const ZoutAbxPlan     plan    = default_plan(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED);
	zout_abx_finish(session, &closing); // no session, no effect
	listener_session(session, &plan, 16);
	zout_abx_finish(session, &closing);
	zout_abx_view(session, &view);
	assert_true(view.shown);
	closing.residual_db[1] = -0.11;
	zout_abx_finish(session, &closing);
	zout_abx_view(session, &view);
	assert_false(view.shown);
	zout_abx_session_free(session);
}

static void
test_every_press_and_trial_is_a_switch(void** const state)
{
	(void)state;
	ZoutAbxView           view;
	ZoutAbxContext        context;
	ZoutAbxSession* const session = zout_abx_session_new(masters[0]);
	const ZoutAbxPlan     plan    = default_plan(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED);
	uint32_t              last    = 0;
	zout_abx_context_init(&context);
	for (unsigned source = 0; source < 3; ++source) { // by name, before the session
		assert_int_equal(ZOUT_ABX_OK, zout_abx_press(session, source));
		assert_int_equal(source == ZOUT_ABX_B, zout_abx_chain(session));
	}
	zout_abx_view(session, &view);
	last = view.switches;
	zout_abx_start(session, &plan, &context, NULL, 0);
	for (unsigned i = 0; i < 16; ++i) {
		zout_abx_view(session, &view);
		assert_int_equal(last + 1U, view.switches); // start, or the trial before
		assert_int_equal(ZOUT_ABX_X, view.source);
		zout_abx_press(session, ZOUT_ABX_X);
		zout_abx_press(session, ZOUT_ABX_X);
		zout_abx_answer(session, 0);
		zout_abx_view(session, &view);
		assert_int_equal(last + 3U, view.switches);
		last += 3U;
		zout_abx_confirm(session, 0);
	}
	zout_abx_view(session, &view);
	assert_int_equal(last + 1U, view.switches);
	zout_abx_session_free(session);
}

static void
test_sprt_ends_when_decided(void** const state)
{
	(void)state;
	ZoutAbxView           view;
	ZoutAbxSession* const session = zout_abx_session_new(masters[0]);
	ZoutAbxPlan           plan    = default_plan(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_SPRT);
	plan.trials                   = 100;
	listener_session(session, &plan, 100); // always right: ln 1.6 = 0.470 each, 2.944 after seven
	zout_abx_view(session, &view);
	assert_int_equal(7, view.answered);
	assert_true(view.shown);
	assert_true(fabs(view.p_value - 1.0 / 128.0) < 1e-15);
	listener_session(session, &plan, 0); // always wrong
	zout_abx_view(session, &view);
	assert_int_equal(4, view.answered);
	assert_false(view.shown);
	zout_abx_session_free(session);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_goes_from_trial_to_trial),
		cmocka_unit_test(test_bad_starts_change_nothing),
		cmocka_unit_test(test_abort_closes_for_good),
		cmocka_unit_test(test_drifted_levels_show_nothing),
		cmocka_unit_test(test_every_press_and_trial_is_a_switch),
		cmocka_unit_test(test_sprt_ends_when_decided),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
