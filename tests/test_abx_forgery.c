// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Records whose forger knows how to seal them. */

#include "abx/draw.h"
#include "abx/marks.h"
#include "abx/text.h"
#include "abx_paper.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

/// Replaces a text in a record, which must stand there, and seals it anew as a forger would
static void
forge(Paper* const paper, const char* const from, const char* const to)
{
	static char old[ZOUT_ABX_RECORD_BYTES + 1];
	char* const found = strstr(paper->text, from);
	assert_non_null(found);
	memcpy(old, paper->text, sizeof(old));
	snprintf(found,
	         sizeof(paper->text) - (size_t)(found - paper->text),
	         "%s%s",
	         to,
	         old + (found - paper->text) + strlen(from));
	char* const marks = strstr(paper->text, "\t\"marks\"");
	*marks            = '\0';
	ZoutAbxText text  = zout_abx_text(old, sizeof(old));
	zout_abx_put(&text, paper->text);
	zout_abx_put_marks(&text);
	paper->size = text.length;
	memcpy(paper->text, old, text.length + 1U);
}

static void
test_a_forger_who_seals_anew_is_contradicted(void** const state)
{
	(void)state;
	static const struct {
		const char* from;
		const char* to;
		const char* field;
	} forgeries[] = {
		{"\"trials\": 16", "\"trials\": 12", "trials[12]"},
		{"\"trials\": 16", "\"trials\": 17", "reveal.order"},
		{"\"alpha\": 0.05", "\"alpha\": 0.1", "commitment"},
		{"\"rate_hz\": 48000", "\"rate_hz\": 44100", "commitment"},
		{"\"b.turned_down_db\": 6.02", "\"b.turned_down_db\": 0", "commitment"},
		{"\"a.h2\": -140", "\"a.h2\": -40", "settings.a.sha256"},
		{"\"common.volume\": ", "\"common.volume\": 1", "settings.common.sha256"},
		{"\"b.sha256\": \"", "\"b.sha256\": \"0", "settings.b.sha256"},
		{"\",\n\t\t\"b.gain\": ", "0\",\n\t\t\"b.gain\": ", "settings.a.sha256"},
		{"\"common.sha256\": \"", "\"common.sha255\": \"", "settings.common.sha256"},
		{"\"earlier_sessions\": 0", "\"earlier_sessions\": 1", "commitment"},
		{"\"match\": \"1kHz\"", "\"match\": \"2kHz\"", "settings.match"},
		{"\t\t\"rate_hz\": 48000,\n", "", "settings.rate_hz"},
		{"\"score\": 11", "\"score\": 12", "result.score"},
		{"\"p_value\": 0.1050568", "\"p_value\": 0.03840637", "result.p_value"},
		{"\"needed\": 12", "\"needed\": 11", "result.needed"},
		{"\"interval_low\": 0.4", "\"interval_low\": 0.5", "result.interval_low"},
		{"\"verdict\": \"not shown\"", "\"verdict\": \"shown at 5 %\"", "result.verdict"},
		{"\"residual_right_db\": -0.004,", "\"residual_right_db\": -0.1001,", "settings.residual_right_db"},
		{"\"residual_left_db\": 0.003,", "\"residual_left_db\": null,", "settings.residual_left_db"},
		{"\"residual_left_db\": 0.01,", "\"residual_left_db\": 0.2,", "result.reason"},
		{"\"state\": \"finished\"", "\"state\": \"aborted\"", "state"},
		{"\"answered_ms\": 4321", "\"answered_ms\": 43210", "trials[1]"},
		{"\"ended_ms\": 6", "\"ended_ms\": 5", "closing.ended_ms"},
		{"\"lowest_cap_db\": -0.25", "\"lowest_cap_db\": 0.25", "closing.lowest_cap_db"},
		{"\"lowest_cap_db\": -0.25", "\"lowest_cap_db\": null", "closing.lowest_cap_db"},
		{"\"lowest_cap_db\": -0.25", "\"lowest_cap_db\": -0.250", "closing.lowest_cap_db"},
		{"\"lowest_cap_db\"", "\"lowest_cup_db\"", "closing.lowest_cap_db"},
		{"\"undone\": 0", "\"undone\": 00", "trials[0]"},
		{"\"alpha\": 0.05", "\"alpha\": 0.050", "plan.alpha"},
		{"\"alpha\": 0.05", "\"alpha\": 0.5", "plan"},
		{"\"rate_hz\": 48000,", "\"rate_hz\": 48000,\n\t\t\"rate_hz\": 44100,", "settings.rate_hz"},
		{"\"a.name\": \"wire\"", "\"a.name\": \"wi\\u0072e\"", "settings.a.name"},
	};
	static Paper paper;
	for (unsigned i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); ++i) {
		paper_write(0, 0, 11, false, &paper);
		forge(&paper, forgeries[i].from, forgeries[i].to);
		assert_false(paper_verify(&paper));
		if (!paper_names(&paper.verdict, forgeries[i].field)) {
			fail_msg("%s was blamed on %s, which %s",
			         forgeries[i].to,
			         paper.verdict.faults[0].field,
			         paper.verdict.faults[0].text);
		}
	}

	// Another seed than the committed one, with everything else made to fit it
	static ZoutAbxRecord other;
	paper_write(0, 0, 11, false, &paper);
	assert_true(paper_verify(&paper));
	other = paper.record;
	other.seed[0] ^= 1U;
	zout_abx_draw_order(other.seed, other.plan.protocol, other.plan.trials, other.order);
	paper.size = zout_abx_record_write(&other, paper.text, sizeof(paper.text));
	assert_false(paper_verify(&paper));
	assert_int_equal(1, paper.verdict.n_faults);
	assert_string_equal("commitment", paper.verdict.faults[0].field);

	// An order that suits the answers, committed to anew, which no seed gives
	paper_write(0, 0, 11, false, &paper);
	assert_true(paper_verify(&paper));
	other = paper.record;
	other.order[15] ^= 4U;
	zout_abx_commit(&other, other.commitment);
	paper.size = zout_abx_record_write(&other, paper.text, sizeof(paper.text));
	assert_false(paper_verify(&paper));
	assert_int_equal(1, paper.verdict.n_faults);
	assert_string_equal("reveal.order", paper.verdict.faults[0].field);
}

