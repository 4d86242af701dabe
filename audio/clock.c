// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/clock.h"

#include <time.h>

#ifdef ZOUT_HAS_EFFECTS
/// A promise of ours: for this clock glibc asks no kernel, but reads what the kernel has mapped
ZOUT_REALTIME
int
clock_gettime(clockid_t clock, struct timespec* now);
#endif

uint64_t
zout_clock_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}
