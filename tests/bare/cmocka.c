// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cmocka.h"

#include <stdlib.h>

/// The test in work
static const struct CMUnitTest* current;
static size_t                   number;

void
bare_fail(const char* const what, const char* const file, const int line)
{
	printf("not ok %zu - %s\n# %s:%d: %s\n", number, current->name, file, line, what);
	exit(1);
}

int
bare_run(const struct CMUnitTest* const tests, const size_t n, const BareFixture setup, const BareFixture teardown)
{
	void* state = NULL;
	printf("1..%zu\n", n);
	if (setup && setup(&state)) {
		puts("# the set-up failed");
		return 1;
	}
	for (number = 1; number <= n; ++number) {
		current = &tests[number - 1U];
		current->run(&state);
		printf("ok %zu - %s\n", number, current->name);
	}
	return teardown ? teardown(&state) : 0;
}
