// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Kernels that treat each value, or each frame, alike: one source for every instruction set, in loops that compilers
 * vectorise by themselves. Included by kernels.c only. Where the number of lanes matters it is a constant in each
 * copy of the loop. */

#ifndef ZOUT_SIMD_ELEMENTWISE_H
#define ZOUT_SIMD_ELEMENTWISE_H

#include "kernels.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static unsigned
padded(const unsigned n_values)
{
	return (n_values + ZOUT_PAD_VALUES - 1U) / ZOUT_PAD_VALUES * ZOUT_PAD_VALUES;
}

ZOUT_REALTIME
static void
widen(double* const restrict out, const float* const restrict in, const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		out[i] = (double)in[i];
	}
}

ZOUT_REALTIME
static void
narrow(float* const restrict out, const double* const restrict in, const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		out[i] = (float)in[i];
	}
}

/* The knee is a fourth-degree polynomial whose slope falls from 1 to 0 along 1 - (3 t² - 2 t³): slope and curvature
 * are continuous, so that harmonics, and with them aliases, fall off fast. */
ZOUT_REALTIME
static void
clip_residual(float* const restrict out, const float* const restrict in, const unsigned n_values)
{
	const unsigned n = padded(n_values);
	for (size_t i = 0; i < n; ++i) {
		const float size = fabsf(in[i]);
		const float over = (size - ZOUT_KNEE_START) * (0.5F / ZOUT_KNEE_HALF);
		const float low  = over > 0.0F ? over : 0.0F;
		const float t    = low < 1.0F ? low : 1.0F;
		const float loss = 2.0F * ZOUT_KNEE_HALF * (t * t * t * (1.0F - 0.5F * t) + (low - t));
		out[i]           = in[i] > 0.0F ? -loss : loss;
	}
}

#endif // ZOUT_SIMD_ELEMENTWISE_H
