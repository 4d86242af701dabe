// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "relaxation_load.h"

#include <stddef.h>

/* What the two have in common: s of a resonance or a capacitor is its voltage, d how much that grows in a step, and s
 * of a coil goes with its resistance, b0. All to first order: what is left over is gone within some steps. */

void
zout_relaxation_take_over(ZoutRelaxationState* const      state,
                          const ZoutCompanion* const      to,
                          const ZoutCompanionState* const steps,
                          const ZoutCompanion* const      from)
{
	for (unsigned channel = 0; channel < 2; ++channel) {
		ZoutRelaxLoad load;
		double        volts = steps->passed[channel];
		load.passing        = to->pole_keep * volts + to->pole_take_before * steps->before[channel];
		for (unsigned k = 0; k < to->n_elements; ++k) {
			const ZoutElement* const e = &to->element[k];
			const double scale = e->c1 < 0.0 ? e->b0 / from->element[k].b0 : 1.0; // only coils answer that way round
			const double s     = steps->s1[k][channel] * scale;
			const double grown = zout_step_moments * (steps->s1[k][channel] + steps->s2[k][channel]);
			load.element[k]    = (ZoutRelaxElement){s, e->a2 != 0.0 ? grown : s};
			volts -= steps->s1[k][channel];
			state->element[4U * k + channel]      = (float)load.element[k].s;
			state->element[4U * k + 2U + channel] = (float)load.element[k].d;
		}
		state->pole[0][channel] = load.passing;
		state->pole[1][channel] = steps->dc[channel];

		// As if the last step had lasted for a frame
		double current[ZOUT_TWO_FRAMES];
		zout_relax_run(to, load, -zout_step_ahead * steps->solved[channel], current);
		for (unsigned step = 0; step < ZOUT_FRAME_STEPS; ++step) {
			const size_t at    = 2U * step + channel;
			state->left[at]    = (float)current[step];
			state->lost[at]    = (float)(-zout_step_moments * steps->solved[channel]);
			state->current[at] = (float)(volts * from->siemens);
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
		for (unsigned k = 0; k < to->n_elements; ++k) {
			const ZoutElement* const e     = &to->element[k];
			const double             scale = e->c1 < 0.0 ? e->b0 / from->element[k].b0 : 1.0;
			const double             s     = (double)state->element[4U * k + channel] * scale;
			const double             grown = (double)state->element[4U * k + 2U + channel] / zout_step_moments;
			steps->s1[k][channel]          = s;
			steps->s2[k][channel]          = e->a2 != 0.0 ? grown - s : 0.0;
		}
		steps->passed[channel] = through > 0.0 ? state->pole[0][channel] / through : 0.0;
		steps->before[channel] = steps->passed[channel];
		steps->dc[channel]     = state->pole[1][channel];
		steps->solved[channel] = 0.0;
	}
}
