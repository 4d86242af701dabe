// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Records: the same bytes for the same session, and nothing told too early. */

#include "abx/text.h"
#include "abx_paper.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static void
test_every_kind_of_record_holds_and_reads_back(void** const state)
{
	(void)state;
	static Paper paper;
	static char  again[ZOUT_ABX_RECORD_BYTES];
	for (unsigned kind = 0; kind < 10; ++kind) {
		const unsigned protocol = kind % 3U;
		const unsigned stop     = kind / 3U % 2U && protocol != 1U ? 1U : 0U;
		paper_write(protocol, stop, kind + 4U, kind >= 6U, &paper);
		if (!paper_verify(&paper)) {
			print_error("%s %s\n", paper.verdict.faults[0].field, paper.verdict.faults[0].text);
		}
		assert_int_equal(0, paper.verdict.n_faults);
		assert_int_equal(kind >= 6U ? ZOUT_ABX_ABORTED : ZOUT_ABX_FINISHED, paper.record.state);
		assert_int_equal(paper.size, zout_abx_record_write(&paper.record, again, sizeof(again)));
		assert_string_equal(paper.text, again);
	}
}

static void
test_locale_does_not_matter(void** const state)
{
	(void)state;
	static Paper papers[2];
	paper_write(0, 0, 12, false, &papers[0]);
	if (!setlocale(LC_ALL, "de_DE.UTF-8")) {
		setlocale(LC_ALL, ""); // as good as it gets
	}
	paper_write(0, 0, 12, false, &papers[1]);
	assert_string_equal(papers[0].text, papers[1].text);
	assert_true(paper_verify(&papers[1]));
	setlocale(LC_ALL, "C");
}

static void
test_running_session_tells_its_commitment_only(void** const state)
{
	(void)state;
	static Paper          paper;
	static ZoutAbxRecord  full;
	ZoutSettings          a;
	ZoutSettings          b;
	const ZoutAbxContext  context = listener_context(&a, &b);
	ZoutAbxSession* const session = zout_abx_session_new(paper_master);
	const ZoutAbxPlan     plan    = paper_plan(0, 0);
	zout_abx_start(session, &plan, &context, NULL, 0);
	for (unsigned i = 0; i < 15; ++i) {
		paper_print(session, &paper);
		assert_true(paper_verify(&paper));
		assert_int_equal(ZOUT_ABX_RUNNING, paper.record.state);
		assert_int_equal(i, paper.record.n_trials);
		assert_non_null(strstr(paper.text, "\"state\": \"unfinished\""));
		assert_non_null(strstr(paper.text, "\"commitment\": \""));
		assert_null(strstr(paper.text, "\"reveal\""));
		assert_null(strstr(paper.text, "\"result\""));
		zout_abx_answer(session, i % 2U);
		zout_abx_confirm(session, i);
	}
	zout_abx_answer(session, 0);
	zout_abx_confirm(session, 16);
	zout_abx_session_record(session, &full);

	// Neither seed nor order stood anywhere in the last unfinished one
	char        needle[2 * ZOUT_ABX_HASH_BYTES + 1];
	ZoutAbxText text = zout_abx_text(needle, sizeof(needle));
	zout_abx_put_hex(&text, full.seed, ZOUT_ABX_HASH_BYTES);
	assert_null(strstr(paper.text, needle));
	paper_print(session, &paper);
	assert_true(paper_verify(&paper));
	assert_non_null(strstr(paper.text, needle));
	zout_abx_session_free(session);
}

static void
test_small_buffers_are_refused(void** const state)
{
	(void)state;
	static Paper paper;
	static char  small[ZOUT_ABX_RECORD_BYTES];
	paper_write(0, 0, 11, false, &paper);
	assert_true(paper_verify(&paper));
	for (size_t size = 0; size <= paper.size; size += size < 32U ? 1U : 61U) {
		memset(small, 'x', sizeof(small));
		assert_int_equal(0, zout_abx_record_write(&paper.record, small, size));
		assert_int_equal('x', small[size]);
	}
	assert_int_equal(paper.size, zout_abx_record_write(&paper.record, small, paper.size + 1U));
}

static void
test_longest_record_fits(void** const state)
{
	(void)state;
	static Paper          paper;
	static ZoutAbxFacts   extra;
	ZoutSettings          a;
	ZoutSettings          b;
	ZoutAbxPlan           plan    = paper_plan(2, 0);
	const ZoutAbxContext  context = listener_context(&a, &b);
	ZoutAbxSession* const session = zout_abx_session_new(paper_master);
	plan.trials                   = ZOUT_ABX_MAX_TRIALS;
	zout_abx_facts_init(&extra);
	for (unsigned i = 0; extra.size < 11000U; ++i) {
		char name[16];
		snprintf(name, sizeof(name), "extra.%u", i);
		zout_abx_facts_text(&extra, name, "\"\\\"\\\"\\ and so on");
	}
	assert_int_equal(ZOUT_ABX_OK, zout_abx_start(session, &plan, &context, &extra, 0));
	for (unsigned i = 0; i < plan.trials; ++i) {
		const uint64_t now = 9007199254740000U - plan.trials + i; // longest numbers that are exact
		for (unsigned k = 0; k < 1000; ++k) {
			zout_abx_press(session, k % 3U);
			zout_abx_seek(session);
		}
		zout_abx_answer(session, 2);
		zout_abx_confirm(session, now);
	}
	paper_print(session, &paper);
	assert_true(paper_verify(&paper));
	zout_abx_session_free(session);
}

static void
test_verdict_follows_from_the_level_as_it_is_written(void** const state)
{
	(void)state;
	// 0.1 dB is allowed. The record has seven digits: the first two are written as 0.1, the last one is not
	static const double   residuals_db[] = {0.1, 0.1 + 1e-9, 0.1 + 1e-7};
	static char           text[ZOUT_ABX_RECORD_BYTES];
	static ZoutAbxRecord  record;
	ZoutAbxResult         result;
	ZoutAbxVerdict        verdict;
	static const uint8_t  master[ZOUT_ABX_HASH_BYTES] = {1, 2, 3};
	ZoutAbxSession* const session                     = zout_abx_session_new(master);
	ZoutAbxPlan           plan;
	zout_abx_plan_init(&plan);
	for (unsigned i = 0; i < 6; ++i) {
		ZoutAbxClosing closing = {.valid = 0};
		ZoutAbxView    view;
		closing.residual_db[i % 2U] = i % 2U ? -residuals_db[i / 2U] : residuals_db[i / 2U];
		listener_session(session, &plan, 16);
		zout_abx_finish(session, &closing);
		zout_abx_view(session, &view);
		assert_int_equal(i / 2U < 2U, view.shown);
		zout_abx_session_record(session, &record);
		const size_t size = zout_abx_record_write(&record, text, sizeof(text));
		assert_true(zout_abx_record_verify(text, size, &record, &result, &verdict));
		assert_int_equal(view.shown, result.shown);
	}
	zout_abx_session_free(session);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind_of_record_holds_and_reads_back),
		cmocka_unit_test(test_locale_does_not_matter),
		cmocka_unit_test(test_running_session_tells_its_commitment_only),
		cmocka_unit_test(test_small_buffers_are_refused),
		cmocka_unit_test(test_longest_record_fits),
		cmocka_unit_test(test_verdict_follows_from_the_level_as_it_is_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
