// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file target.h
 * What every fuzz target is, and how it says that something is wrong.
 */

#ifndef ZOUT_FUZZ_TARGET_H
#define ZOUT_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** Tries one input; libFuzzer and fuzz/replay.c call it. Always returns 0. */
int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

/** Ends the process as a crash does, with one line that says where, unless the condition holds. */
#define FUZZ_REQUIRE(condition)                                                            \
	do {                                                                                   \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                                       \
		}                                                                                  \
	} while (0)

#endif // ZOUT_FUZZ_TARGET_H
