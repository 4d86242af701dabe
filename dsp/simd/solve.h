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

#include "kernels.h"

#include <math.h>
#include <stddef.h>

/// What a clipper takes away, and how that changes with its input: clip_residual() in double precision
typedef struct {
	double loss;
	double slope;
} Knee;

static inline Knee
knee(const double x, const double limit, const double half)
{
	const double size = fabs(x);
	const double over = (size - (limit - half)) / (2.0 * half);
	const double low  = over > 0.0 ? over : 0.0;
	const double t    = low < 1.0 ? low : 1.0;
	const double loss = 2.0 * half * (t * t * t * (1.0 - 0.5 * t) + (low - t));
	return (Knee){.loss = x > 0.0 ? -loss : loss, .slope = -t * t * (3.0 - 2.0 * t)};
}

/// What one channel's step knows before it is solved
typedef struct {
	double wanted;
	double current;  ///< With r = 0
	double siemens;  ///< Rise of the current per unit of r
	double clip_ohm; ///< Rc
	double limit;    ///< Of the current
} Step;

/// How far r is from what it makes itself, and how that grows with r
typedef struct {
	double value;
	double slope;
} Miss;

static inline Miss
miss_at(const Step* const step, const double r)
{
	const double half      = step->limit * (double)ZOUT_CURRENT_KNEE_HALF;
	const double limit_ohm = ZOUT_LIMIT_OHM / step->limit;
	const double i         = step->current + step->siemens * r;
	const Knee   volts     = knee(step->wanted + step->clip_ohm * i, 1.0, (double)ZOUT_KNEE_HALF);
	const Knee   amps      = knee(i, step->limit, half);
	return (Miss){
		.value = r - (volts.loss + limit_ohm * amps.loss),
		.slope = 1.0 - step->siemens * (step->clip_ohm * volts.slope + limit_ohm * amps.slope),
	};
}

static inline double
solve_step(const Step* const step, const double guess)
{
	enum { MAX_ITERATIONS = 20 };

	double r    = guess;
	double low  = -HUGE_VAL;
	double high = HUGE_VAL;
	for (unsigned k = 0; k < MAX_ITERATIONS; ++k) {
		const Miss   miss = miss_at(step, r);
		const double next = r - miss.value / miss.slope;
		if (fabs(next - r) < 1e-9) {
			return next;
		}
		if (miss.value > 0.0) {
			high = r;
		} else {
			low = r;
		}
		// Where voltage and current are at opposite limits, a tangent may lead astray.
		r = next > low && next < high ? next : 0.5 * (low + high);
	}
	return r;
}

/// Whether a step is below every knee, so that r is 0
static inline bool
is_free(const Step* const step)
{
	return fabs(step->wanted + step->clip_ohm * step->current) <= (double)ZOUT_KNEE_START &&
	       fabs(step->current) <= step->limit * (1.0 - (double)ZOUT_CURRENT_KNEE_HALF);
}

static inline double
advance_channel(const ZoutCompanion* const companion,
                ZoutCompanionState* const  state,
                const unsigned             channel,
                const double               wanted,
                const double               demand,
                const double               clip_ohm,
                const double               limit)
{
	double past = 0.0;
	for (unsigned k = 0; k < companion->n_elements; ++k) {
		past += state->s1[k][channel];
	}
	const double take = companion->pole_take;
	const double dc   = state->dc[channel];
	const double passed =
		companion->pole_keep * state->passed[channel] + (take < 1.0 ? take * state->before[channel] : 0.0);
	const Step step = {
		.wanted   = wanted,
		.current  = demand + (passed - take * dc - past) * companion->siemens,
		.siemens  = take * companion->siemens,
		.clip_ohm = clip_ohm,
		.limit    = limit,
	};
	const double r = is_free(&step) ? 0.0 : solve_step(&step, state->solved[channel]);

	const double behind = passed + take * (r - dc);
	const double i      = (behind - past) * companion->siemens;
	for (unsigned k = 0; k < companion->n_elements; ++k) {
		const ZoutElement* const e = &companion->element[k];
		const double             v = e->b0 * i + state->s1[k][channel];
		state->s1[k][channel]      = e->b1 * i - e->a1 * v + state->s2[k][channel];
		state->s2[k][channel]      = e->b2 * i - e->a2 * v;
	}
	state->passed[channel] = behind;
	state->before[channel] = r - dc;
	state->dc[channel] += companion->servo_step * (r - dc);
	state->solved[channel] = r;
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
	for (size_t i = 0; i < n_frames; ++i) {
		const double ohm  = (double)clip_ohm[i * lanes];
		const double most = (double)limit[i * lanes];
		for (size_t k = 0; k < ZOUT_SOLVER_PHASES; ++k) {
			const size_t at = (i * ZOUT_SOLVER_PHASES + k) * lanes;
			for (unsigned c = 0; c < 2; ++c) {
				out.even[at + c] = (float)advance_channel(
					companion, state, c, (double)wanted.even[at + c], (double)demand.even[at + c], ohm, most);
			}
			for (unsigned c = 0; c < 2; ++c) {
				out.odd[at + c] = (float)advance_channel(
					companion, state, c, (double)wanted.odd[at + c], (double)demand.odd[at + c], ohm, most);
			}
		}
	}
}

#endif // ZOUT_SIMD_SOLVE_H
