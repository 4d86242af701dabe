// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE // getline(), dladdr()

#include "tests/memory/failing.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static atomic_long asked;     ///< Since failing_set()
static atomic_long left;      ///< Blocks in use
static atomic_long first;     ///< That fails, 0 for none
static atomic_bool ever_more; ///< And so do those after it
static atomic_bool begun;     ///< The first has failed
static uintptr_t   wanted;    ///< The place that fails, 0 for none. Set before the program starts
static uintptr_t   base;      ///< Places are counted from here

enum { MAX_PLACES = 1024 };

static _Atomic(uintptr_t) places[MAX_PLACES]; ///< That asked

/// Notes a place; true if it has never asked before
static bool
is_fresh(const uintptr_t place)
{
	for (unsigned i = 0; i < MAX_PLACES; ++i) {
		uintptr_t known = 0;
		if (atomic_compare_exchange_strong(&places[i], &known, place)) {
			return true;
		}
		if (known == place) {
			return false;
		}
	}
	abort();
}

void
failing_set(const long n, const bool on)
{
	atomic_store(&ever_more, on);
	atomic_store(&asked, 0);
	atomic_store(&left, 0);
	atomic_store(&begun, false);
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
failing_fails_at(const void* const address)
{
	const uintptr_t place = (uintptr_t)address - base;
	const bool      fresh = is_fresh(place);
	const long      n     = atomic_fetch_add(&asked, 1) + 1;
	const bool      here  = wanted ? fresh && place == wanted : n == atomic_load(&first);
	const bool      now   = here || (atomic_load(&begun) && atomic_load(&ever_more));
	if (now) {
		atomic_store(&begun, true);
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
FAILING(FILE*, open_memstream, (char** text, size_t* size), (text, size)) // it stands for the text, which is freed

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
	Dl_info           info = {.dli_fbase = NULL};
	const char* const how  = getenv("ZOUT_FAILING");
	dladdr(places, &info);
	base = (uintptr_t)info.dli_fbase;
	if (how && *how == '@') {
		wanted = (uintptr_t)strtoul(how + 1, NULL, 16);
	}
	if (how) {
		failing_set(wanted ? 0 : strtol(how, NULL, 10), strchr(how, '+'));
	}
}

__attribute__((destructor)) static void
tell(void)
{
	const char* const path = getenv("ZOUT_FAILING_REPORT");
	FILE* const       file = path ? fopen(path, "w") : NULL;
	if (file) {
		fprintf(file, "%ld %ld", failing_asked(), failing_left());
		for (unsigned i = 0; i < MAX_PLACES && atomic_load(&places[i]); ++i) {
			fprintf(file, " %lx", (unsigned long)atomic_load(&places[i]));
		}
		fprintf(file, "\n");
		fclose(file);
	}
}
