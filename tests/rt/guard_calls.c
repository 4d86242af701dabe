// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The functions that may block, each in the place of the real one. What is not here but calls the system is seen by
 * that. */

#define _GNU_SOURCE

#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define STEP_IN __attribute__((visibility("default")))

// The allocator, by the names that it has within glibc: dlsym() itself allocates

void*
__libc_malloc(size_t size);
void*
__libc_calloc(size_t n, size_t size);
void*
__libc_realloc(void* p, size_t size);
void
__libc_free(void* p);
void*
__libc_memalign(size_t alignment, size_t size);

STEP_IN void*
malloc(const size_t size)
{
	guard_note("malloc");
	return __libc_malloc(size);
}

STEP_IN void*
calloc(const size_t n, const size_t size)
{
	guard_note("calloc");
	return __libc_calloc(n, size);
}

STEP_IN void*
realloc(void* const p, const size_t size)
{
	guard_note("realloc");
	return __libc_realloc(p, size);
}

STEP_IN void
free(void* const p)
{
	guard_note("free");
	__libc_free(p);
}

STEP_IN void*
memalign(const size_t alignment, const size_t size)
{
	guard_note("memalign");
	return __libc_memalign(alignment, size);
}

STEP_IN void*
aligned_alloc(const size_t alignment, const size_t size)
{
	guard_note("aligned_alloc");
	return __libc_memalign(alignment, size);
}

STEP_IN int
posix_memalign(void** const p, const size_t alignment, const size_t size)
{
	guard_note("posix_memalign");
	*p = __libc_memalign(alignment, size);
	return *p ? 0 : ENOMEM;
}

/// A function in the place of the next one with its name. That is looked for when the guard is loaded, or earlier
#define STEP(type, name, parameters, arguments) STEP_AFTER((void)0, type, name, parameters, arguments)

/// The same, after something else
#define STEP_AFTER(before, type, name, parameters, arguments)       \
	static type(*next_##name) parameters;                           \
	__attribute__((constructor)) static void find_##name(void)      \
	{                                                               \
		void* const found = next_##name ? NULL : guard_next(#name); \
		memcpy(&next_##name, &found, found ? sizeof(found) : 0U);   \
	}                                                               \
	STEP_IN type name parameters                                    \
	{                                                               \
		before;                                                     \
		guard_note(#name);                                          \
		find_##name();                                              \
		return next_##name arguments;                               \
	}

STEP(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
STEP(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
STEP(int, pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex))
STEP(int, pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
STEP(int, pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
STEP(int, pthread_spin_lock, (pthread_spinlock_t * lock), (lock))
STEP(int, pthread_cond_wait, (pthread_cond_t * cond, pthread_mutex_t* mutex), (cond, mutex))
STEP(int, pthread_cond_signal, (pthread_cond_t * cond), (cond))
STEP(int, pthread_cond_broadcast, (pthread_cond_t * cond), (cond))
STEP(int, sem_wait, (sem_t * semaphore), (semaphore))
STEP(int, sem_post, (sem_t * semaphore), (semaphore))
STEP(ssize_t, read, (int fd, void* to, size_t size), (fd, to, size))
STEP(ssize_t, write, (int fd, const void* from, size_t size), (fd, from, size))
STEP(int, close, (int fd), (fd))
STEP_AFTER(guard_put_down(), int, poll, (struct pollfd * fds, nfds_t n, int time_ms), (fds, n, time_ms))
STEP(int, nanosleep, (const struct timespec* wanted, struct timespec* left), (wanted, left))
STEP(int, usleep, (useconds_t time_us), (time_us))
STEP(FILE*, fopen, (const char* path, const char* mode), (path, mode))
STEP(size_t, fwrite, (const void* from, size_t size, size_t n, FILE* file), (from, size, n, file))
STEP(int, fputs, (const char* text, FILE* file), (text, file))
STEP(int, puts, (const char* text), (text))
STEP(int, vprintf, (const char* format, va_list list), (format, list))
STEP(int, vfprintf, (FILE * file, const char* format, va_list list), (file, format, list))
STEP(int, vsnprintf, (char* to, size_t size, const char* format, va_list list), (to, size, format, list))
STEP(char*, getenv, (const char* name), (name))

// Those with any number of arguments hand them on to those with a list

STEP_IN int
printf(const char* const format, ...)
{
	va_list list;
	va_start(list, format);
	guard_note("printf");
	const int n = vfprintf(stdout, format, list);
	va_end(list);
	return n;
}

STEP_IN int
fprintf(FILE* const file, const char* const format, ...)
{
	va_list list;
	va_start(list, format);
	guard_note("fprintf");
	const int n = vfprintf(file, format, list);
	va_end(list);
	return n;
}

STEP_IN int
open(const char* const path, const int flags, ...)
{
	va_list list;
	va_start(list, flags);
	const mode_t mode = va_arg(list, mode_t); // garbage that nobody reads where there is none
	va_end(list);
	guard_note("open");
	return openat(AT_FDCWD, path, flags, mode);
}
