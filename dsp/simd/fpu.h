// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file fpu.h
 * Flushing of denormals, for the time of one call: the caller's state is put back. [audio]
 *
 * A recurrence that decays into denormals can cost half as much again, for ever; hosts cannot be relied on.
 */

#ifndef ZOUT_SIMD_FPU_H
#define ZOUT_SIMD_FPU_H

#include <stdint.h>

#if defined(__SSE2__)
#	include <xmmintrin.h>

typedef unsigned ZoutFpuState;

static inline ZoutFpuState
zout_fpu_enter(void)
{
	const unsigned flush_to_zero      = 0x8000;
	const unsigned denormals_are_zero = 0x0040;
	const unsigned state              = _mm_getcsr();
	_mm_setcsr(state | flush_to_zero | denormals_are_zero);
	return state;
}

static inline void
zout_fpu_leave(const ZoutFpuState state)
{
	_mm_setcsr(state);
}

#elif defined(__aarch64__)

typedef uint64_t ZoutFpuState;

static inline ZoutFpuState
zout_fpu_enter(void)
{
	const uint64_t flush_to_zero = UINT64_C(1) << 24;
	uint64_t       state;
	__asm__ volatile("mrs %0, fpcr" : "=r"(state));
	__asm__ volatile("msr fpcr, %0" : : "r"(state | flush_to_zero));
	return state;
}

static inline void
zout_fpu_leave(const ZoutFpuState state)
{
	__asm__ volatile("msr fpcr, %0" : : "r"(state));
}

#else

typedef int ZoutFpuState;

static inline ZoutFpuState
zout_fpu_enter(void)
{
	return 0;
}

static inline void
zout_fpu_leave(const ZoutFpuState state)
{
	(void)state;
}

#endif

#endif // ZOUT_SIMD_FPU_H
