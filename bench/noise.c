// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "noise.h"

#include <stdint.h>

/// The next number of a linear congruential generator, as a sample
static float
next(uint32_t* const state)
{
	*state = *state * 1664525U + 1013904223U;
	return (float)(*state >> 8U) / (float)(1U << 26U) - 0.125F;
}

void
noise_fill(float* const left, float* const right, const size_t n_frames)
{
	uint32_t state = 1;
	for (size_t i = 0; i < n_frames; ++i) {
		left[i]  = next(&state);
		right[i] = next(&state);
	}
}
