// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file failing.h
 * Memory that runs out where a test wants it to.
 *
 * make/memory.mk links this into copies of what is shipped. The linker's --wrap sends their own calls here, and none of
 * those that libraries make among themselves: a library which dies without memory is not what is tested. What asks a
 * library for a new object counts as an allocation too.
 *
 * A program that is not linked with a test listens to its environment:
 *
 *     ZOUT_FAILING=7         the seventh allocation fails
 *     ZOUT_FAILING=7+        so do all that follow
 *     ZOUT_FAILING=@1a2b     the first allocation at that place in the code, which is an offset in hexadecimal
 *     ZOUT_FAILING=@1a2b+    so do all that follow
 *     ZOUT_FAILING_REPORT=F  writes into the file F, at its end: allocations asked for, blocks not freed, and the
 * places that asked
 */

#ifndef ZOUT_TESTS_MEMORY_FAILING_H
#define ZOUT_TESTS_MEMORY_FAILING_H

#include <stdbool.h>

/** Starts to count anew. From now on allocation `n` fails, 1 being the next, and those after it if `on`; 0: none. */
typedef void (*FailingSet)(long n, bool on);

__attribute__((visibility("default"))) void
failing_set(long n, bool on);

/** Allocations that were asked for since. */
__attribute__((visibility("default"))) long
failing_asked(void);

/** Blocks and objects that were made since, less those that were freed. */
__attribute__((visibility("default"))) long
failing_left(void);

typedef long (*FailingCount)(void);

/* For those that stand in the place of what allocates */

/** True if the allocation that is asked for at a place has to fail; errno says so too. */
bool
failing_fails_at(const void* address);

/** The same, in a function that stands in the place of one that allocates. */
#define failing_fails() failing_fails_at(__builtin_return_address(0))

/** Counts a block or object that was made, unless it is NULL. Returns it. */
void*
failing_made(void* block);

/** Counts a block or object that is no more, unless it is NULL. */
void
failing_freed(const void* block);

/** A function in the place of another, which it calls unless it has to fail. */
#define FAILING(type, name, parameters, arguments)                                   \
	type __real_##name parameters;                                                   \
	type __wrap_##name parameters;                                                   \
	type __wrap_##name parameters                                                    \
	{                                                                                \
		return failing_fails() ? NULL : (type)failing_made(__real_##name arguments); \
	}

/** A function in the place of another that ends the life of what FAILING() made. */
#define FREEING(name, type)          \
	void __real_##name(type object); \
	void __wrap_##name(type object); \
	void __wrap_##name(type object)  \
	{                                \
		failing_freed(object);       \
		__real_##name(object);       \
	}

#endif // ZOUT_TESTS_MEMORY_FAILING_H
