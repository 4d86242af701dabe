// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Records: the same bytes for the same session, nothing told too early, and no byte changed without being found. */

#include "abx/draw.h"
#include "abx/marks.h"
#include "abx/session.h"
#include "abx/text.h"
#include "abx_listener.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

static const uint8_t master[ZOUT_ABX_HASH_BYTES] = {4, 5, 6};

/// A record as text, and what reading it gives
typedef struct {
	char           text[ZOUT_ABX_RECORD_BYTES + 1];
	size_t         size;
	ZoutAbxRecord  record;
	ZoutAbxResult  result;
	ZoutAbxVerdict verdict;
} Paper;

static bool
verify(Paper* const paper)
{
	paper->text[paper->size] = '\0';
	return zout_abx_record_verify(paper->text, paper->size, &paper->record, &paper->result, &paper->verdict);
}

/// Writes what there is of a session
static void
print(const ZoutAbxSession* const session, Paper* const paper)
{
	static ZoutAbxRecord record;
	memset(paper, 0, sizeof(*paper));
	zout_abx_session_record(session, &record);
	paper->size = zout_abx_record_write(&record, paper->text, sizeof(paper->text));
	assert_true(paper->size > 0);
}

static ZoutAbxPlan
plan_of(const unsigned protocol, const unsigned stop)
{
	ZoutAbxPlan plan;
	zout_abx_plan_init(&plan);
	plan.protocol = (ZoutAbxProtocol)protocol;
	plan.stop     = (ZoutAbxStop)stop;
	return plan;
}

/// A whole session of each kind, or one that ends early
static void
write_session(const unsigned protocol,
              const unsigned stop,
              const unsigned n_right,
              const bool     abort,
              Paper* const   paper)
{
	ZoutAbxSession* const session = zout_abx_session_new(master);
	const ZoutAbxPlan     plan    = plan_of(protocol, stop);
	if (abort) {
		ZoutAbxContext context;
		zout_abx_context_init(&context);
		zout_abx_start(session, &plan, &context, NULL, 0);
		zout_abx_answer(session, 0, 10);
		zout_abx_confirm(session, 10);
		zout_abx_abort(session, 20);
	} else {
		const ZoutAbxClosing closing = {{0.01, -0.01}, 2.0, 0};
		assert_int_equal(ZOUT_ABX_OK, listener_session(session, &plan, n_right));
		zout_abx_finish(session, &closing);
	}
	print(session, paper);
	zout_abx_session_free(session);
}