static void
test_what_older_programs_did_not_tell_is_not_missed(void** const state)
{
	(void)state;
	static Paper paper;
	static char  text[ZOUT_ABX_RECORD_BYTES];
	paper_write(0, 0, 11, false, &paper);
	assert_true(paper_verify(&paper));
	assert_true(fabs(paper.record.closing.lowest_cap_db + 0.25) <= 0.0);
	forge(&paper, ",\n\t\t\"lowest_cap_db\": -0.25", "");
	assert_true(paper_verify(&paper));
	assert_true(isnan(paper.record.closing.lowest_cap_db));
	assert_int_equal(paper.size, zout_abx_record_write(&paper.record, text, sizeof(text)));
	assert_memory_equal(paper.text, text, paper.size); // which is not told now either
}

static void
test_what_is_no_record_is_refused(void** const state)
{
	(void)state;
	static Paper paper;
	for (unsigned i = 0; i < 4; ++i) {
		static const char* const texts[] = {"", "{}\n", "not a record", "\t\"digest\": \""};
		paper.size                       = strlen(texts[i]);
		memcpy(paper.text, texts[i], paper.size);
		assert_false(paper_verify(&paper));
		assert_false(paper.verdict.readable);
	}
	paper_write(0, 0, 11, false, &paper);
	forge(&paper, "abx-record:1", "abx-record:2");
	assert_false(paper_verify(&paper));
	assert_true(paper_names(&paper.verdict, "schema"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_forger_who_seals_anew_is_contradicted),
		cmocka_unit_test(test_what_older_programs_did_not_tell_is_not_missed),
		cmocka_unit_test(test_what_is_no_record_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
