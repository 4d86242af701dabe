// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "signals.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h> // after the headers that it needs

static const double pi = 3.14159265358979323846;

void
signal_add_tone(double* const x,
                const size_t  n,
                const double  rate_hz,
                const double  frequency_hz,
                const double  amplitude_pk,
                const double  phase_rad)
{
	for (size_t i = 0; i < n; ++i) {
		x[i] += amplitude_pk * sin(2.0 * pi * fmod(frequency_hz * (double)i / rate_hz, 1.0) + phase_rad);
	}
}

void
signal_add_noise(double* const x, const size_t n, const double rms, const uint64_t seed)
{
	// Knuth's linear congruential generator; its upper bits are uniform from -sqrt 3 to sqrt 3, of rms 1
	uint64_t state = seed;
	for (size_t i = 0; i < n; ++i) {
		state              = state * 6364136223846793005U + 1442695040888963407U;
		const double upper = (double)(state >> 11U) / 9007199254740992.0; // 2^53
		x[i] += rms * sqrt(3.0) * (2.0 * upper - 1.0);
	}
}

double*
signal_new(const size_t n)
{
	double* const x = (double*)calloc(n, sizeof(double));
	assert_non_null(x);
	return x;
}