static void
test_every_kind_of_record_holds_and_reads_back(void** const state)
{
	(void)state;
	static Paper paper;
	static char  again[ZOUT_ABX_RECORD_BYTES];
	for (unsigned kind = 0; kind < 10; ++kind) {
		const unsigned protocol = kind % 3U;
		const unsigned stop     = kind / 3U % 2U && protocol != 1U ? 1U : 0U;
		write_session(protocol, stop, kind + 4U, kind >= 6U, &paper);
		if (!verify(&paper)) {
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
	write_session(0, 0, 12, false, &papers[0]);
	if (!setlocale(LC_ALL, "de_DE.UTF-8")) {
		setlocale(LC_ALL, ""); // as good as it gets
	}
	write_session(0, 0, 12, false, &papers[1]);
	assert_string_equal(papers[0].text, papers[1].text);
	assert_true(verify(&papers[1]));
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
	ZoutAbxSession* const session = zout_abx_session_new(master);
	const ZoutAbxPlan     plan    = plan_of(0, 0);
	zout_abx_start(session, &plan, &context, NULL, 0);
	for (unsigned i = 0; i < 15; ++i) {
		print(session, &paper);
		assert_true(verify(&paper));
		assert_int_equal(ZOUT_ABX_RUNNING, paper.record.state);
		assert_int_equal(i, paper.record.n_trials);
		assert_non_null(strstr(paper.text, "\"state\": \"unfinished\""));
		assert_non_null(strstr(paper.text, "\"commitment\": \""));
		assert_null(strstr(paper.text, "\"reveal\""));
		assert_null(strstr(paper.text, "\"result\""));
		zout_abx_answer(session, i % 2U, i);
		zout_abx_confirm(session, i);
	}
	zout_abx_answer(session, 0, 16);
	zout_abx_confirm(session, 16);
	zout_abx_session_record(session, &full);

	// Neither seed nor order stood anywhere in the last unfinished one
	char        needle[2 * ZOUT_ABX_HASH_BYTES + 1];
	ZoutAbxText text = zout_abx_text(needle, sizeof(needle));
	zout_abx_put_hex(&text, full.seed, ZOUT_ABX_HASH_BYTES);
	assert_null(strstr(paper.text, needle));
	print(session, &paper);
	assert_true(verify(&paper));
	assert_non_null(strstr(paper.text, needle));
	zout_abx_session_free(session);
}

/// The field that a byte belongs to, worked out from the lines around it; false for names, brackets and commas
static bool
field_at(const char* const text, const size_t at, char* const field, const size_t size)
{
	char section[64] = "";
	char key[64]     = "";
	int  index       = 0;
	for (const char* line = text; line <= text + at; line = strchr(line, '\n') + 1) {
		const size_t length = strcspn(line, "\n");
		key[0]              = '\0';
		sscanf(line, " \"%63[^\"]\": ", key);
		const bool here = at < (size_t)(line - text) + length;
		const char last = length ? line[length - 1U] : '\0';
		if (here && line[1] == '\t' && line[2] == '{') {
			snprintf(field, size, "%s[%d]", section, index);
			return text + at > line + 2;
		}
		if (here) {
			const char* const value = strstr(line, "\": ");
			snprintf(field, size, "%s%s%s", line[1] == '\t' ? section : "", line[1] == '\t' ? "." : "", key);
			return value && text + at >= value + 3 && last != '{' && last != '[' &&
			       !(last == ',' && text + at == line + length - 1U);
		}
		index += line[1] == '\t' && line[2] == '{' ? 1 : 0;
		if (line[1] != '\t' && (last == '{' || last == '[')) {
			snprintf(section, sizeof(section), "%s", key);
			index = 0;
		}
	}
	return false;
}

static bool
names(const ZoutAbxVerdict* const verdict, const char* const field)
{
	for (unsigned i = 0; i < verdict->n_faults; ++i) {
		if (!strcmp(verdict->faults[i].field, field)) {
			return true;
		}
	}
	return false;
}

/// Changes every byte in turn
static void
flip_all(Paper* const paper, const char mask)
{
	char field[160];
	for (size_t i = 0; i < paper->size; ++i) {
		const bool in_value = field_at(paper->text, i, field, sizeof(field));
		paper->text[i]      = (char)(paper->text[i] ^ mask);
		if (verify(paper) || !*paper->verdict.faults[0].field || !paper->verdict.readable) {
			fail_msg("byte %zu, in %s, was changed unnoticed", i, field);
		}
		if (in_value && !names(&paper->verdict, field)) {
			fail_msg("byte %zu, in %s, was noticed in %s", i, field, paper->verdict.faults[0].field);
		}
		paper->text[i] = (char)(paper->text[i] ^ mask);
	}
	assert_true(verify(paper));
}

static void
test_every_changed_byte_is_found_and_named(void** const state)
{
	(void)state;
	static Paper paper;
	write_session(0, 0, 12, false, &paper);
	flip_all(&paper, 0x01); // another digit, another letter
	flip_all(&paper, 0x20); // another case; a space turned into nothing
	write_session(2, 1, 40, false, &paper);
	flip_all(&paper, 0x02);
	write_session(1, 0, 3, true, &paper);
	flip_all(&paper, (char)0x80); // no UTF-8
}

static void
test_added_and_missing_bytes_are_found(void** const state)
{
	(void)state;
	static Paper paper;
	static Paper whole;
	write_session(0, 0, 12, false, &whole);
	for (size_t i = 0; i <= whole.size; ++i) {
		static const char added[] = {' ', '\n', '0', '\0'};
		paper.size                = whole.size + 1U;
		memcpy(paper.text, whole.text, i);
		paper.text[i] = added[i % 4U];
		memcpy(paper.text + i + 1U, whole.text + i, whole.size - i);
		assert_false(verify(&paper));
		if (i < whole.size) {
			paper.size = whole.size - 1U;
			memcpy(paper.text, whole.text, i);
			memcpy(paper.text + i, whole.text + i + 1U, whole.size - i - 1U);
			assert_false(verify(&paper));
		}
		paper.size = i; // cut off
		memcpy(paper.text, whole.text, i);
		assert_true(verify(&paper) == (i == whole.size));
	}
}

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
		{"\"a.h2\": -140", "\"a.h2\": -40", "commitment"},
		{"\"earlier_sessions\": 0", "\"earlier_sessions\": 1", "commitment"},
		{"\"match\": \"1kHz\"", "\"match\": \"2kHz\"", "settings.match"},
		{"\t\t\"rate_hz\": 48000,\n", "", "settings.rate_hz"},
		{"\"score\": 11", "\"score\": 12", "result.score"},
		{"\"p_value\": 0.1050568", "\"p_value\": 0.03840637", "result.p_value"},
		{"\"needed\": 12", "\"needed\": 11", "result.needed"},
		{"\"interval_low\": 0.4", "\"interval_low\": 0.5", "result.interval_low"},
		{"\"verdict\": \"not shown\"", "\"verdict\": \"shown at 5 %\"", "result.verdict"},
		{"\"residual_left_db\": 0.01,", "\"residual_left_db\": 0.2,", "result.reason"},
		{"\"state\": \"finished\"", "\"state\": \"aborted\"", "state"},
		{"\"answered_ms\": 4321", "\"answered_ms\": 43210", "trials[1]"},
		{"\"ended_ms\": 6", "\"ended_ms\": 5", "closing.ended_ms"},
		{"\"undone\": 0", "\"undone\": 00", "trials[0]"},
		{"\"alpha\": 0.05", "\"alpha\": 0.050", "plan.alpha"},
		{"\"alpha\": 0.05", "\"alpha\": 0.5", "plan"},
		{"\"rate_hz\": 48000,", "\"rate_hz\": 48000,\n\t\t\"rate_hz\": 44100,", "settings.rate_hz"},
		{"\"a.name\": \"wire\"", "\"a.name\": \"wi\\u0072e\"", "settings.a.name"},
	};
	static Paper paper;
	for (unsigned i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); ++i) {
		write_session(0, 0, 11, false, &paper);
		forge(&paper, forgeries[i].from, forgeries[i].to);
		assert_false(verify(&paper));
		if (!names(&paper.verdict, forgeries[i].field)) {
			fail_msg("%s was blamed on %s, which %s",
			         forgeries[i].to,
			         paper.verdict.faults[0].field,
			         paper.verdict.faults[0].text);
		}
	}

	// Another seed than the committed one, with everything else made to fit it
	static ZoutAbxRecord other;
	write_session(0, 0, 11, false, &paper);
	assert_true(verify(&paper));
	other = paper.record;
	other.seed[0] ^= 1U;
	zout_abx_draw_order(other.seed, other.plan.protocol, other.plan.trials, other.order);
	paper.size = zout_abx_record_write(&other, paper.text, sizeof(paper.text));
	assert_false(verify(&paper));
	assert_int_equal(1, paper.verdict.n_faults);
	assert_string_equal("commitment", paper.verdict.faults[0].field);

	// An order that suits the answers, committed to anew, which no seed gives
	write_session(0, 0, 11, false, &paper);
	assert_true(verify(&paper));
	other = paper.record;
	other.order[15] ^= 4U;
	zout_abx_commit(&other, other.commitment);
	paper.size = zout_abx_record_write(&other, paper.text, sizeof(paper.text));
	assert_false(verify(&paper));
	assert_int_equal(1, paper.verdict.n_faults);
	assert_string_equal("reveal.order", paper.verdict.faults[0].field);
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
		assert_false(verify(&paper));
		assert_false(paper.verdict.readable);
	}
	write_session(0, 0, 11, false, &paper);
	forge(&paper, "abx-record:1", "abx-record:2");
	assert_false(verify(&paper));
	assert_true(names(&paper.verdict, "schema"));
}

