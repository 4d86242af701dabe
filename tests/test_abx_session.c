// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a session allows, and what it never tells before its end. */

#include "abx/draw.h"
#include "abx/mailbox.h"
#include "abx/seed.h"
#include "abx/session.h"
#include "abx/stats.h"
#include "abx_listener.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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
	assert_int_equal(ZOUT_ABX_NOT_RUNNING, zout_abx_answer(session, 0, 0));
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
		assert_int_equal(ZOUT_ABX_BAD_ANSWER, zout_abx_answer(session, 2, 6000));
		assert_int_equal(ZOUT_ABX_BAD_SOURCE, zout_abx_press(session, 3, 6000));
		assert_int_equal(ZOUT_ABX_OK, zout_abx_answer(session, 0, 6000));
		assert_int_equal(ZOUT_ABX_OK, zout_abx_undo(session));
		assert_int_equal(ZOUT_ABX_OK, zout_abx_answer(session, 0, 6000));
		assert_int_equal(ZOUT_ABX_OK, zout_abx_answer(session, 1, 6000)); // changed
		zout_abx_seek(session);
		zout_abx_press(session, ZOUT_ABX_X, 6000);
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

/// Everything that may be seen, as bytes; the commitment left out, as it differs by design
typedef struct {
	ZoutAbxView   view;
	ZoutAbxRecord record;
	char          text[ZOUT_ABX_RECORD_BYTES];
} Seen;

static void
look(const ZoutAbxSession* const session, Seen* const seen)
{
	memset(seen, 0, sizeof(*seen));
	zout_abx_view(session, &seen->view);
	zout_abx_session_record(session, &seen->record);
	memset(seen->view.commitment, 0, sizeof(seen->view.commitment));
	memset(seen->record.commitment, 0, sizeof(seen->record.commitment));
	zout_abx_record_write(&seen->record, seen->text, sizeof(seen->text));
}

static void
test_nothing_seen_depends_on_what_was_drawn(void** const state)
{
	(void)state;
	static const struct {
		ZoutAbxProtocol protocol;
		ZoutAbxStop     stop;
	} kinds[] = {
		{ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED},
		{ZOUT_ABX_PROTOCOL_PREFERENCE, ZOUT_ABX_STOP_FIXED},
		{ZOUT_ABX_PROTOCOL_TRIANGLE, ZOUT_ABX_STOP_FIXED},
		{ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_SPRT}, // until one of them has decided
	};
	static Seen    seen[2];
	ZoutSettings   a;
	ZoutSettings   b;
	uint64_t       random  = 7;
	ZoutAbxContext context = listener_context(&a, &b);
	for (unsigned kind = 0; kind < 4; ++kind) {
		ZoutAbxPlan           plan        = default_plan(kinds[kind].protocol, kinds[kind].stop);
		ZoutAbxSession* const sessions[2] = {zout_abx_session_new(masters[0]), zout_abx_session_new(masters[1])};
		unsigned              differences = 0;
		plan.trials                       = 40;
		for (unsigned i = 0; i < 2; ++i) {
			assert_int_equal(ZOUT_ABX_OK, zout_abx_start(sessions[i], &plan, &context, NULL, 0));
		}
		for (unsigned trial = 1; trial < plan.trials; ++trial) {
			const unsigned source = (unsigned)(3.0 * listener_uniform(&random)) % zout_abx_n_sources(plan.protocol);
			const unsigned answer = (unsigned)(3.0 * listener_uniform(&random)) % zout_abx_n_answers(plan.protocol);
			for (unsigned i = 0; i < 2; ++i) {
				zout_abx_press(sessions[i], source, trial);
				zout_abx_answer(sessions[i], answer, trial);
				look(sessions[i], &seen[i]);
			}
			assert_memory_equal(&seen[0], &seen[1], sizeof(Seen));
			differences += zout_abx_chain(sessions[0]) != zout_abx_chain(sessions[1]) ? 1U : 0U;
			for (unsigned i = 0; i < 2; ++i) {
				zout_abx_confirm(sessions[i], trial);
				look(sessions[i], &seen[i]);
			}
			if (seen[0].view.state != ZOUT_ABX_RUNNING || seen[1].view.state != ZOUT_ABX_RUNNING) {
				break;
			}
			assert_memory_equal(&seen[0], &seen[1], sizeof(Seen));
		}
		assert_true(differences > 0); // that is, there was something to see
		zout_abx_session_free(sessions[0]);
		zout_abx_session_free(sessions[1]);
	}
}

