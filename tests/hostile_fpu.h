// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file hostile_fpu.h
 * Floating-point states that a host may call with: flushing of denormals, rounding and traps, each on or off.
 */

#ifndef ZOUT_TESTS_HOSTILE_FPU_H
#define ZOUT_TESTS_HOSTILE_FPU_H

#include <stdint.h>

#if defined(__SSE2__)

/// MXCSR: the usual; to zero; denormals are zero; both; rounding down, up, to zero; traps; all of it
static const uint64_t hostile_fpu_modes[] =
	{0x1f80, 0x9f80, 0x1fc0, 0x9fc0, 0x3f80, 0x5f80, 0x7f80, 0x1900, 0x1100, 0xf1c0};

/// What calls may change: flags that stick
static const uint64_t hostile_fpu_sticky = 0x3f;

static inline uint64_t
hostile_fpu_get(void)
{
	return __builtin_ia32_stmxcsr();
}

static inline void
hostile_fpu_set(const uint64_t mode)
{
	__builtin_ia32_ldmxcsr((unsigned)mode);
}

#elif defined(__aarch64__)

/// FPCR: the usual; to zero; rounding up, down, to zero; default NaN
static const uint64_t hostile_fpu_modes[] = {0, 1U << 24U, 1U << 22U, 2U << 22U, 3U << 22U, 1U << 25U};

static const uint64_t hostile_fpu_sticky = 0;

static inline uint64_t
hostile_fpu_get(void)
{
	uint64_t mode;
	__asm__ volatile("mrs %0, fpcr" : "=r"(mode));
	return mode;
}

static inline void
hostile_fpu_set(const uint64_t mode)
{
	__asm__ volatile("msr fpcr, %0" : : "r"(mode));
}

#else

static const uint64_t hostile_fpu_modes[] = {0};

static const uint64_t hostile_fpu_sticky = 0;

static inline uint64_t
hostile_fpu_get(void)
{
	return 0;
}

static inline void
hostile_fpu_set(const uint64_t mode)
{
	(void)mode;
}

#endif

enum { HOSTILE_N_FPU_MODES = sizeof(hostile_fpu_modes) / sizeof(hostile_fpu_modes[0]) };

#endif // ZOUT_TESTS_HOSTILE_FPU_H
