// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _DEFAULT_SOURCE // RLIMIT_MEMLOCK

#include "cli/service/memory_lock.h"

#include <sys/mman.h>
#include <sys/resource.h>

bool
zout_memory_lock(void)
{
	struct rlimit limit;
	return !getrlimit(RLIMIT_MEMLOCK, &limit) && limit.rlim_cur == RLIM_INFINITY && !mlockall(MCL_CURRENT | MCL_FUTURE);
}
