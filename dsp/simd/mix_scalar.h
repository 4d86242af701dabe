// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Mixing of the two channels of a chain. The specification. Included by kernels.c only. */

#ifndef ZOUT_SIMD_MIX_SCALAR_H
#define ZOUT_SIMD_MIX_SCALAR_H

#include "kernels.h"

#include <stddef.h>

ZOUT_REALTIME
static void
mix(double* const restrict x,
    float* const restrict single,
    const double* const restrict own,
    const double* const restrict other,
    const unsigned n_values)
{
	for (size_t i = 0; i < n_values; i += 2) {
		const double left  = x[i];
		const double right = x[i + 1];
		x[i]               = own[i] * left + other[i] * right;
		x[i + 1]           = own[i + 1] * right + other[i + 1] * left;
		single[i]          = (float)x[i];
		single[i + 1]      = (float)x[i + 1];
	}
}

#endif // ZOUT_SIMD_MIX_SCALAR_H
