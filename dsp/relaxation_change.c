// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "relaxation_load.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* What the two have in common is the circuit: what an element remembers follows from current and voltage of the last
 * step, and in a resonance from the current of its inductance. With i and v those of the last step and b0, a1 and a2
 * hanging on how long a step is, s is
 *
 *     -b0 i - a1 v        of a coil
 *     v + b0 i            of a capacitor
 *     d + b0 i + a2 v     of a resonance, d = -2 b0 j - (1 + a1 + a2) v / 2, j being what its inductance draws.
 *
 * Where a1 of a coil, or a2 of a resonance, is near 0 the voltage cannot be told from s: it is found another way. */

/// Nearer to 0 than this, what s and d have of the voltage is not asked for it
static const double least_of_coil      = 0.5;
static const double least_of_resonance = 0.1;

typedef enum { COIL, CAPACITOR, RESONANCE } Kind;

static Kind
kind_of(const ZoutElement* const e)
{
	return e->c1 < 0.0 ? COIL : e->c2 < 0.0 ? RESONANCE : CAPACITOR; // as they answer to a current
}

/// What an element remembers in steps of another length
static ZoutRelaxElement
remember(const ZoutElement* const to,
         const ZoutElement* const from,
         const double             d,
         const double             amps,
         const double             volts)
{
	const Kind kind = kind_of(to);
	if (kind != RESONANCE) {
		const double s = volts * -to->a1 + (kind == COIL ? -amps : amps) * to->b0;
		return (ZoutRelaxElement){s, s};
	}
	const double was = 0.5 * (1.0 + from->a1 + from->a2) * volts;
	const double is  = 0.5 * (1.0 + to->a1 + to->a2) * volts;
	const double now = to->b0 / from->b0 * (d + was) - is;
	return (ZoutRelaxElement){now + to->b0 * amps + to->a2 * volts, now};
}

/// Voltage of any other element than a coil. A resonance whose s does not tell it is so wide that its capacitance draws
/// next to nothing: i = v (1 - a2) / 2 b0 + j, the former through its resistance.
static double
volts_of(const ZoutElement* const e, const double s, const double d, const double amps)
{
	if (kind_of(e) == CAPACITOR) {
		return s - e->b0 * amps;
	}
	return fabs(e->a2) > least_of_resonance ? (s - d - e->b0 * amps) / e->a2
	                                        : (2.0 * e->b0 * amps + d) / (0.5 * (1.0 - e->a1) - 1.5 * e->a2);
}

/// Voltage of a coil after a frame's last step. Where s, in single precision, does not tell it, it follows from how the
/// current grew: each step forgets half or more of what was wrong at the first one.
static double
coil_volts(const ZoutElement* const e, const double s, const float* const current, const unsigned channel)
{
	if (fabs(e->a1) > least_of_coil) {
		return -(s + e->b0 * (double)current[2U * (ZOUT_FRAME_STEPS - 1U) + channel]) / e->a1;
	}
	double volts = 0.0;
	for (unsigned step = 1; step < ZOUT_FRAME_STEPS; ++step) {
		const double grown = (double)current[2U * step + channel] - (double)current[2U * (step - 1U) + channel];
		volts = step > 1U ? e->b0 * grown - e->a1 * volts : e->b0 * grown / (1.0 + e->a1); // as if it had stayed
	}
	return volts;
}

void
zout_relaxation_take_over(ZoutRelaxationState* const      state,
                          const ZoutCompanion* const      to,
                          const ZoutCompanionState* const steps,
                          const ZoutCompanion* const      from)
{
	for (unsigned channel = 0; channel < 2; ++channel) {
		const double  amps = steps->added[channel];
		ZoutRelaxLoad load;
		double        left = steps->passed[channel] - amps / from->siemens; // for the coil, which is the first element
		load.passing       = to->pole_keep * steps->passed[channel] + to->pole_take_before * steps->before[channel];
		for (unsigned k = to->n_elements; k-- > 0;) {
			const ZoutElement* const e     = &from->element[k];
			const double             s     = steps->s1[k][channel];
			const double             d     = s + steps->s2[k][channel];
			const double             volts = kind_of(e) == COIL ? left + e->b0 * amps : volts_of(e, s, d, amps);
			left -= volts - e->b0 * amps;
			load.element[k]                       = remember(&to->element[k], e, d, amps, volts);
			state->element[4U * k + channel]      = (float)load.element[k].s;
			state->element[4U * k + 2U + channel] = (float)load.element[k].d;
		}
		state->pole[0][channel] = load.passing;
		state->pole[1][channel] = steps->dc[channel];

		// As if the last step had lasted for a frame
		double current[ZOUT_TWO_FRAMES];
		double by_dc[ZOUT_TWO_FRAMES]; // in one step, which is taken away in each
		double taken = 0.0;
		zout_relax_run(to, load, -zout_step_ahead * steps->solved[channel], current);
		zout_relax_run(to, (ZoutRelaxLoad){.passing = 0.0}, steps->dc[channel], by_dc);
		for (unsigned step = 0; step < ZOUT_FRAME_STEPS; ++step) {
			taken += by_dc[step];
			const size_t at    = 2U * step + channel;
			state->left[at]    = (float)(current[step] - taken);
			state->lost[at]    = (float)(-zout_step_moments * steps->solved[channel]);
			state->current[at] = (float)amps;
		}
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
		const double amps = (double)state->current[2U * (ZOUT_FRAME_STEPS - 1U) + channel];
		for (unsigned k = 0; k < to->n_elements; ++k) {
			const ZoutElement* const e = &from->element[k];
			const double             s = (double)state->element[4U * k + channel];
			const double             d = (double)state->element[4U * k + 2U + channel];
			const double             volts =
                kind_of(e) == COIL ? coil_volts(e, s, state->current, channel) : volts_of(e, s, d, amps);
			const ZoutRelaxElement now = remember(&to->element[k], e, d, amps, volts);
			steps->s1[k][channel]      = now.s;
			steps->s2[k][channel]      = now.d - now.s;
		}
		steps->passed[channel] = through > 0.0 ? state->pole[0][channel] / through : 0.0;
		steps->before[channel] = steps->passed[channel];
		steps->dc[channel]     = state->pole[1][channel];
		steps->solved[channel] = 0.0;
		steps->added[channel]  = amps;
	}
}
