// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/stats.h"

#include <math.h>

/// log of the probability of exactly k of n; 0 < p < 1
static double
log_exactly(const unsigned n, const unsigned k, const double p)
{
	double log_choose = 0.0;
	for (unsigned i = 1; i <= k; ++i) {
		log_choose += log((double)(n - k + i) / (double)i);
	}
	return log_choose + (double)k * log(p) + (double)(n - k) * log1p(-p);
}

double
zout_abx_at_least(const unsigned n, const unsigned k, const double p)
{
	if (!k || p >= 1.0) {
		return k <= n ? 1.0 : 0.0;
	}
	if (k > n || p <= 0.0) {
		return 0.0;
	}

	// From term to term by their ratio, as logarithms: a first term that underflows must not silence the others
	const double log_odds = log(p) - log1p(-p);
	double       log_term = log_exactly(n, k, p);
	double       sum      = 0.0;
	for (unsigned i = k; i <= n; ++i) {
		sum += exp(log_term);
		log_term += i < n ? log((double)(n - i) / (double)(i + 1U)) + log_odds : 0.0;
	}
	return fmin(sum, 1.0);
}

double
zout_abx_at_most(const unsigned n, const unsigned k, const double p)
{
	return k >= n ? 1.0 : zout_abx_at_least(n, n - k, 1.0 - p);
}
