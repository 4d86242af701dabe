// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE // usleep()

#include "rt/wraps.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

_Thread_local bool wraps_in_audio;
atomic_uint        wraps_violations;

static void
count(void)
{
	if (wraps_in_audio) {
		atomic_fetch_add(&wraps_violations, 1U);
	}
}

/// A function in the place of another, which it counts and calls
#define WRAP(type, name, parameters, arguments) \
	type __real_##name parameters;              \
	type __wrap_##name parameters;              \
	type __wrap_##name parameters               \
	{                                           \
		count();                                \
		return __real_##name arguments;         \
	}

WRAP(void*, malloc, (size_t size), (size))
WRAP(void*, calloc, (size_t n, size_t size), (n, size))
WRAP(void*, realloc, (void* p, size_t size), (p, size))
WRAP(void*, aligned_alloc, (size_t alignment, size_t size), (alignment, size))
WRAP(int, posix_memalign, (void** p, size_t alignment, size_t size), (p, alignment, size))
WRAP(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
WRAP(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
WRAP(int, pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex))
WRAP(int, pthread_cond_wait, (pthread_cond_t * cond, pthread_mutex_t* mutex), (cond, mutex))
WRAP(int, pthread_cond_signal, (pthread_cond_t * cond), (cond))
WRAP(int, sem_wait, (sem_t * semaphore), (semaphore))
WRAP(int, sem_post, (sem_t * semaphore), (semaphore))
WRAP(ssize_t, read, (int fd, void* to, size_t size), (fd, to, size))
WRAP(ssize_t, write, (int fd, const void* from, size_t size), (fd, from, size))
WRAP(int, poll, (struct pollfd * fds, nfds_t n, int time_ms), (fds, n, time_ms))
WRAP(int, vprintf, (const char* format, va_list list), (format, list))
WRAP(int, puts, (const char* text), (text))
WRAP(FILE*, fopen, (const char* path, const char* mode), (path, mode))
WRAP(size_t, fwrite, (const void* from, size_t size, size_t n, FILE* file), (from, size, n, file))
WRAP(int, nanosleep, (const struct timespec* wanted, struct timespec* left), (wanted, left))
WRAP(int, usleep, (useconds_t time_us), (time_us))
WRAP(char*, getenv, (const char* name), (name))

void
__real_free(void* p);
void
__wrap_free(void* p);
void
__wrap_free(void* p)
{
	count();
	__real_free(p);
}

// Those with any number of arguments hand them on to those with a list, or need not hand them on

int
__wrap_printf(const char* format, ...);
int
__wrap_printf(const char* format, ...)
{
	va_list list;
	va_start(list, format);
	count();
	const int n = __real_vprintf(format, list);
	va_end(list);
	return n;
}

int
__wrap_fprintf(FILE* file, const char* format, ...);
int
__wrap_fprintf(FILE* file, const char* format, ...)
{
	va_list list;
	va_start(list, format);
	count();
	const int n = vfprintf(file, format, list);
	va_end(list);
	return n;
}

int
__real_open(const char* path, int flags, ...);
int
__wrap_open(const char* path, int flags, ...);
int
__wrap_open(const char* path, int flags, ...)
{
	va_list list;
	va_start(list, flags);
	const mode_t mode = (flags & O_CREAT) ? va_arg(list, mode_t) : 0;
	va_end(list);
	count();
	return __real_open(path, flags, mode);
}

static unsigned
plant_allocations(void)
{
	void* p              = NULL;
	void* volatile block = malloc(1);
	block                = realloc(block, 2);
	free(block);
	free(block = calloc(1, 1));
	free(block = aligned_alloc(64, 64));
	p = posix_memalign(&p, 64, 64) ? NULL : p;
	free(p);
	return 9;
}

static unsigned
plant_locks(void)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t  cond  = PTHREAD_COND_INITIALIZER;
	sem_t           semaphore;
	sem_init(&semaphore, 0, 1);
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	pthread_mutex_trylock(&mutex);
	pthread_cond_signal(&cond);
	sem_wait(&semaphore);
	sem_post(&semaphore);
	return 6;
}

static unsigned
plant_files(void)
{
	struct timespec none = {0, 0};
	char            byte = 0;
	(void)!read(-1, &byte, 1);
	(void)!write(-1, &byte, 1);
	(void)poll(NULL, 0, 0);
	(void)open("/nowhere", O_RDONLY);
	(void)fopen("/nowhere/at/all", "r");
	(void)fwrite(&byte, 1, 0, stdout);
	printf("%s", "");
	fprintf(stderr, "%s", "");
	puts("# planted");
	nanosleep(&none, NULL);
	usleep(0);
	(void)getenv("HOME");
	return 12;
}

unsigned
wraps_plant(void)
{
	return plant_allocations() + plant_locks() + plant_files();
}
