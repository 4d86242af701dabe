// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Preloaded into a program: the time of day is wrong by as many seconds as stand in the file CLOCKJUMP, read anew each
 * time somebody asks. Monotonic clocks, with which nobody can tamper, stay what they are. */

#define _GNU_SOURCE // CLOCK_TAI, syscall()

#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))

static time_t
wrong_by_s(void)
{
	const char* const path = getenv("CLOCKJUMP");
	FILE* const       file = path ? fopen(path, "r") : NULL;
	long              s    = 0;
	if (file) {
		if (fscanf(file, "%ld", &s) != 1) {
			s = 0;
		}
		fclose(file);
	}
	return (time_t)s;
}

PUBLIC int
clock_gettime(const clockid_t clock, struct timespec* const now)
{
	// Straight to the kernel: who looks the function up may ask for the time on the way
	const int result = (int)syscall(SYS_clock_gettime, clock, now);
	if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI)) {
		now->tv_sec += wrong_by_s();
	}
	return result;
}

PUBLIC time_t
time(time_t* const now)
{
	struct timespec exact;
	clock_gettime(CLOCK_REALTIME, &exact);
	if (now) {
		*now = exact.tv_sec;
	}
	return exact.tv_sec;
}

PUBLIC int
gettimeofday(struct timeval* const now, void* const zone)
{
	struct timespec exact;
	(void)zone;
	clock_gettime(CLOCK_REALTIME, &exact);
	now->tv_sec  = exact.tv_sec;
	now->tv_usec = exact.tv_nsec / 1000;
	return 0;
}

PUBLIC int
timespec_get(struct timespec* const now, const int base)
{
	return clock_gettime(CLOCK_REALTIME, now) ? 0 : base;
}