static void
test_draws_are_even_and_independent(void** const state)
{
	(void)state;
	enum { N = 1200000, TRIALS = 200 }; // enough to see the 1.6 % that bytes modulo 6 would favour some by
	static const unsigned n_possible[] = {2, 2, 6};
	for (unsigned protocol = 0; protocol < 3; ++protocol) {
		unsigned counts[8]   = {0};
		unsigned pairs[8][8] = {{0}};
		for (unsigned i = 0; i < N / TRIALS; ++i) {
			uint8_t seed[ZOUT_ABX_HASH_BYTES];
			uint8_t order[TRIALS];
			zout_abx_draw_seed(masters[0], i, seed);
			zout_abx_draw_order(seed, (ZoutAbxProtocol)protocol, TRIALS, order);
			for (unsigned k = 0; k < TRIALS; ++k) {
				++counts[order[k]];
				pairs[k ? order[k - 1] : 0][order[k]] += k ? 1U : 0U;
			}
		}
		// Pearson's chi-square of all pairs of neighbours; the mean is the degrees of freedom, 5 sigma the limit
		const double n         = n_possible[protocol];
		const double expected  = (double)(N / TRIALS) * (TRIALS - 1) / (n * n);
		double       chi2      = 0.0;
		unsigned     seen_ones = 0;
		for (unsigned i = 0; i < 8; ++i) {
			seen_ones += counts[i] ? 1U : 0U;
			for (unsigned k = 0; k < 8 && counts[i]; ++k) {
				const double difference = (double)pairs[i][k] - expected;
				chi2 += counts[k] ? difference * difference / expected : 0.0;
			}
		}
		assert_int_equal(n_possible[protocol], seen_ones);
		assert_true(fabs(chi2 - (n * n - 1.0)) < 5.0 * sqrt(2.0 * (n * n - 1.0)));
	}
}