static void
test_small_buffers_are_refused(void** const state)
{
	(void)state;
	static Paper paper;
	static char  small[ZOUT_ABX_RECORD_BYTES];
	write_session(0, 0, 11, false, &paper);
	assert_true(verify(&paper));
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
	ZoutAbxPlan           plan    = plan_of(2, 0);
	const ZoutAbxContext  context = listener_context(&a, &b);
	ZoutAbxSession* const session = zout_abx_session_new(master);
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
			zout_abx_press(session, k % 3U, now);
			zout_abx_seek(session);
		}
		zout_abx_answer(session, 2, now);
		zout_abx_confirm(session, now);
	}
	print(session, &paper);
	assert_true(verify(&paper));
	zout_abx_session_free(session);
}

static void
test_numbers_are_written_as_short_as_they_are(void** const state)
{
	(void)state;
	static const struct {
		double      value;
		const char* text;
	} numbers[] = {
		{0.0, "0"},
		{-0.0, "0"},
		{1.0, "1"},
		{-140.0, "-140"},
		{(double)0.1F, "0.1"},
		{0.05, "0.05"},
		{48000.0, "48000"},
		{1234567.0, "1234567"},
		{12345678.0, "12345680"},
		{0.00012345, "0.00012345"},
		{1e-5, "0.00001"},
		{9.9999996e-6, "0.00001"},
		{1.5e-7, "1.5e-7"},
		{9999999.6, "10000000"},
		{1e14, "100000000000000"},
		{1e15, "1e15"},
		{-2.5e22, "-2.5e22"},
		{6.223015e-61, "6.223015e-61"},
		{(double)NAN, "null"},
		{(double)INFINITY, "null"},
	};
	char buffer[64];
	for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); ++i) {
		ZoutAbxText text = zout_abx_text(buffer, sizeof(buffer));
		zout_abx_put_number(&text, numbers[i].value);
		assert_string_equal(numbers[i].text, buffer);
	}
	// As the C library prints seven digits, read back with what they can hold
	uint64_t random = 99;
	for (unsigned i = 0; i < 100000; ++i) {
		const double value =
			(listener_uniform(&random) - 0.5) * pow(10.0, floor(60.0 * listener_uniform(&random)) - 30.0);
		ZoutAbxText text = zout_abx_text(buffer, sizeof(buffer));
		char        libc[64];
		double      read = 0.0;
		zout_abx_put_number(&text, value);
		snprintf(libc, sizeof(libc), "%.6e", value);
		assert_true(fabs(strtod(buffer, NULL) - strtod(libc, NULL)) <= 1.1e-6 * fabs(value)); // ties may go either way
		assert_int_equal(text.length, zout_abx_take_number(buffer, &read));
		assert_true(fabs(read - value) <= 0.51e-6 * fabs(value));
	}
}

