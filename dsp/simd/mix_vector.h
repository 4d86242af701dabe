// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Mixing of the two channels of a chain, on vectors along time. Included by kernels.c only. */

#ifndef ZOUT_SIMD_MIX_VECTOR_H
#define ZOUT_SIMD_MIX_VECTOR_H

#include "halves.h"
#include "kernels.h"

#include <stddef.h>

/// Channels of each frame exchanged
static ALWAYS_INLINE VecD
swap_channels(const VecD v)
{
#if ZOUT_VECTOR_BYTES == 32
	return __builtin_shufflevector(v, v, 1, 0, 3, 2);
#else
	return __builtin_shufflevector(v, v, 1, 0);
#endif
}

/// `step` values, a multiple of 4
static ALWAYS_INLINE void
mix_values(double* const restrict x,
           float* const restrict single,
           const double* const restrict own,
           const double* const restrict other,
           const size_t step)
{
	for (size_t k = 0; k < step; k += VEC_DOUBLES) {
		const VecD  here  = load_d(x + k);
		const VecD  keep  = load_d(own + k) * here;
		const VecD  mixed = load_d(other + k) * swap_channels(here) + keep;
		const HalfF less  = narrow_half(mixed);
		store_d(x + k, mixed);
		memcpy(single + k, &less, sizeof(less));
	}
}

/* Padded, so that every value goes the same way, wherever the host cuts. */
ZOUT_REALTIME
static void
mix(double* const restrict x,
    float* const restrict single,
    const double* const restrict own,
    const double* const restrict other,
    const unsigned n_values)
{
	enum { STEP = 16 };
	size_t i = 0;
	for (; i + STEP <= n_values; i += STEP) {
		mix_values(x + i, single + i, own + i, other + i, STEP);
	}
	for (; i < n_values; i += 4) {
		mix_values(x + i, single + i, own + i, other + i, 4);
	}
}

#endif // ZOUT_SIMD_MIX_VECTOR_H
