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

// Within, there are the two lanes of one chain

/// Weaves two phases of `lanes` lanes into one stream of twice the rate and two lanes
static inline void
weave_lanes(float* const restrict out,
            const float* const restrict even,
            const float* const restrict odd,
            const size_t lanes,
            const size_t n)
{
	for (size_t i = 0; i < n; ++i) {
		memcpy(out + 4U * i, even + i * lanes, 2U * sizeof(float));
		memcpy(out + 4U * i + 2U, odd + i * lanes, 2U * sizeof(float));
	}
}

/// Takes a stream of twice the rate apart into phases of `lanes` lanes. Whether any value is not 0.
static inline bool
unweave_lanes(float* const restrict even,
              float* const restrict odd,
              const float* const restrict in,
              const size_t lanes,
              const size_t n)
{
	float sum = 0.0F;
	for (size_t i = 0; i < n; ++i) {
		memcpy(even + i * lanes, in + 4U * i, 2U * sizeof(float));
		memcpy(odd + i * lanes, in + 4U * i + 2U, 2U * sizeof(float));
		sum += (fabsf(in[4U * i]) + fabsf(in[4U * i + 1U])) + (fabsf(in[4U * i + 2U]) + fabsf(in[4U * i + 3U]));
	}
	return sum > 0.0F;
}

/// Joins two phases at the rate of one: half of the even phase, half of what the odd one interpolates to at its place
static void
join(ZoutLimiter* const       limiter,
     const ZoutKernels* const kernels,
     const unsigned           stage,
     float* const             out,
     const float* const       even,
     const float* const       odd,
     const unsigned           n)
{
	const unsigned lanes = ZOUT_CHAIN_LANES;
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
      const unsigned           from_lanes,
      const unsigned           n_frames)
{
	float* const   odd    = limiter->odd + ZOUT_GUARD_VALUES;
	const unsigned lanes  = ZOUT_CHAIN_LANES;
	const unsigned last   = ZOUT_LIMITER_STAGES - 1U;
	const unsigned before = ZOUT_LIMITER_FRAMES * from_lanes;
	unsigned       n      = 2U * (n_frames + 2U * ZOUT_LIMITER_FRAMES);

	weave_lanes(to.even, from.even - before, from.odd - before, from_lanes, n / 2U);
	for (unsigned stage = 0; stage < last; ++stage, n *= 2U) {
		float* const in  = stage % 2U ? to.odd : to.even;
		float* const out = stage % 2U ? to.even : to.odd;
		kernels->interpolate(odd, in, limiter->taps[stage], limiter->n_taps[stage], lanes, n * lanes);
		weave_lanes(out, in, odd, lanes, n);
	}
	kernels->interpolate(to.odd, to.even, limiter->taps[last], limiter->n_taps[last], lanes, n * lanes);
}

/// Down again, to the frames in work. Whether anything is left.
static bool
go_down(ZoutLimiter* const       limiter,
        const ZoutKernels* const kernels,
        const ZoutPhases         to,
        const ZoutPhases         from,
        const unsigned           to_lanes,
        const unsigned           n_frames)
{
	float* const   one  = limiter->stream[0] + ZOUT_GUARD_VALUES;
	const unsigned last = ZOUT_LIMITER_STAGES - 1U;
	unsigned       n    = 8U * (n_frames + 2U * ZOUT_LIMITER_FRAMES);
	join(limiter, kernels, last, one, from.even, from.odd, n);
	for (unsigned stage = last; stage-- > 0;) {
		n /= 2U;
		unweave_lanes(from.even, from.odd, one, ZOUT_CHAIN_LANES, n);
		join(limiter, kernels, stage, one, from.even, from.odd, n);
	}
	return unweave_lanes(to.even, to.odd, one + 2U * ZOUT_LIMITER_FRAMES * ZOUT_CHAIN_LANES, to_lanes, n_frames);
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
	const ZoutPhases r   = {limiter->even + ZOUT_GUARD_VALUES, limiter->odd + ZOUT_GUARD_VALUES};
	const ZoutPhases u   = {limiter->stream[0] + ZOUT_GUARD_VALUES, limiter->stream[1] + ZOUT_GUARD_VALUES};
	const ZoutPhases i   = {limiter->demand_even + ZOUT_GUARD_VALUES, limiter->demand_odd + ZOUT_GUARD_VALUES};
	unsigned         set = 0;
	for (unsigned chain = 0; ZOUT_CHAIN_LANES * chain < lanes; ++chain) {
		const unsigned   lane = ZOUT_CHAIN_LANES * chain;
		const ZoutPhases to   = {limiter->clipped_even + lane, limiter->clipped_odd + lane};
		go_up(limiter, kernels, u, (ZoutPhases){wanted.even + lane, wanted.odd + lane}, lanes, n_frames);
		if (solver && solver->reacts[chain]) {
			go_up(limiter, kernels, i, (ZoutPhases){demand.even + lane, demand.odd + lane}, lanes, n_frames);
			zout_solver_run(solver, kernels, chain, r, u, i, lanes, n_frames);
		} else {
			const unsigned n = 8U * ZOUT_CHAIN_LANES * (n_frames + 2U * ZOUT_LIMITER_FRAMES);
			kernels->clip_residual(r.even, u.even, n);
			kernels->clip_residual(r.odd, u.odd, n);
		}
		set |= go_down(limiter, kernels, to, r, lanes, n_frames) ? 1U << chain : 0U;
	}
	*clipped = (ZoutPhases){limiter->clipped_even, limiter->clipped_odd};
	return set;
}
