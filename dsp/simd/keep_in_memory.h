// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Tables that stay where they are. Included by kernels.c only. */

#ifndef ZOUT_SIMD_KEEP_IN_MEMORY_H
#define ZOUT_SIMD_KEEP_IN_MEMORY_H

/// Makes compilers load from there where it is needed: they would copy whole tables to the stack for want of registers
#define KEEP_IN_MEMORY(pointer) __asm__("" : "+r"(pointer))

#endif // ZOUT_SIMD_KEEP_IN_MEMORY_H
