// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Numbers and facts as a record writes them. */

#include "abx/context.h"
#include "abx/facts.h"
#include "abx/text.h"
#include "abx_listener.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

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
	assert_true(zout_abx_facts_find(&facts, "bad", value, 11));
	assert_string_equal("??\?(??? ", value); // a part of the last character would be none
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
		cmocka_unit_test(test_numbers_are_written_as_short_as_they_are),
		cmocka_unit_test(test_facts_tell_and_find),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
