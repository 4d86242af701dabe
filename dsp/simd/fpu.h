// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file fpu.h
 * One floating-point state for the time of one call, whatever the caller's, which is put back. [audio]
 *
 * Denormals are flushed: a recurrence that decays into them can cost half as much again, for ever. Rounding is to
 * nearest and nothing traps: the output must not depend on what a host or another plugin left behind.
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
	const unsigned no_traps           = 0x1f80;
	const unsigned state              = _mm_getcsr();
	_mm_setcsr(flush_to_zero | denormals_are_zero | no_traps); // and rounding to nearest, which is 0
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
	__asm__ volatile("msr fpcr, %0" : : "r"(flush_to_zero)); // no traps and rounding to nearest are 0
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
