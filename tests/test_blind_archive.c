// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The records of a project with very many of them. Work is counted, not timed: every look at memory that the archive
 * takes by a function of libc, which the linker sends here.
 */

#include "plugin/abx_archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 16, RECORD_BYTES = LINE_BYTES + 3 };

static unsigned long looks;

int
__real_memcmp(const void* a, const void* b, size_t size);
int
__wrap_memcmp(const void* a, const void* b, size_t size);
int
__wrap_memcmp(const void* const a, const void* const b, const size_t size)
{
	++looks;
	return __real_memcmp(a, b, size);
}

/// Records of one length that nobody can read, each another one
static char*
damaged_records(const unsigned n)
{
	char* const text = (char*)malloc((size_t)n * RECORD_BYTES + 1U);
	assert_non_null(text);
	for (unsigned i = 0; i < n; ++i) {
		snprintf(text + (size_t)i * RECORD_BYTES, RECORD_BYTES + 1U, "{ damaged %06u\n}\n", i);
	}
	assert_int_equal(strlen(text), (size_t)n * RECORD_BYTES);
	return text;
}

/// Looks that it takes to read `n` records, add them to another archive as saving does, and read them once more
static unsigned long
work(const unsigned n)
{
	char* const    text    = damaged_records(n);
	const size_t   size    = strlen(text);
	ZoutAbxArchive archive = {NULL, 0, 0, NULL};
	ZoutAbxArchive other   = {NULL, 0, 0, NULL};
	size_t         back    = 0;
	looks                  = 0;
	assert_true(zout_abx_archive_read(&archive, text, size));
	assert_true(zout_abx_archive_append(&other, &archive));
	assert_true(zout_abx_archive_read(&archive, text, size));
	const unsigned long needed = looks;

	assert_int_equal(archive.size, n);
	char* const same = zout_abx_archive_text(&other, &back);
	assert_int_equal(back, size);
	assert_string_equal(same, text);
	free(same);
	zout_abx_archive_clear(&other);
	zout_abx_archive_clear(&archive);
	free(text);
	return needed;
}

/* What is looked for in 16 times as many is found with 16 times the work, but for chance: with n drawn at random in 2
 * to 4 n slots a search meets less than one stranger on average (Knuth 6.4), and its mean over thousands varies by
 * parts in a hundred. Comparing all with all would take 256 times the work. */
static void
test_work_grows_with_the_number_of_records(void** const state)
{
	(void)state;
	const unsigned      few  = 1024;
	const unsigned long once = work(few);
	const unsigned long much = work(16 * few);
	print_message("looks: %lu for %u records, %lu for %u\n", once, few, much, 16 * few);
	assert_true(once > few);
	assert_true(much < 17 * once);
}

/// The same bytes at another place in the project are the same record, and nothing changes its place
static void
test_order_stays_and_nothing_comes_twice(void** const state)
{
	(void)state;
	const unsigned n       = 100;
	char* const    text    = damaged_records(n);
	ZoutAbxArchive archive = {NULL, 0, 0, NULL};
	for (unsigned i = n; i-- > 0;) {
		assert_true(zout_abx_archive_read(&archive, text + (size_t)i * RECORD_BYTES, (size_t)(n - i) * RECORD_BYTES));
		assert_int_equal(archive.size, n - i);
	}
	for (unsigned i = 0; i < n; ++i) {
		assert_int_equal(archive.entry[i].size, RECORD_BYTES);
		assert_memory_equal(archive.entry[i].text, text + (size_t)(n - 1U - i) * RECORD_BYTES, RECORD_BYTES);
	}
	zout_abx_archive_clear(&archive);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_work_grows_with_the_number_of_records),
		cmocka_unit_test(test_order_stays_and_nothing_comes_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
