// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file cmocka.h
 * As much of cmocka's interface as the tests of the core use, in libc alone.
 *
 * With this folder before the system's, tests/test_kernels.c and tests/test_isa.c build for a processor for which
 * there are no libraries but libc and libm; see make/bare.mk. Output is TAP; the first failure ends the program.
 */

#ifndef ZOUT_TESTS_BARE_CMOCKA_H
#define ZOUT_TESTS_BARE_CMOCKA_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct CMUnitTest {
	const char* name;
	void (*run)(void** state);
};

#define cmocka_unit_test(function) ((struct CMUnitTest){#function, function})
#define print_message printf
#define fail_msg(...) (printf("# "), printf(__VA_ARGS__), puts(""), bare_fail("see above", __FILE__, __LINE__))
#define assert_true(condition) ((condition) ? (void)0 : bare_fail(#condition, __FILE__, __LINE__))
#define assert_false(condition) assert_true(!(condition))
#define assert_null(pointer) assert_true((pointer) == NULL)
#define assert_non_null(pointer) assert_true((pointer) != NULL)
#define assert_int_equal(a, b) assert_true((a) == (b))
#define assert_string_equal(a, b) assert_true(strcmp(a, b) == 0)
#define assert_memory_equal(a, b, size) assert_true(memcmp(a, b, size) == 0)

#define cmocka_run_group_tests(tests, setup, teardown) \
	bare_run(tests, sizeof(tests) / sizeof((tests)[0]), setup, teardown)

/** A fixture of all tests: returns 0 when it is done. */
typedef int (*BareFixture)(void** state);

/** Says where the test in work failed, and ends the program. */
_Noreturn void
bare_fail(const char* what, const char* file, int line);

/** Runs the tests between the fixtures, which may be NULL; returns 0. */
int
bare_run(const struct CMUnitTest* tests, size_t n, BareFixture setup, BareFixture teardown);

#endif // ZOUT_TESTS_BARE_CMOCKA_H
