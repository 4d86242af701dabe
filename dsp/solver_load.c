// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "solver_load.h"

#include <math.h>
#include <string.h>

/// What limiting has left in the load, relative to the nearest limit, is forgotten when it is no more than this
static const double forgotten = 1e-5;

/// Up to so much of what is taken away may come back to a clipper whose frames are solved by sweeps. The current that
/// limiting adds then goes in straight lines between four steps a frame, which leaves aliases in proportion: beyond
/// this those of 5 kHz driven 6 dB over the limit would not stay 95 dB below it.
static const double most_returned = 0.15;

void
zout_solver_load_forget(ZoutSolverLoad* const load)
{
	memset(&load->state, 0, sizeof(load->state));
	memset(&load->relaxed, 0, sizeof(load->relaxed));
	memset(load->past, 0, sizeof(load->past));
}

void
zout_solver_load_take(ZoutSolverLoad* const load, const ZoutCircuit* const circuit, const double rate_hz)
{
	load->circuit = *circuit;
	load->reacts  = false;
	load->relaxes = false;
	zout_companion_init(&load->companion, circuit, rate_hz);
	zout_solver_load_forget(load);
}

/// Decides how a load that the limits react to is solved, and goes on there with what it remembers
static void
choose_method(ZoutSolverLoad* const load, const double rate_hz, const double siemens)
{
	const bool    was = load->relaxes;
	ZoutCompanion frames; // the mean of a step's moments drives the load
	zout_companion_init(&frames, &load->circuit, rate_hz / ZOUT_STEP_MOMENTS);
	load->relaxes         = false;
	const double returned = load->most_ohm / (load->circuit.coil_ohm + load->circuit.output_ohm);
	if (!load->has_limit && returned <= most_returned) {
		zout_relaxation_init(&load->relaxation, &frames, load->most_ohm, siemens);
		load->relaxes = load->relaxation.n_sweeps > 0;
	}
	if (load->relaxes && !was) {
		zout_relaxation_take_over(&load->relaxed, &frames, &load->state, &load->companion);
	} else if (was && !load->relaxes) {
		zout_relaxation_hand_over(&load->relaxed, &frames, &load->state, &load->companion);
	}
}

void
zout_solver_load_limit(ZoutSolverLoad* const load, const double rate_hz, const double clip_ohm, const double limit)
{
	const bool   reacted = load->reacts;
	const bool   limited = load->has_limit;
	const double was_ohm = load->most_ohm;

	// In units of the clip level. The voltage stays below that and its knee: a current that this cannot drive is never
	// limited.
	const double siemens  = zout_circuit_most_siemens(&load->circuit);
	const double to_limit = siemens / (limit * (double)ZOUT_KNEE_START);
	load->has_limit       = to_limit * (1.0 + (double)ZOUT_KNEE_HALF) > 1.0;
	load->reacts          = clip_ohm > 0.0 || load->has_limit;
	load->begins          = load->reacts && (load->begins || !reacted);
	load->per_ampere      = load->reacts ? fmax(clip_ohm, load->has_limit ? to_limit / siemens : 0.0) : 0.0;
	load->reach           = load->reacts ? fmax(1.0 + clip_ohm * siemens, to_limit) : 1.0;
	load->most_ohm        = clip_ohm;
	if (load->reacts && (!reacted || limited != load->has_limit || was_ohm != clip_ohm)) {
		choose_method(load, rate_hz, siemens);
	}
}

bool
zout_solver_load_remembers(const ZoutSolverLoad* const load)
{
	if (!load->reacts) { // and is not solved: what was left stands still, and nobody asks for it
		return false;
	}
	const unsigned n_elements = load->companion.n_elements;
	double         most       = 0.0;
	if (load->relaxes) {
		const ZoutRelaxationState* const state = &load->relaxed;

		float element = 0.0F; // Not widened one by one: gcc 12 for aarch64 breaks down over that
		for (unsigned i = 0; i < 4U * n_elements; ++i) {
			element = fmaxf(element, fabsf(state->element[i]));
		}
		most = (double)element;
		for (unsigned channel = 0; channel < 2; ++channel) {
			most = fmax(most, fmax(fabs(state->pole[0][channel]), fabs(state->pole[1][channel])));
		}
	} else {
		const ZoutCompanionState* const state = &load->state;
		for (unsigned channel = 0; channel < 2; ++channel) {
			for (unsigned k = 0; k < n_elements; ++k) {
				most = fmax(most, fmax(fabs(state->s1[k][channel]), fabs(state->s2[k][channel])));
			}
			most = fmax(most, fmax(fabs(state->passed[channel]), fabs(state->dc[channel])));
		}
	}
	return most * load->reach > forgotten;
}
