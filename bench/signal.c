// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "signal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double two_pi = 6.283185307179586;

void*
bench_calloc(const size_t n, const size_t size)
{
	const size_t bytes = (n * size + 63U) & ~(size_t)63U;
	void* const  block = aligned_alloc(64, bytes ? bytes : 64U);
	if (!block) {
		perror("bench");
		exit(1);
	}
	memset(block, 0, bytes);
	return block;
}

/// White noise in -1..1
static double
next_white(uint64_t* const state)
{
	uint64_t s = *state;
	s ^= s << 13U;
	s ^= s >> 7U;
	s ^= s << 17U;
	*state = s;
	return (double)(int64_t)s / 9.3e18;
}

/// One period of the loop; Kellet's three-pole approximation of pink noise and whole periods of the sine
static void
make_channel(double* const x, const unsigned channel, const double rate_hz)
{
	uint64_t     state   = 0x9E3779B97F4A7C15ULL * (channel + 1U);
	double       pole[3] = {0.0, 0.0, 0.0};
	const double periods = floor(997.0 * RING_FRAMES / rate_hz);
	for (unsigned i = 0; i < RING_FRAMES; ++i) {
		const double white = next_white(&state);

		pole[0] = 0.99765 * pole[0] + white * 0.0990460;
		pole[1] = 0.96300 * pole[1] + white * 0.2965164;
		pole[2] = 0.57000 * pole[2] + white * 1.0526913;
		x[i] =
			0.25 * (pole[0] + pole[1] + pole[2] + white * 0.1848) + sin(two_pi * periods * i / RING_FRAMES + channel);
	}
}

void
signal_init(Signal* const signal, const double rate_hz, const double peak_dbfs)
{
	double* const x      = bench_calloc(RING_FRAMES, sizeof(*x));
	double        square = 0.0;
	for (unsigned c = 0; c < 2; ++c) {
		signal->playing[c] = bench_calloc(RING_FRAMES + MAX_BLOCK_FRAMES, sizeof(float));
		signal->sound[c]   = bench_calloc(RING_FRAMES + MAX_BLOCK_FRAMES, sizeof(float));
		make_channel(x, c, rate_hz);

		double peak = 0.0;
		for (unsigned i = 0; i < RING_FRAMES; ++i) {
			peak = fmax(peak, fabs(x[i]));
		}
		const double gain_lin = pow(10.0, peak_dbfs / 20.0) / peak;
		for (unsigned i = 0; i < RING_FRAMES; ++i) {
			signal->sound[c][i] = (float)(gain_lin * x[i]);
			square += gain_lin * gain_lin * x[i] * x[i];
		}
		memcpy(signal->sound[c] + RING_FRAMES, signal->sound[c], MAX_BLOCK_FRAMES * sizeof(float));
	}
	signal->rms_dbfs = 10.0 * log10(square / (2.0 * RING_FRAMES) + 1e-30);
	free(x);
	signal_play(signal, false);
}

void
signal_play(Signal* const signal, const bool silent)
{
	const size_t bytes = (RING_FRAMES + MAX_BLOCK_FRAMES) * sizeof(float);
	for (unsigned c = 0; c < 2; ++c) {
		if (silent) {
			memset(signal->playing[c], 0, bytes);
		} else {
			memcpy(signal->playing[c], signal->sound[c], bytes);
		}
	}
}

void
signal_free(Signal* const signal)
{
	for (unsigned c = 0; c < 2; ++c) {
		free(signal->playing[c]);
		free(signal->sound[c]);
	}
}
