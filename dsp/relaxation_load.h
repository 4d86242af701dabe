// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file relaxation_load.h
 * One channel's load, step by step: what relaxation works out in advance. [setup]
 *
 * An element of the companion model has v = b0 i + s, and for the next step s' = c1 i + t - a1 s, t' = c2 i - a2 s.
 * What is slow, as a resonance is in steps this short, has t near -s. Here its second state is d = s + t, which is how
 * much s grows, so that single precision does for the two.
 */

#ifndef ZOUT_RELAXATION_LOAD_H
#define ZOUT_RELAXATION_LOAD_H

#include "relaxation.h"

enum { ZOUT_TWO_FRAMES = 2 * ZOUT_FRAME_STEPS };

/// Moments of a step
static const double zout_step_moments = ZOUT_STEP_MOMENTS;

/// Steps from the middle of a step's moments to the last of them, where the current is that of the step
static const double zout_step_ahead = 0.5 * (ZOUT_STEP_MOMENTS - 1) / ZOUT_STEP_MOMENTS;

typedef struct {
	double s, d;
} ZoutRelaxElement;

/// One channel's load
typedef struct {
	ZoutRelaxElement element[ZOUT_MAX_ELEMENTS];
	double           passing; ///< What the bandwidth pole still lets through
} ZoutRelaxLoad;

/// An element a step later
static inline ZoutRelaxElement
zout_relax_step(const ZoutElement* const e, const ZoutRelaxElement was, const double current)
{
	const double s = e->c1 * current + was.d - (1.0 + e->a1) * was.s;
	const double d = (e->c1 + e->c2) * current + was.d - (1.0 + e->a1 + e->a2) * was.s;
	return (ZoutRelaxElement){s, d};
}

/// Current in each step of two frames when the load is driven by so much in the first of them
static inline void
zout_relax_run(const ZoutCompanion* const c, ZoutRelaxLoad load, double drive, double current[ZOUT_TWO_FRAMES])
{
	for (unsigned step = 0; step < ZOUT_TWO_FRAMES; ++step) {
		const double passed = load.passing + c->pole_take * drive;
		double       volts  = passed;
		for (unsigned k = 0; k < c->n_elements; ++k) {
			volts -= load.element[k].s;
		}
		current[step] = volts * c->siemens;
		for (unsigned k = 0; k < c->n_elements; ++k) {
			load.element[k] = zout_relax_step(&c->element[k], load.element[k], current[step]);
		}
		load.passing = c->pole_keep * passed + c->pole_take_before * drive;
		drive        = 0.0;
	}
}

#endif // ZOUT_RELAXATION_LOAD_H
