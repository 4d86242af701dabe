// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "limiter.h"

#include "halfband.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Stages from twice the rate to sixteen times. What matters lies below a quarter of the doubled rate, a share that
 * each doubling halves: the filters get shorter. Together they look 12.25 frames of the doubled rate ahead and back,
 * (2 n - 1) / 2^stage for n taps, once up and once down; the window has 2 * ZOUT_LIMITER_FRAMES. */
static const unsigned stage_taps[ZOUT_LIMITER_STAGES]      = {5, 3, 2};
static const double   stage_pass_band[ZOUT_LIMITER_STAGES] = {0.25, 0.125, 0.0625};

_Static_assert(2 * ZOUT_LIMITER_FRAMES >= 13, "the window holds what the filters look at");
_Static_assert(ZOUT_LIMITER_STAGES % 2 == 1, "the way up ends in the buffer where the last stage expects it");

void
zout_limiter_init(ZoutLimiter* const limiter)
{
	memset(limiter, 0, sizeof(*limiter));
	float gain = 1.0F;
	for (unsigned stage = 0; stage < ZOUT_LIMITER_STAGES; ++stage) {
		limiter->n_taps[stage] = stage_taps[stage];
		zout_halfband_init(limiter->taps[stage], stage_taps[stage], stage_pass_band[stage]);
		gain *= zout_halfband_gain(limiter->taps[stage], stage_taps[stage]);
	}
	limiter->safe_peak = ZOUT_KNEE_START / gain;
}

// The number of lanes is a constant in each copy of these loops

static inline void
weave_frames(float* const restrict out,
             const float* const restrict even,
             const float* const restrict odd,
             const size_t lanes,
             const size_t n)
{
	for (size_t i = 0; i < n; ++i) {
		for (size_t k = 0; k < lanes; ++k) {
			out[2 * i * lanes + k]         = even[i * lanes + k];
			out[2 * i * lanes + lanes + k] = odd[i * lanes + k];
		}
	}
}

static inline void
unweave_frames(float* const restrict even,
               float* const restrict odd,
               const float* const restrict in,
               const size_t lanes,
               const size_t n)
{
	for (size_t i = 0; i < n; ++i) {
		for (size_t k = 0; k < lanes; ++k) {
			even[i * lanes + k] = in[2 * i * lanes + k];
			odd[i * lanes + k]  = in[2 * i * lanes + lanes + k];
		}
	}
}

/// Weaves two phases into one stream of twice the rate
static void
weave(float* const out, const float* const even, const float* const odd, const unsigned lanes, const unsigned n_frames)
{
	if (lanes == 2) {
		weave_frames(out, even, odd, 2, n_frames);
	} else {
		weave_frames(out, even, odd, 4, n_frames);
	}
}

/// Takes a stream of twice the rate apart into its phases
static void
unweave(float* const even, float* const odd, const float* const in, const unsigned lanes, const unsigned n_frames)
{
	if (lanes == 2) {
		unweave_frames(even, odd, in, 2, n_frames);
	} else {
		unweave_frames(even, odd, in, 4, n_frames);
	}
}

/// Set of the chains whose values are not all zero
static unsigned
clipped_chains(const ZoutPhases phases, const unsigned lanes, const unsigned n_frames)
{
	float sum[ZOUT_MAX_LANES] = {0.0F};
	for (size_t i = 0; i < (size_t)n_frames * lanes; i += lanes) {
		for (size_t lane = 0; lane < lanes; ++lane) {
			sum[lane] += fabsf(phases.even[i + lane]) + fabsf(phases.odd[i + lane]);
		}
	}
	unsigned set = 0;
	for (unsigned lane = 0; lane < lanes; ++lane) {
		set |= sum[lane] > 0.0F ? 1U << (lane / 2U) : 0U;
	}
	return set;
}