static void
test_every_session_has_a_seed_of_its_own(void** const state)
{
	(void)state;
	static ZoutAbxRecord  records[3];
	ZoutAbxSession* const sessions[2] = {zout_abx_session_new(masters[0]), zout_abx_session_new(masters[1])};
	const ZoutAbxPlan     plan        = default_plan(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED);
	for (unsigned i = 0; i < 3; ++i) {
		listener_session(sessions[i / 2], &plan, 16);
		zout_abx_session_record(sessions[i / 2], &records[i]);
	}
	for (unsigned i = 0; i < 3; ++i) {
		assert_memory_not_equal(records[i].seed, masters[i / 2], ZOUT_ABX_HASH_BYTES);
		assert_memory_not_equal(records[i].seed, records[(i + 1) % 3].seed, ZOUT_ABX_HASH_BYTES);
		assert_memory_not_equal(records[i].commitment, records[(i + 1) % 3].commitment, ZOUT_ABX_HASH_BYTES);
	}
	uint8_t drawn[2][ZOUT_ABX_HASH_BYTES] = {{0}};
	assert_true(zout_abx_draw_master(drawn[0]) && zout_abx_draw_master(drawn[1]));
	assert_memory_not_equal(drawn[0], drawn[1], ZOUT_ABX_HASH_BYTES);
	zout_abx_session_free(sessions[0]);
	zout_abx_session_free(sessions[1]);
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
		zout_abx_answer(session, listener_truth(session, plan.protocol), 0);
		zout_abx_confirm(session, 100);
	}
	assert_int_equal(ZOUT_ABX_OK, zout_abx_abort(session, 200));
	assert_int_equal(ZOUT_ABX_NOT_RUNNING, zout_abx_answer(session, 0, 300));
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
	ZoutAbxClosing        closing = {{0.02, -0.03}, 0.0, 0};
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
		assert_int_equal(ZOUT_ABX_OK, zout_abx_press(session, source, 0));
		assert_int_equal(source == ZOUT_ABX_B, zout_abx_chain(session));
	}
	zout_abx_view(session, &view);
	last = view.switches;
	zout_abx_start(session, &plan, &context, NULL, 0);
	for (unsigned i = 0; i < 16; ++i) {
		zout_abx_view(session, &view);
		assert_int_equal(last + 1U, view.switches); // start, or the trial before
		assert_int_equal(ZOUT_ABX_X, view.source);
		zout_abx_press(session, ZOUT_ABX_X, 0);
		zout_abx_press(session, ZOUT_ABX_X, 0);
		zout_abx_answer(session, 0, 0);
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

// The mailbox

enum { N_POSTS = 20000 };

typedef struct {
	ZoutAbxMailbox* mailbox;
	ZoutAbxSession* sessions[2];
	atomic_bool     done;
} Post;

static void*
post_in_turn(void* const handle)
{
	Post* const post = (Post*)handle;
	for (unsigned i = 0; i < N_POSTS; ++i) {
		zout_abx_mailbox_post(post->mailbox, post->sessions[i % 2U]);
	}
	atomic_store(&post->done, true);
	return NULL;
}

static void
test_mailbox_never_hands_out_half_a_record(void** const state)
{
	(void)state;
	static ZoutAbxRecord records[2];
	static ZoutAbxRecord taken;
	const ZoutAbxPlan    plan  = default_plan(ZOUT_ABX_PROTOCOL_ABX, ZOUT_ABX_STOP_FIXED);
	Post                 post  = {zout_abx_mailbox_new(), {NULL, NULL}, false};
	unsigned             takes = 0;
	assert_false(zout_abx_mailbox_take(post.mailbox, &taken));
	for (unsigned i = 0; i < 2; ++i) {
		post.sessions[i] = zout_abx_session_new(masters[i]);
		listener_session(post.sessions[i], &plan, 12 + i);
		zout_abx_session_record(post.sessions[i], &records[i]);
	}

	pthread_t thread;
	assert_int_equal(0, pthread_create(&thread, NULL, post_in_turn, &post));
	for (bool last = false; !last;) {
		last = atomic_load(&post.done); // the one more round sees what was posted last
		if (zout_abx_mailbox_take(post.mailbox, &taken)) {
			++takes;
			assert_true(!memcmp(&taken, &records[0], sizeof(taken)) || !memcmp(&taken, &records[1], sizeof(taken)));
		}
	}
	pthread_join(thread, NULL);
	assert_true(takes > 0);
	assert_memory_equal(&taken, &records[(N_POSTS - 1U) % 2U], sizeof(taken));
	zout_abx_mailbox_free(post.mailbox);
	zout_abx_session_free(post.sessions[0]);
	zout_abx_session_free(post.sessions[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_goes_from_trial_to_trial),
		cmocka_unit_test(test_bad_starts_change_nothing),
		cmocka_unit_test(test_nothing_seen_depends_on_what_was_drawn),
		cmocka_unit_test(test_draws_are_even_and_independent),
		cmocka_unit_test(test_every_session_has_a_seed_of_its_own),
		cmocka_unit_test(test_abort_closes_for_good),
		cmocka_unit_test(test_drifted_levels_show_nothing),
		cmocka_unit_test(test_every_press_and_trial_is_a_switch),
		cmocka_unit_test(test_sprt_ends_when_decided),
		cmocka_unit_test(test_mailbox_never_hands_out_half_a_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
