// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What a session never tells before its end, and how evenly it draws. */

#include "abx/draw.h"
#include "abx/seed.h"
#include "abx/session.h"
#include "abx_listener.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_seen_depends_on_what_was_drawn),
		cmocka_unit_test(test_draws_are_even_and_independent),
		cmocka_unit_test(test_every_session_has_a_seed_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
