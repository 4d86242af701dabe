// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* No byte of a record changed, added or lost without being found. */

#include "abx_paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> // after the headers that it needs

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

/// Changes every byte in turn
static void
flip_all(Paper* const paper, const char mask)
{
	char field[160];
	for (size_t i = 0; i < paper->size; ++i) {
		const bool in_value = field_at(paper->text, i, field, sizeof(field));
		paper->text[i]      = (char)(paper->text[i] ^ mask);
		if (paper_verify(paper) || !*paper->verdict.faults[0].field || !paper->verdict.readable) {
			fail_msg("byte %zu, in %s, was changed unnoticed", i, field);
		}
		if (in_value && !paper_names(&paper->verdict, field)) {
			fail_msg("byte %zu, in %s, was noticed in %s", i, field, paper->verdict.faults[0].field);
		}
		paper->text[i] = (char)(paper->text[i] ^ mask);
	}
	assert_true(paper_verify(paper));
}

static void
test_every_changed_byte_is_found_and_named(void** const state)
{
	(void)state;
	static Paper paper;
	paper_write(0, 0, 12, false, &paper);
	flip_all(&paper, 0x01); // another digit, another letter
	flip_all(&paper, 0x20); // another case; a space turned into nothing
	paper_write(2, 1, 40, false, &paper);
	flip_all(&paper, 0x02);
	paper_write(1, 0, 3, true, &paper);
	flip_all(&paper, (char)0x80); // no UTF-8
}

static void
test_added_and_missing_bytes_are_found(void** const state)
{
	(void)state;
	static Paper paper;
	static Paper whole;
	paper_write(0, 0, 12, false, &whole);
	for (size_t i = 0; i <= whole.size; ++i) {
		static const char added[] = {' ', '\n', '0', '\0'};
		paper.size                = whole.size + 1U;
		memcpy(paper.text, whole.text, i);
		paper.text[i] = added[i % 4U];
		memcpy(paper.text + i + 1U, whole.text + i, whole.size - i);
		assert_false(paper_verify(&paper));
		if (i < whole.size) {
			paper.size = whole.size - 1U;
			memcpy(paper.text, whole.text, i);
			memcpy(paper.text + i, whole.text + i + 1U, whole.size - i - 1U);
			assert_false(paper_verify(&paper));
		}
		paper.size = i; // cut off
		memcpy(paper.text, whole.text, i);
		assert_true(paper_verify(&paper) == (i == whole.size));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_changed_byte_is_found_and_named),
		cmocka_unit_test(test_added_and_missing_bytes_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
