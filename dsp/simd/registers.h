// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What is to be in registers, and what is not: compilers guess. Included by kernels.c only. */

#ifndef ZOUT_SIMD_REGISTERS_H
#define ZOUT_SIMD_REGISTERS_H

/// Makes compilers load from there where it is needed: they would copy whole tables to the stack for want of registers
#define KEEP_IN_MEMORY(pointer) __asm__("" : "+r"(pointer))

/// Makes compilers work a floating-point value or vector out here and keep it, where they may load it again from where
/// it came from, or fuse the product that it is with a sum
#if defined __SSE2__
#	define KEEP_IN_REGISTER(x) __asm__("" : "+x"(x))
#elif defined __aarch64__
#	define KEEP_IN_REGISTER(x) __asm__("" : "+w"(x))
#else
#	define KEEP_IN_REGISTER(x) ((void)(x))
#endif

/// Keeps compilers from loading by the pointer before such a value or vector is there: what comes early takes registers
#if defined __SSE2__
#	define READ_AFTER(pointer, x) __asm__("" : "+r"(pointer), "+x"(x))
#elif defined __aarch64__
#	define READ_AFTER(pointer, x) __asm__("" : "+r"(pointer), "+w"(x))
#else
#	define READ_AFTER(pointer, x) ((void)(x))
#endif

#endif // ZOUT_SIMD_REGISTERS_H
