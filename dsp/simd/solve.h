// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The amplifier's limits, solved together with the load, for one chain's two channels. Included by kernels.c only.
 *
 * Voltages are relative to the clip level, currents to the current that this voltage would drive through 1 ohm. What
 * limiting adds to the wanted voltage u is
 *
 *     r = K(u + Rc i) + Rl Kl(i),   i = demand + (p(r - dc) - past) * siemens
 *
 * where K(x) = clip(x) - x is what the clipper takes away, Kl the same for the current, p the bandwidth pole, and dc
 * what the servo has found. Each step solves this for r by Newton's method: the right-hand side falls with r, so that
 * there is one solution, near the last one. On one side of zero the function is convex, and the method cannot fail.
 */

#ifndef ZOUT_SIMD_SOLVE_H
#define ZOUT_SIMD_SOLVE_H

#include "channels.h"
#include "kernels.h"

#include <stddef.h>

/// What a clipper takes away, and how that changes with its input: clip_residual() in double precision
typedef struct {
	Channels loss;
	Channels slope;
} Knee;

static ALWAYS_INLINE Knee
knee(const Channels x)
{
	const Channels zero = splat_channels(0.0);
	const Channels one  = splat_channels(1.0);
	const Channels over = (abs_channels(x) - (double)ZOUT_KNEE_START) * (0.5 / (double)ZOUT_KNEE_HALF);
	const Channels past = select_channels(over > zero, over, zero);
	const Channels t    = select_channels(past < one, past, one);
	const Channels t2   = t * t;
	const Channels loss = 2.0 * (double)ZOUT_KNEE_HALF * (t2 * t * (1.0 - 0.5 * t) + (past - t));
	return (Knee){.loss = -sign_channels(loss, x), .slope = t2 * (2.0 * t - 3.0)};
}

/// What a step knows before it is solved
typedef struct {
	Channels wanted;
	Channels current;   ///< With r = 0
	double   siemens;   ///< Rise of the current per unit of r
	double   clip_ohm;  ///< Rc
	double   limit;     ///< Of the current, 0 if it cannot be reached
	double   per_limit; ///< Its reciprocal
} Step;

/// How far r is from what it makes itself, and how that grows with r
typedef struct {
	Channels value;
	Channels slope;
} Miss;

static ALWAYS_INLINE Miss
miss_at(const Step* const step, const Channels r)
{
	const Channels i     = step->current + step->siemens * r;
	const Knee     volts = knee(step->wanted + step->clip_ohm * i);
	Channels       loss  = volts.loss;
	Channels       slope = step->clip_ohm * volts.slope;
	if (step->limit > 0.0) {
		const Knee amps = knee(i * step->per_limit); // Rl times the limit is ZOUT_LIMIT_VOLTS
		loss += ZOUT_LIMIT_VOLTS * amps.loss;
		slope += ZOUT_LIMIT_VOLTS * step->per_limit * amps.slope;
	}
	return (Miss){.value = r - loss, .slope = 1.0 - step->siemens * slope};
}

static ALWAYS_INLINE Channels
solve_step(const Step* const step, const Channels guess)
{
	enum { MAX_ITERATIONS = 20 };
	// Newton's method squares the error: behind a move as small as this, nothing is left that a float could show.
	static const double small_move = 1e-6;

	const Channels close = splat_channels(small_move);
	Channels       r     = guess;
	Channels       low   = splat_channels(-ZOUT_SOLVER_MOST);
	Channels       high  = splat_channels(ZOUT_SOLVER_MOST);
	for (unsigned k = 0; k < MAX_ITERATIONS; ++k) {
		const Miss     miss = miss_at(step, r);
		const Channels next = r - miss.value / miss.slope;
		if (all_channels(abs_channels(next - r) < close)) {
			return next;
		}
		// Where voltage and current are at opposite limits, a tangent may lead astray.
		high = select_channels(miss.value > splat_channels(0.0), r, high);
		low  = select_channels(miss.value > splat_channels(0.0), low, r);
		r    = select_channels((next >= low) & (next <= high), next, 0.5 * (low + high));
	}
	return r;
}

/// Whether a step is below every knee, so that r is 0
static ALWAYS_INLINE bool
is_free(const Step* const step)
{
	const Channels start = splat_channels((double)ZOUT_KNEE_START);
	const Channels volts = abs_channels(step->wanted + step->clip_ohm * step->current);
	const Channels amps  = abs_channels(step->current * step->per_limit);
	return all_channels((volts <= start) & (amps <= start));
}

/// One step for the channels that `state` begins with
static ALWAYS_INLINE Channels
advance(const ZoutCompanion* const companion, ZoutCompanionState* const state, const unsigned channel, Step* const step)
{
	const double take = companion->pole_take;
	Channels     past = load_channels(state->s1[0] + channel);
	for (unsigned k = 1; k < companion->n_elements; ++k) {
		past += load_channels(state->s1[k] + channel);
	}
	const Channels dc     = load_channels(state->dc + channel);
	Channels       passed = load_channels(state->passed + channel) * companion->pole_keep - take * dc;
	passed += load_channels(state->before + channel) * companion->pole_take_before;

	step->current += (passed - past) * companion->siemens;
	Channels r = splat_channels(0.0);
	if (!is_free(step)) {
		// The clip level alone hardly hangs on r: then 0 is nearer than the last solution, which moves with the signal.
		r = solve_step(step, step->limit > 0.0 ? load_channels(state->solved + channel) : r);
	}

	const Channels behind = passed + take * r;
	const Channels i      = (behind - past) * companion->siemens;
	for (unsigned k = 0; k < companion->n_elements; ++k) {
		const ZoutElement* const e = &companion->element[k];
		const Channels           v = e->b0 * i + load_channels(state->s1[k] + channel);
		store_channels(state->s1[k] + channel, e->b1 * i - e->a1 * v + load_channels(state->s2[k] + channel));
		store_channels(state->s2[k] + channel, e->b2 * i - e->a2 * v);
	}
	store_channels(state->passed + channel, behind);
	store_channels(state->before + channel, r - dc);
	store_channels(state->dc + channel, dc + companion->servo_step * (r - dc));
	store_channels(state->solved + channel, r);
	return r;
}

static void
solve(const ZoutCompanion* const companion,
      ZoutCompanionState* const  state,
      const ZoutPhases           out,
      const ZoutPhases           wanted,
      const ZoutPhases           demand,
      const float* const         clip_ohm,
      const float* const         limit,
      const unsigned             lanes,
      const unsigned             n_frames)
{
	float* const       to[2]    = {out.even, out.odd};
	const float* const u[2]     = {wanted.even, wanted.odd};
	const float* const drawn[2] = {demand.even, demand.odd};
	for (size_t i = 0; i < n_frames; ++i) {
		const double most = (double)limit[i * lanes];
		for (size_t k = 0; k < 2U * ZOUT_SOLVER_PHASES; ++k) {
			const size_t at = (i * ZOUT_SOLVER_PHASES + k / 2U) * lanes;
			for (unsigned c = 0; c < 2; c += CHANNELS_AT_ONCE) {
				Step step = {
					.wanted    = widen_channels(u[k % 2U] + at + c),
					.current   = widen_channels(drawn[k % 2U] + at + c),
					.siemens   = companion->pole_take * companion->siemens,
					.clip_ohm  = (double)clip_ohm[i * lanes],
					.limit     = most,
					.per_limit = most > 0.0 ? 1.0 / most : 0.0,
				};
				narrow_channels(to[k % 2U] + at + c, advance(companion, state, c, &step));
			}
		}
	}
}

#endif // ZOUT_SIMD_SOLVE_H
