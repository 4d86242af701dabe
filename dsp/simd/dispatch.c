// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernels.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#	include <cpuid.h>

extern const ZoutKernels zout_kernels_x86_64;
extern const ZoutKernels zout_kernels_x86_64_v3;

/// All that -march=x86-64-v3 lets the compiler use, of processor and operating system: for the registers of AVX the
/// compiler's run time asks CPUID and XGETBV both. Clang's does not know the last three.
static bool
has_x86_64_v3(void)
{
	unsigned eax   = 0;
	unsigned ebx   = 0;
	unsigned ecx   = 0;
	unsigned edx   = 0;
	bool     knows = __get_cpuid(1, &eax, &ebx, &ecx, &edx) && (ecx & bit_MOVBE) && (ecx & bit_F16C);
	knows          = knows && __get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx) && (ecx & bit_LZCNT);
	__builtin_cpu_init();
	return knows && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("bmi2");
}
#elif defined(__aarch64__)
extern const ZoutKernels zout_kernels_aarch64;
#endif

const ZoutKernels*
zout_kernels_available(const unsigned index)
{
	switch (index) {
	case 0:
		return &zout_kernels_scalar;
#if defined(__x86_64__)
	case 1:
		return &zout_kernels_x86_64;
	case 2:
		return has_x86_64_v3() ? &zout_kernels_x86_64_v3 : NULL;
#elif defined(__aarch64__)
	case 1:
		return &zout_kernels_aarch64;
#endif
	default:
		return NULL;
	}
}

const ZoutKernels*
zout_kernels_choose(void)
{
	const char* const  wanted = getenv("ZOUT_ISA");
	const ZoutKernels* best   = NULL;
	for (unsigned i = 0; zout_kernels_available(i); ++i) {
		const ZoutKernels* const kernels = zout_kernels_available(i);
		if (!wanted || !*wanted || !strcmp(kernels->name, wanted)) {
			best = kernels;
		}
	}
	return best;
}
