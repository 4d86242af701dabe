// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* How evenly the times of single blocks are spread: the least time of several plays of each block, which is the block's
 * own, and a table of quantiles. */

#ifndef BENCH_SPREAD_H
#define BENCH_SPREAD_H

/** Keeps the least time of a block, of which 0 is none yet. */
static inline void
spread_keep_least(double* const least_ns, const double ns)
{
	if (*least_ns == 0.0 || ns < *least_ns) {
		*least_ns = ns;
	}
}

/** Times of blocks, nanoseconds. */
typedef struct {
	double median_ns;
	double most_ns; ///< Which 99.9 % of blocks do not exceed
} Spread;

/** Prints the head of the table. */
void
spread_print_head(void);

/** Sorts times in place and prints their quantiles over the median as a row of the table. */
Spread
spread_print_row(const char* name, const char* which, double* ns, unsigned n);

#endif // BENCH_SPREAD_H