/// Joins two phases at the rate of one: half of the even phase, half of what the odd one interpolates to at its place
static void
join(ZoutLimiter* const       limiter,
     const ZoutKernels* const kernels,
     const unsigned           stage,
     float* const             out,
     const float* const       even,
     const float* const       odd,
     const unsigned           lanes,
     const unsigned           n)
{
	kernels->interpolate(out, odd - lanes, limiter->taps[stage], limiter->n_taps[stage], lanes, n * lanes);
	for (size_t i = 0; i < (size_t)n * lanes; ++i) {
		out[i] = 0.5F * (out[i] + even[i]);
	}
}

/**
 * Up from twice the rate, with the frames around those in work.
 *
 * Each stage's input is the even phase of its output. Two buffers take turns, those of the result; the last stage is
 * not woven.
 */
static void
go_up(ZoutLimiter* const       limiter,
      const ZoutKernels* const kernels,
      const ZoutPhases         to,
      const ZoutPhases         from,
      const unsigned           lanes,
      const unsigned           n_frames)
{
	float* const   odd    = limiter->odd + ZOUT_GUARD_VALUES;
	const unsigned last   = ZOUT_LIMITER_STAGES - 1U;
	const unsigned before = ZOUT_LIMITER_FRAMES * lanes;
	unsigned       n      = 2U * (n_frames + 2U * ZOUT_LIMITER_FRAMES);

	weave(to.even, from.even - before, from.odd - before, lanes, n / 2U);
	for (unsigned stage = 0; stage < last; ++stage, n *= 2U) {
		float* const in  = stage % 2U ? to.odd : to.even;
		float* const out = stage % 2U ? to.even : to.odd;
		kernels->interpolate(odd, in, limiter->taps[stage], limiter->n_taps[stage], lanes, n * lanes);
		weave(out, in, odd, lanes, n);
	}
	kernels->interpolate(to.odd, to.even, limiter->taps[last], limiter->n_taps[last], lanes, n * lanes);
}

unsigned
zout_limiter_run(ZoutLimiter* const       limiter,
                 const ZoutKernels* const kernels,
                 ZoutSolver* const        solver,
                 const ZoutPhases         wanted,
                 const ZoutPhases         demand,
                 const unsigned           lanes,
                 const unsigned           n_frames,
                 ZoutPhases* const        clipped)
{
	float* const   even   = limiter->even + ZOUT_GUARD_VALUES;
	float* const   odd    = limiter->odd + ZOUT_GUARD_VALUES;
	float* const   one    = limiter->stream[0] + ZOUT_GUARD_VALUES;
	float* const   other  = limiter->stream[1] + ZOUT_GUARD_VALUES;
	const unsigned last   = ZOUT_LIMITER_STAGES - 1U;
	const unsigned before = ZOUT_LIMITER_FRAMES * lanes;
	unsigned       n      = 8U * (n_frames + 2U * ZOUT_LIMITER_FRAMES);

	const ZoutPhases r = {even, odd};
	const ZoutPhases u = {one, other};
	const ZoutPhases i = {limiter->demand_even + ZOUT_GUARD_VALUES, limiter->demand_odd + ZOUT_GUARD_VALUES};
	go_up(limiter, kernels, u, wanted, lanes, n_frames);
	if (solver) {
		go_up(limiter, kernels, i, demand, lanes, n_frames);
	}
	if (!solver || !zout_solver_solves_all(solver, lanes)) {
		kernels->clip_residual(r.even, u.even, n * lanes);
		kernels->clip_residual(r.odd, u.odd, n * lanes);
	}
	if (solver) {
		zout_solver_run(solver, kernels, r, u, i, lanes, n_frames);
	}

	// Down the same way
	join(limiter, kernels, last, one, even, odd, lanes, n);
	for (unsigned stage = last; stage-- > 0;) {
		n /= 2U;
		unweave(even, odd, one, lanes, n);
		join(limiter, kernels, stage, one, even, odd, lanes, n);
	}
	unweave(even, odd, one + 2U * before, lanes, n_frames);
	*clipped = (ZoutPhases){even, odd};
	return clipped_chains(*clipped, lanes, n_frames);
}
