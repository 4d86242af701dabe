// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "relaxation.h"

#include <math.h>
#include <string.h>

/* An element of the companion model has v = b0 i + s, and for the next step s' = c1 i + t - a1 s, t' = c2 i - a2 s.
 * What is slow, as a resonance is in steps this short, has t near -s. Here its second state is d = s + t, which is how
 * much s grows, so that single precision does for what is read out of the two. */

/// What the sweeps may leave at worst, relative to what is added: 100 dB below something that is itself distortion
static const double left_by_sweeps = 1e-5;

/// The same after the first, coarse one, which takes a step's two moments as one, beside what it leaves out the current
static const double left_by_coarse = 0.02;

typedef struct {
	double s, d;
} Memory;

/// An element a step later
static Memory
step_element(const ZoutElement* const e, const Memory m, const double current)
{
	const double s = e->c1 * current + m.d - (1.0 + e->a1) * m.s;
	const double d = (e->c1 + e->c2) * current + m.d - (1.0 + e->a1 + e->a2) * m.s;
	return (Memory){s, d};
}

/// Up to so much is added, relative to the clip level, for what the sweeps leave to hold: signals 30 dB over it
static const double most_added = 32.0;

/// One channel's load
typedef struct {
	Memory element[ZOUT_MAX_ELEMENTS];
	double passing;
} Load;

/// Current in each step of a frame when `added` is added in the first one
static void
run_load(const ZoutCompanion* const c, Load load, double added, double current[ZOUT_SOLVER_PHASES])
{
	for (unsigned step = 0; step < ZOUT_SOLVER_PHASES; ++step) {
		const double passed = load.passing + c->pole_take * added;
		double       volts  = passed;
		for (unsigned k = 0; k < c->n_elements; ++k) {
			volts -= load.element[k].s;
		}
		current[step] = volts * c->siemens;
		for (unsigned k = 0; k < c->n_elements; ++k) {
			load.element[k] = step_element(&c->element[k], load.element[k], current[step]);
		}
		load.passing = c->pole_keep * passed + c->pole_take_before * added;
		added        = 0.0;
	}
}

static void
write_twice(float out[ZOUT_STEP_VALUES], const double in[ZOUT_SOLVER_PHASES], const double factor)
{
	for (unsigned i = 0; i < ZOUT_STEP_VALUES; ++i) {
		out[i] = (float)(factor * in[i / 2U]);
	}
}

/// What stays in an element's memory over a frame, and what the current of each step adds to it
static void
init_element(ZoutRelaxation* const r, const ZoutElement* const e, const unsigned k)
{
	Memory s = {1.0, 0.0};
	Memory d = {0.0, 1.0};
	Memory i = step_element(e, (Memory){0.0, 0.0}, 1.0);
	for (unsigned step = ZOUT_SOLVER_PHASES; step-- > 0;) {
		for (unsigned channel = 0; channel < 2; ++channel) {
			r->gain[step][4U * k + channel]      = (float)i.s;
			r->gain[step][4U * k + 2U + channel] = (float)i.d;
		}
		s = step_element(e, s, 0.0);
		d = step_element(e, d, 0.0);
		i = step_element(e, i, 0.0);
	}
	for (unsigned channel = 0; channel < 2; ++channel) {
		r->keep[k][0][0][channel] = s.s;
		r->keep[k][1][0][channel] = d.s;
		r->keep[k][1][1][channel] = s.d;
		r->keep[k][0][1][channel] = d.d;
	}
}

/**
 * Sweeps after the coarse one until the loop has made its error small enough; 0 if that takes too many.
 *
 * The last one goes along a tangent, at the current of the sweep before. Half of the clipper's greatest curvature, 1.5
 * over the width of its knee, is what that may miss of the square of how far the input moves.
 */
static unsigned
count_sweeps(const double answer[ZOUT_SOLVER_PHASES], const double clip_ohm, const double siemens)
{
	const double curvature = 0.75 / (2.0 * (double)ZOUT_KNEE_HALF);
	double       moves     = HUGE_VAL;
	double       error[ZOUT_SOLVER_PHASES];
	for (unsigned k = 0; k < ZOUT_SOLVER_PHASES; ++k) {
		error[k] = left_by_coarse + clip_ohm * siemens;
	}
	for (unsigned sweep = 1; sweep <= ZOUT_MOST_SWEEPS; ++sweep) {
		double worst = 0.0;
		for (unsigned k = ZOUT_SOLVER_PHASES; k-- > 0;) {
			double sum = 0.0;
			for (unsigned j = 0; j <= k; ++j) {
				sum += clip_ohm * fabs(answer[k - j]) * error[j];
			}
			error[k] = sum; // not needed for any step before
			worst    = fmax(worst, sum);
		}
		if (worst + curvature * most_added * moves * moves <= left_by_sweeps) {
			return sweep;
		}
		moves = worst;
	}
	return 0;
}

