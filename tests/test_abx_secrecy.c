// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a session never tells before its end, and how evenly it draws. */

#define _XOPEN_SOURCE 700 // pthread_attr_setstack()

#include "abx/draw.h"
#include "abx/hash.h"
#include "abx/seed.h"
#include "abx/session.h"
#include "abx_listener.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
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
				zout_abx_press(sessions[i], source);
				zout_abx_answer(sessions[i], answer);
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

enum { STACK_BYTES = 1 << 18 };

/// What is called on a stack of its own
typedef struct {
	ZoutAbxSession* session;
	ZoutAbxPlan     plan;
	ZoutAbxContext  context;
	ZoutAbxRecord   record;
} Secret;

static void*
start(void* const handle)
{
	Secret* const self = (Secret*)handle;
	assert_int_equal(ZOUT_ABX_OK, zout_abx_start(self->session, &self->plan, &self->context, NULL, 0));
	return NULL;
}

static void*
draw(void* const handle)
{
	Secret* const self = (Secret*)handle;
	zout_abx_draw_order(self->record.seed, self->plan.protocol, self->plan.trials, self->record.order);
	return NULL;
}

/// Calls a function; returns its stack as it left it
static uint8_t*
call_apart(void* (*const func)(void*), Secret* const secret)
{
	uint8_t* const stack = (uint8_t*)aligned_alloc(4096, STACK_BYTES);
	pthread_attr_t attributes;
	pthread_t      thread;
	assert_non_null(stack);
	memset(stack, 0, STACK_BYTES);
	assert_int_equal(0, pthread_attr_init(&attributes));
	assert_int_equal(0, pthread_attr_setstack(&attributes, stack, STACK_BYTES));
	assert_int_equal(0, pthread_create(&thread, &attributes, func, secret));
	assert_int_equal(0, pthread_join(thread, NULL));
	pthread_attr_destroy(&attributes);
	return stack;
}

static void
assert_nowhere(const uint8_t* const stack, const void* const part, const size_t n_part)
{
	for (size_t i = 0; i + n_part <= STACK_BYTES; ++i) {
		assert_memory_not_equal(stack + i, part, n_part);
	}
}

/// Looks for the seed, what is hashed from it, the hash that the trials are drawn from (docs/record.md), and the trials
static void
assert_no_secret(const uint8_t* const stack, const ZoutAbxRecord* const record)
{
	enum { PART = 8 }; // so many bytes are not equal by chance
	static const char front[] = "zout-abx-1 draw\n";
	char              words[1024];
	char              hashed[128];
	uint8_t           block[ZOUT_ABX_HASH_BYTES];
	ZoutAbxHash       hash;
	ZoutAbxText       order = zout_abx_text(words, sizeof(words));
	ZoutAbxText       text  = zout_abx_text(hashed, sizeof(hashed));
	zout_abx_put(&text, front);
	zout_abx_put_hex(&text, record->seed, sizeof(record->seed));
	zout_abx_put(&text, "\n0\n");
	zout_abx_hash_init(&hash);
	zout_abx_hash_text(&hash, hashed);
	zout_abx_hash_end(&hash, block);
	zout_abx_put_order(&order, record);
	for (size_t i = 0; i + PART <= sizeof(block); i += PART) {
		assert_nowhere(stack, block + i, PART);
		assert_nowhere(stack, record->seed + i, PART);
		assert_nowhere(stack, hashed + sizeof(front) - 1U + 2U * i, PART);
	}
	assert_nowhere(stack, words, PART);
	assert_nowhere(stack, words + order.length - PART, PART);
	assert_nowhere(stack, record->order, PART);
	assert_nowhere(stack, masters[0], sizeof(masters[0]));
}

static void
test_no_secret_stays_on_the_stack(void** const state)
{
	(void)state;
	static Secret secret;
	ZoutSettings  a;
	ZoutSettings  b;
	secret.session = zout_abx_session_new(masters[0]);
	secret.plan    = default_plan(ZOUT_ABX_PROTOCOL_TRIANGLE, ZOUT_ABX_STOP_FIXED);
	secret.context = listener_context(&a, &b);
	assert_non_null(secret.session);
	uint8_t* const of_start = call_apart(start, &secret);
	zout_abx_abort(secret.session, 1);
	zout_abx_session_record(secret.session, &secret.record);
	assert_no_secret(of_start, &secret.record);

	// Alone, as what comes later in a start covers some of it
	uint8_t* const of_draw = call_apart(draw, &secret);
	assert_no_secret(of_draw, &secret.record);
	zout_abx_session_free(secret.session);
	free(of_start);
	free(of_draw);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_seen_depends_on_what_was_drawn),
		cmocka_unit_test(test_draws_are_even_and_independent),
		cmocka_unit_test(test_every_session_has_a_seed_of_its_own),
		cmocka_unit_test(test_no_secret_stays_on_the_stack),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
