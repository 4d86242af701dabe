// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE // sched_setaffinity

#include "timing.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#if defined(__SSE__)
#	include <xmmintrin.h>
#endif

double
timing_now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

void
timing_pin(const int cpu)
{
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET((size_t)cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		perror("cannot stay on one processor");
	}
}

void
timing_flush_denormals(void)
{
#if defined(__SSE__)
	_mm_setcsr(_mm_getcsr() | 0x8040U);
#endif
}

static int
compare(const void* const a, const void* const b)
{
	const double x = *(const double*)a;
	const double y = *(const double*)b;
	return (x > y) - (x < y);
}

void
timing_sort(double* const values, const size_t n)
{
	qsort(values, n, sizeof(double), compare);
}

double
timing_quantile(const double* const sorted, const size_t n, const double part)
{
	return sorted[(size_t)(part * (double)(n - 1U) + 0.5)];
}
