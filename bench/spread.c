// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "spread.h"

#include "timing.h"

#include <stdio.h>

void
spread_print_head(void)
{
	puts("| | median, ns | 99 % | 99.9 % | 99.99 % | max |\n|---|---:|---:|---:|---:|---:|");
}

Spread
spread_print_row(const char* const name, const char* const which, double* const ns, const unsigned n)
{
	timing_sort(ns, n);
	const Spread spread = {timing_quantile(ns, n, 0.5), timing_quantile(ns, n, 0.999)};
	printf("| %s%s | %.0f | %.2f | %.2f | %.2f | %.1f |\n",
	       name,
	       which,
	       spread.median_ns,
	       timing_quantile(ns, n, 0.99) / spread.median_ns,
	       spread.most_ns / spread.median_ns,
	       timing_quantile(ns, n, 0.9999) / spread.median_ns,
	       timing_quantile(ns, n, 1.0) / spread.median_ns);
	return spread;
}
