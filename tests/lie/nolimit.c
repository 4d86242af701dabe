// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Preloaded into a program: it believes that it may lock as much memory as it likes. Where root may, whatever its
 * limit, and cannot lift that, this is what it would see if it could. */

#define _GNU_SOURCE // prlimit(), and limits as it takes them

#include <stddef.h>
#include <sys/resource.h>

__attribute__((visibility("default"))) int
getrlimit(const __rlimit_resource_t resource, struct rlimit* const limit)
{
	const int result = prlimit(0, resource, NULL, limit);
	if (!result && resource == RLIMIT_MEMLOCK) {
		limit->rlim_cur = RLIM_INFINITY;
	}
	return result;
}
