// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE // getline()

#include "tests/memory/failing.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static atomic_long asked;     ///< Since failing_set()
static atomic_long left;      ///< Blocks in use
static atomic_long first;     ///< That fails, 0 for none
static atomic_bool ever_more; ///< And so do those after it

void
failing_set(const long n, const bool on)
{
	atomic_store(&ever_more, on);
	atomic_store(&asked, 0);
	atomic_store(&left, 0);
	atomic_store(&first, n);
}

long
failing_asked(void)
{
	return atomic_load(&asked);
}

long
failing_left(void)
{
	return atomic_load(&left);
}

bool
failing_fails(void)
{
	const long n    = atomic_fetch_add(&asked, 1) + 1;
	const long from = atomic_load(&first);
	const bool now  = from > 0 && (n == from || (n > from && atomic_load(&ever_more)));
	if (now) {
		errno = ENOMEM;
	}
	return now;
}

void*
failing_made(void* const block)
{
	atomic_fetch_add(&left, block ? 1 : 0);
	return block;
}

void
failing_freed(const void* const block)
{
	atomic_fetch_sub(&left, block ? 1 : 0);
}

/* What allocates */

FAILING(void*, malloc, (size_t size), (size))
FAILING(void*, calloc, (size_t n, size_t size), (n, size))
FAILING(void*, aligned_alloc, (size_t alignment, size_t size), (alignment, size))
FAILING(char*, strdup, (const char* text), (text))

char*
__real_realpath(const char* path, char* resolved);
char*
__wrap_realpath(const char* path, char* resolved);
char*
__wrap_realpath(const char* const path, char* const resolved)
{
	if (resolved) {
		return __real_realpath(path, resolved);
	}
	return failing_fails() ? NULL : (char*)failing_made(__real_realpath(path, NULL));
}

void*
__real_realloc(void* p, size_t size);
void*
__wrap_realloc(void* p, size_t size);
void*
__wrap_realloc(void* const p, const size_t size)
{
	if (failing_fails()) {
		return NULL;
	}
	void* const block = __real_realloc(p, size);
	return p ? block : failing_made(block);
}

ssize_t
__real_getline(char** line, size_t* size, FILE* file);
ssize_t
__wrap_getline(char** line, size_t* size, FILE* file);
ssize_t
__wrap_getline(char** const line, size_t* const size, FILE* const file)
{
	const bool fresh = !*line;
	if (fresh && failing_fails()) {
		return -1;
	}
	const ssize_t length = __real_getline(line, size, file);
	if (fresh) {
		failing_made(*line);
	}
	return length;
}

void
__real_free(void* p);
void
__wrap_free(void* p);
void
__wrap_free(void* const p)
{
	failing_freed(p);
	__real_free(p);
}

/* A program on its own */

__attribute__((constructor)) static void
listen_to_environment(void)
{
	const char* const wanted = getenv("ZOUT_FAILING");
	if (wanted) {
		failing_set(strtol(wanted, NULL, 10), strchr(wanted, '+'));
	}
}

__attribute__((destructor)) static void
tell(void)
{
	const char* const path = getenv("ZOUT_FAILING_REPORT");
	FILE* const       file = path ? fopen(path, "w") : NULL;
	if (file) {
		fprintf(file, "%ld %ld\n", failing_asked(), failing_left());
		fclose(file);
	}
}