static void
test_facts_tell_and_find(void** const state)
{
	(void)state;
	static ZoutAbxFacts facts;
	char                value[64];
	zout_abx_facts_init(&facts);
	assert_false(zout_abx_facts_find(&facts, "a", value, sizeof(value)));
	zout_abx_facts_text(&facts, "a", "q\"b\\s");
	zout_abx_facts_text(&facts, "bad", "\x01\xff\xc3(\xed\xa0\x80 \xe2\x82\xac");
	zout_abx_facts_text(&facts, "none", NULL);
	zout_abx_facts_number(&facts, "n", -0.25);
	zout_abx_facts_number(&facts, "nan", (double)NAN);
	zout_abx_facts_count(&facts, "c", 1234567890123U);
	zout_abx_facts_toggle(&facts, "t", true);
	assert_true(zout_abx_facts_find(&facts, "a", value, sizeof(value)));
	assert_string_equal("q\"b\\s", value);
	assert_true(zout_abx_facts_find(&facts, "bad", value, sizeof(value)));
	assert_string_equal("??\?(??? \xe2\x82\xac", value);
	assert_false(zout_abx_facts_find(&facts, "none", value, sizeof(value)));
	assert_false(zout_abx_facts_find(&facts, "nan", value, sizeof(value)));
	assert_true(zout_abx_facts_find(&facts, "n", value, sizeof(value)));
	assert_string_equal("-0.25", value);
	assert_true(zout_abx_facts_find(&facts, "c", value, sizeof(value)));
	assert_string_equal("1234567890123", value);
	assert_true(zout_abx_facts_find(&facts, "t", value, sizeof(value)));
	assert_string_equal("true", value);
	assert_false(zout_abx_facts_find(&facts, "o", value, sizeof(value)));

	// Times: a leap day, the last second of a century, a year that is no leap year
	static const struct {
		uint64_t    seconds;
		const char* text;
	} times[] = {{951782400, "2000-02-29T00:00:00Z"},
	             {4102444799, "2099-12-31T23:59:59Z"},
	             {4107542400, "2100-03-01T00:00:00Z"},
	             {1, "1970-01-01T00:00:01Z"}};
	for (unsigned i = 0; i < 4; ++i) {
		ZoutAbxContext context;
		zout_abx_context_init(&context);
		zout_abx_facts_init(&facts);
		context.started_s = times[i].seconds;
		zout_abx_context_tell(&context, &facts);
		assert_true(zout_abx_facts_find(&facts, "started", value, sizeof(value)));
		assert_string_equal(times[i].text, value);
	}

	// A list that is full keeps what it has, in its form
	zout_abx_facts_init(&facts);
	while (!facts.overflow) {
		zout_abx_facts_text(&facts, "long", "a text of some length that fills the list until nothing fits any more");
	}
	assert_true(facts.size <= ZOUT_ABX_FACTS_BYTES && facts.text[facts.size - 1U] == '\n' &&
	            facts.text[facts.size - 2U] == '"' && facts.text[facts.size] == '\0');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind_of_record_holds_and_reads_back),
		cmocka_unit_test(test_locale_does_not_matter),
		cmocka_unit_test(test_running_session_tells_its_commitment_only),
		cmocka_unit_test(test_every_changed_byte_is_found_and_named),
		cmocka_unit_test(test_added_and_missing_bytes_are_found),
		cmocka_unit_test(test_a_forger_who_seals_anew_is_contradicted),
		cmocka_unit_test(test_what_is_no_record_is_refused),
		cmocka_unit_test(test_small_buffers_are_refused),
		cmocka_unit_test(test_longest_record_fits),
		cmocka_unit_test(test_numbers_are_written_as_short_as_they_are),
		cmocka_unit_test(test_facts_tell_and_find),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