void
zout_relaxation_init(ZoutRelaxation* const r, const ZoutCompanion* const c, const double clip_ohm, const double siemens)
{
	memset(r, 0, sizeof(*r));
	r->n_elements = c->n_elements;

	double current[ZOUT_SOLVER_PHASES];
	run_load(c, (Load){.passing = 0.0}, 1.0, current);
	write_twice(r->answer + ZOUT_STEP_VALUES, current, 0.5);
	r->n_sweeps = count_sweeps(current, clip_ohm, siemens);
	for (unsigned k = 1; k < ZOUT_SOLVER_PHASES; ++k) {
		current[k] += current[k - 1U];
	}
	write_twice(r->dc_left, current, -1.0);

	run_load(c, (Load){.passing = 1.0}, 0.0, current);
	write_twice(r->pole_left, current, 1.0);
	for (unsigned k = 0; k < c->n_elements; ++k) {
		Load load       = {.passing = 0.0};
		load.element[k] = (Memory){1.0, 0.0};
		run_load(c, load, 0.0, current);
		write_twice(r->left[2U * k], current, 1.0);
		load.element[k] = (Memory){0.0, 1.0};
		run_load(c, load, 0.0, current);
		write_twice(r->left[2U * k + 1U], current, 1.0);
		init_element(r, &c->element[k], k);
	}

	double passing[ZOUT_SOLVER_PHASES];
	double kept = 1.0;
	for (unsigned step = ZOUT_SOLVER_PHASES; step-- > 0;) {
		passing[step] = kept * (c->pole_keep * c->pole_take + c->pole_take_before);
		r->pole_dc -= passing[step];
		kept *= c->pole_keep;
	}
	write_twice(r->pole_gain, passing, 0.5);
	r->pole_keep  = kept;
	r->servo_step = 0.5 * c->servo_step;
}

/* What the two have in common: s of a resonance or a capacitor is its voltage, d how much that grows in a step, and s
 * of a coil goes with its resistance, b0. All to first order: what is left over is gone within some steps. */

void
zout_relaxation_take_over(ZoutRelaxationState* const      state,
                          const ZoutCompanion* const      to,
                          const ZoutCompanionState* const steps,
                          const ZoutCompanion* const      from)
{
	for (unsigned channel = 0; channel < 2; ++channel) {
		for (unsigned k = 0; k < to->n_elements; ++k) {
			const ZoutElement* const e = &to->element[k];
			const double scale = e->c1 < 0.0 ? e->b0 / from->element[k].b0 : 1.0; // only coils answer that way round
			const double s     = steps->s1[k][channel] * scale;
			const double grown = 2.0 * (steps->s1[k][channel] + steps->s2[k][channel]);
			state->element[2U * k][channel]      = s;
			state->element[2U * k + 1U][channel] = e->a2 != 0.0 ? grown : s;
		}
		state->passing[channel] =
			to->pole_keep * steps->passed[channel] + to->pole_take_before * steps->before[channel];
		state->dc[channel] = steps->dc[channel];
	}
}

void
zout_relaxation_hand_over(const ZoutRelaxationState* const state,
                          const ZoutCompanion* const       from,
                          ZoutCompanionState* const        steps,
                          const ZoutCompanion* const       to)
{
	const double through = 1.0 - from->pole_take; // of what it got for long
	for (unsigned channel = 0; channel < 2; ++channel) {
		for (unsigned k = 0; k < to->n_elements; ++k) {
			const ZoutElement* const e     = &to->element[k];
			const double             scale = e->c1 < 0.0 ? e->b0 / from->element[k].b0 : 1.0;
			const double             s     = state->element[2U * k][channel] * scale;
			steps->s1[k][channel]          = s;
			steps->s2[k][channel]          = e->a2 != 0.0 ? 0.5 * state->element[2U * k + 1U][channel] - s : 0.0;
		}
		steps->passed[channel] = through > 0.0 ? state->passing[channel] / through : 0.0;
		steps->before[channel] = steps->passed[channel];
		steps->dc[channel]     = state->dc[channel];
		steps->solved[channel] = 0.0;
	}
}
