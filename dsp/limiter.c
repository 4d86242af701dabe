// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "limiter.h"

#include "halfband.h"

#include <string.h>

void
zout_limiter_init(ZoutLimiter* const limiter)
{
	memset(limiter, 0, sizeof(*limiter));

	// The doubled rate holds nothing of interest above a quarter of it, and each further doubling halves that again.
	zout_halfband_init(limiter->taps_4x, ZOUT_LIMITER_TAPS_4X, 0.25);
	zout_halfband_init(limiter->taps_8x, ZOUT_LIMITER_TAPS_8X, 0.125);
	limiter->safe_peak = ZOUT_KNEE_START / (zout_halfband_gain(limiter->taps_4x, ZOUT_LIMITER_TAPS_4X) *
	                                        zout_halfband_gain(limiter->taps_8x, ZOUT_LIMITER_TAPS_8X));
}

/// Weaves two phases into one stream of twice the rate
static void
weave(float* const out, const float* const even, const float* const odd, const unsigned lanes, const unsigned n_frames)
{
	for (unsigned i = 0; i < n_frames; ++i) {
		memcpy(out + 2U * i * lanes, even + i * lanes, lanes * sizeof(float));
		memcpy(out + (2U * i + 1U) * lanes, odd + i * lanes, lanes * sizeof(float));
	}
}

/// Takes a stream of twice the rate apart into its phases
static void
unweave(float* const even, float* const odd, const float* const in, const unsigned lanes, const unsigned n_frames)
{
	for (unsigned i = 0; i < n_frames; ++i) {
		memcpy(even + i * lanes, in + 2U * i * lanes, lanes * sizeof(float));
		memcpy(odd + i * lanes, in + (2U * i + 1U) * lanes, lanes * sizeof(float));
	}
}

static void
average(float* const out, const float* const a, const float* const b, const unsigned n_values)
{
	for (unsigned i = 0; i < n_values; ++i) {
		out[i] = 0.5F * (a[i] + b[i]);
	}
}

/// Set of the chains whose values are not all zero
static unsigned
clipped_chains(const float* const values, const unsigned lanes, const unsigned n_frames)
{
	unsigned set = 0;
	for (unsigned i = 0; i < n_frames * lanes; ++i) {
		set |= values[i] != 0.0F ? 1U << (i % lanes / 2U) : 0U;
	}
	return set;
}

unsigned
zout_limiter_run(ZoutLimiter* const       limiter,
                 const ZoutKernels* const kernels,
                 const float* const       wanted_even,
                 const float* const       wanted_odd,
                 const unsigned           lanes,
                 const unsigned           n_frames,
                 ZoutPhases* const        clipped)
{
	// Ranges of frames in which each stage's result is exact; a filter of n taps loses n - 1 before and n behind.
	const unsigned before   = ZOUT_LIMITER_FRAMES * lanes;
	const unsigned n_2x     = 2U * (n_frames + 2U * ZOUT_LIMITER_FRAMES);
	const unsigned n_4x     = 2U * n_2x;
	const unsigned first_4x = ZOUT_LIMITER_TAPS_4X - 1U;
	const unsigned count_4x = n_2x - 2U * ZOUT_LIMITER_TAPS_4X + 1U;
	const unsigned first_8x = 2U * first_4x + ZOUT_LIMITER_TAPS_8X - 1U;
	const unsigned count_8x = n_4x - 2U * first_8x - 3U;

	weave(limiter->in_2x, wanted_even - before, wanted_odd - before, lanes, n_2x / 2U);

	kernels->interpolate(limiter->odd_4x + first_4x * lanes,
	                     limiter->in_2x + first_4x * lanes,
	                     limiter->taps_4x,
	                     ZOUT_LIMITER_TAPS_4X,
	                     lanes,
	                     count_4x * lanes);
	weave(limiter->in_4x, limiter->in_2x, limiter->odd_4x, lanes, n_2x);
	kernels->interpolate(limiter->odd_8x + first_8x * lanes,
	                     limiter->in_4x + first_8x * lanes,
	                     limiter->taps_8x,
	                     ZOUT_LIMITER_TAPS_8X,
	                     lanes,
	                     count_8x * lanes);

	// Clip both phases of the eightfold rate in place of what they were.
	float* const even_8x = limiter->even_8x + first_8x * lanes;
	float* const odd_8x  = limiter->odd_8x + first_8x * lanes;
	kernels->clip_residual(even_8x, limiter->in_4x + first_8x * lanes, count_8x * lanes);
	memcpy(limiter->in_4x + first_8x * lanes, odd_8x, sizeof(float) * count_8x * lanes);
	kernels->clip_residual(odd_8x, limiter->in_4x + first_8x * lanes, count_8x * lanes);

	// Down again: each output is half its own phase plus half of what the other phase interpolates to at its place.
	const unsigned first_down = first_8x + ZOUT_LIMITER_TAPS_8X;
	const unsigned count_down = count_8x - 2U * ZOUT_LIMITER_TAPS_8X + 1U;
	kernels->interpolate(limiter->out_4x + first_down * lanes,
	                     limiter->odd_8x + (first_down - 1U) * lanes,
	                     limiter->taps_8x,
	                     ZOUT_LIMITER_TAPS_8X,
	                     lanes,
	                     count_down * lanes);
	average(limiter->out_4x + first_down * lanes,
	        limiter->out_4x + first_down * lanes,
	        limiter->even_8x + first_down * lanes,
	        count_down * lanes);

	unweave(limiter->even_4x, limiter->odd_4x, limiter->out_4x, lanes, n_2x);
	const unsigned first_2x = 2U * ZOUT_LIMITER_FRAMES;
	float* const   out_2x   = limiter->out_2x + first_2x * lanes;
	kernels->interpolate(out_2x,
	                     limiter->odd_4x + (first_2x - 1U) * lanes,
	                     limiter->taps_4x,
	                     ZOUT_LIMITER_TAPS_4X,
	                     lanes,
	                     2U * n_frames * lanes);
	average(out_2x, out_2x, limiter->even_4x + first_2x * lanes, 2U * n_frames * lanes);

	clipped->even = limiter->in_2x;
	clipped->odd  = limiter->odd_8x;
	unweave(clipped->even, clipped->odd, out_2x, lanes, n_frames);
	return clipped_chains(out_2x, lanes, 2U * n_frames);
}
