// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What all that measures time needs: a clock, quantiles, and a processor that stays as it is. */

#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <stddef.h>

/** The monotonic clock, nanoseconds since an arbitrary time. */
double
timing_now_ns(void);

/** Keeps this program on a processor, or says why not. */
void
timing_pin(int cpu);

/** Treats denormals as zeros from now on, as hosts do. */
void
timing_flush_denormals(void);

/** Sorts in place, least first. */
void
timing_sort(double* values, size_t n);

/** The value below which that part of sorted values is: 0 the least, 0.5 the median, 1 the largest. */
double
timing_quantile(const double* sorted, size_t n, double part);

#endif // BENCH_TIMING_H
