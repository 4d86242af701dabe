// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "solver.h"

#include <math.h>
#include <string.h>

/// Steps by which the solutions run ahead of the frames in work: 3.5 frames. The filters reach 3.06 frames each, so
/// that the way up is right there and the way down finds what it needs.
enum {
	AHEAD_STEPS = 7 * ZOUT_FRAME_STEPS / 2,
};

/// Frames of the limiter's window before the first one that is solved, whole ones
enum {
	OHM_FRAMES = (int)ZOUT_LIMITER_FRAMES + AHEAD_STEPS / (int)ZOUT_FRAME_STEPS,
};

_Static_assert((int)OHM_FRAMES <= (int)ZOUT_PAD_FRAMES, "a control reaches so far");
_Static_assert(2 * (int)ZOUT_LIMITER_FRAMES <= (int)ZOUT_PAD_FRAMES, "and to the window's end");
_Static_assert(2 * AHEAD_STEPS == ZOUT_SOLVER_PAST_FRAMES * ZOUT_FRAME_STEPS, "the past fills the window");

/// What limiting has left in the load, relative to the nearest limit, is forgotten when it is no more than this
static const double forgotten = 1e-5;

/// For so long: half a period of the slowest resonance, whose voltage is none now and then
static const double forget_s = 0.05;

void
zout_solver_init(ZoutSolver* const solver, const double rate_hz)
{
	memset(solver, 0, sizeof(*solver));
	solver->rate_hz      = (double)(ZOUT_FRAME_STEPS * ZOUT_STEP_MOMENTS) * rate_hz;
	solver->forget_tiles = (unsigned)ceil(forget_s * rate_hz / ZOUT_TILE_FRAMES);
	// The limiter asks for the controls of frames to come
	solver->clip_ohm.pad_frames = ZOUT_PAD_FRAMES;
	solver->limit.pad_frames    = ZOUT_PAD_FRAMES;
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		solver->limit.ramp[chain].geometric = true;
	}
}

static void
forget(ZoutSolver* const solver, const unsigned chain)
{
	memset(&solver->state[chain], 0, sizeof(solver->state[chain]));
	memset(&solver->relaxed[chain], 0, sizeof(solver->relaxed[chain]));
	memset(solver->past[chain], 0, sizeof(solver->past[chain]));
}

void
zout_solver_reset(ZoutSolver* const solver)
{
	solver->awake = false;
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		solver->limited[chain]      = false;
		solver->just_limited[chain] = true; // Nothing is known of what was before
		solver->calm_tiles[chain]   = solver->forget_tiles + 1U;
		forget(solver, chain);
	}
}

/// Decides how a chain that reacts to the current is solved, and goes on there with what its load remembers
static void
choose_method(ZoutSolver* const        solver,
              const unsigned           chain,
              const ZoutCircuit* const circuit,
              const double             clip_ohm,
              const double             siemens)
{
	ZoutCompanion* const steps = &solver->companion[chain];
	const bool           was   = solver->relaxes[chain];
	ZoutCompanion        frames; // the mean of a step's moments drives the load
	zout_companion_init(&frames, circuit, solver->rate_hz / ZOUT_STEP_MOMENTS);
	solver->relaxes[chain] = false;
	if (!solver->has_limit[chain]) {
		zout_relaxation_init(&solver->relaxation[chain], &frames, clip_ohm, siemens);
		solver->relaxes[chain] = solver->relaxation[chain].n_sweeps > 0;
	}
	if (solver->relaxes[chain] && !was) {
		zout_relaxation_take_over(&solver->relaxed[chain], &frames, &solver->state[chain], steps);
	} else if (was && !solver->relaxes[chain]) {
		zout_relaxation_hand_over(&solver->relaxed[chain], &frames, &solver->state[chain], steps);
	}
}

/// While nothing is limited a limit that moves away is not heard: it goes at once, and is not in the way meanwhile
static unsigned
frames_to(const ZoutSolver* const solver, const unsigned chain, const bool looser, const unsigned ramp_frames)
{
	return looser && !solver->limited[chain] && !solver->just_limited[chain] ? 0U : ramp_frames;
}

void
zout_solver_set(ZoutSolver* const      solver,
                const unsigned         chain,
                const ZoutDrive* const drive,
                const unsigned         ramp_frames)
{
	const double was_ohm    = zout_ramp_at(&solver->clip_ohm.ramp[chain], 0);
	const double was_ampere = zout_ramp_at(&solver->limit.ramp[chain], 0);
	const double ampere     = drive->limit_ampere * drive->limit; // relative to the clip level
	zout_control_set(
		&solver->clip_ohm, chain, drive->clip_ohm, frames_to(solver, chain, drive->clip_ohm < was_ohm, ramp_frames));
	zout_control_set(&solver->limit, chain, ampere, frames_to(solver, chain, ampere > was_ampere, ramp_frames));
	solver->at_rest = false;

	// Made anew only for another circuit: else whatever control moves would cost what a headphone does
	const bool other_circuit = memcmp(&solver->circuit[chain], &drive->circuit, sizeof(ZoutCircuit)) != 0;
	if (other_circuit) {
		const ZoutCompanion was = solver->companion[chain];
		solver->circuit[chain]  = drive->circuit;
		zout_companion_init(&solver->companion[chain], &drive->circuit, solver->rate_hz);
		zout_companion_keep(&solver->state[chain], &was, &solver->companion[chain]);
	}

	// In units of the clip level
	const double siemens  = zout_circuit_most_siemens(&drive->circuit);
	const double clip_ohm = zout_control_most(&solver->clip_ohm, chain);
	const double limit    = fmin(solver->limit.ramp[chain].target, zout_ramp_at(&solver->limit.ramp[chain], 0));
	const double to_limit = siemens / (limit * (double)ZOUT_KNEE_START);
	const bool   reacted  = solver->reacts[chain];
	const bool   limited  = solver->has_limit[chain];

	// The voltage stays below the clip level and its knee: a current that this cannot drive is never limited.
	solver->has_limit[chain] = to_limit * (1.0 + (double)ZOUT_KNEE_HALF) > 1.0;
	solver->reacts[chain]    = clip_ohm > 0.0 || solver->has_limit[chain];
	solver->per_ampere[chain] =
		solver->reacts[chain] ? fmax(clip_ohm, solver->has_limit[chain] ? to_limit / siemens : 0.0) : 0.0;
	solver->reach[chain] = solver->reacts[chain] ? fmax(1.0 + clip_ohm * siemens, to_limit) : 1.0;
	const bool other_limits =
		reacted != solver->reacts[chain] || limited != solver->has_limit[chain] || solver->most_ohm[chain] != clip_ohm;
	solver->most_ohm[chain] = clip_ohm;
	if (solver->reacts[chain] && (other_circuit || other_limits)) {
		choose_method(solver, chain, &drive->circuit, clip_ohm, siemens);
	}
}

bool
zout_solver_reacts(const ZoutSolver* const solver, const unsigned lanes)
{
	return solver->reacts[0] || (lanes > ZOUT_INPUT_LANES && solver->reacts[1]);
}

bool
zout_solver_solves(const ZoutSolver* const solver, const bool frame_by_frame, const unsigned lanes)
{
	bool any = false;
	for (unsigned chain = 0; ZOUT_CHAIN_LANES * chain < lanes; ++chain) {
		any = any || (solver->reacts[chain] && solver->relaxes[chain] == frame_by_frame);
	}
	return any;
}

/// Whether limiting has left something in a chain's load
static bool
remembers(const ZoutSolver* const solver, const unsigned chain)
{
	if (!solver->reacts[chain]) { // and is not solved: what was left stands still, and nobody asks for it
		return false;
	}
	const unsigned n_elements = solver->companion[chain].n_elements;
	double         most       = 0.0;
	if (solver->relaxes[chain]) {
		const ZoutRelaxationState* const state = &solver->relaxed[chain];

		float element = 0.0F; // Not widened one by one: gcc 12 for aarch64 breaks down over that
		for (unsigned i = 0; i < 4U * n_elements; ++i) {
			element = fmaxf(element, fabsf(state->element[i]));
		}
		most = (double)element;
		for (unsigned channel = 0; channel < 2; ++channel) {
			most = fmax(most, fmax(fabs(state->pole[0][channel]), fabs(state->pole[1][channel])));
		}
	} else {
		const ZoutCompanionState* const state = &solver->state[chain];
		for (unsigned channel = 0; channel < 2; ++channel) {
			for (unsigned k = 0; k < n_elements; ++k) {
				most = fmax(most, fmax(fabs(state->s1[k][channel]), fabs(state->s2[k][channel])));
			}
			most = fmax(most, fmax(fabs(state->passed[channel]), fabs(state->dc[channel])));
		}
	}
	return most * solver->reach[chain] > forgotten;
}

void
zout_solver_start_tile(ZoutSolver* const solver)
{
	solver->just_limited[0] = solver->limited[0];
	solver->just_limited[1] = solver->limited[1];
	if (!solver->awake) {
		return;
	}
	// Counted in whole tiles, so that it does not depend on how they are cut; and chain by chain: what one of them
	// remembers must not hang on the other
	bool calm = true;
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		const bool busy           = solver->limited[chain] || remembers(solver, chain);
		solver->limited[chain]    = false;
		solver->calm_tiles[chain] = busy ? 0U : solver->calm_tiles[chain] + 1U;
		if (solver->calm_tiles[chain] == solver->forget_tiles + 1U) {
			forget(solver, chain);
		}
		calm = calm && solver->calm_tiles[chain] > solver->forget_tiles;
	}
	solver->awake = !calm;
}

void
zout_solver_fill(ZoutSolver* const        solver,
                 const ZoutKernels* const kernels,
                 const unsigned           lanes,
                 const unsigned           n_frames)
{
	zout_control_fill(&solver->clip_ohm, kernels, NULL, 0, lanes, n_frames);
	zout_control_fill(&solver->limit, kernels, NULL, 0, lanes, n_frames);
	solver->at_rest = zout_control_rests(&solver->clip_ohm) && zout_control_rests(&solver->limit);
}

void
zout_solver_run(ZoutSolver* const        solver,
                const ZoutKernels* const kernels,
                const unsigned           chain,
                const ZoutMoments        out,
                const ZoutMoments        wanted,
                const ZoutMoments        demand,
                const float* const       taps,
                const unsigned           lanes,
                const unsigned           n_frames)
{
	const size_t       first    = (size_t)(ZOUT_LIMITER_BEFORE_STEPS + AHEAD_STEPS) * ZOUT_CHAIN_LANES;
	const ZoutMoments  r        = zout_moments_from(out, first);
	const ZoutMoments  u        = zout_moments_from(wanted, first);
	const ZoutMoments  i        = zout_moments_from(demand, first);
	const ZoutMoments  old      = zout_moments_from(out, first - ZOUT_SOLVER_PAST_VALUES);
	const ZoutMoments  newest   = zout_moments_from(old, (size_t)n_frames * ZOUT_STEP_VALUES);
	const float* const clip_ohm = solver->clip_ohm.value + ZOUT_CHAIN_LANES * chain;
	const float* const sunk_ohm = clip_ohm + (size_t)OHM_FRAMES * lanes;
	const float* const limit    = solver->has_limit[chain] ? solver->limit.value + ZOUT_CHAIN_LANES * chain : NULL;

	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		memcpy(old.at[m], solver->past[chain][m], sizeof(solver->past[chain][m]));
	}
	const bool limited =
		solver->relaxes[chain]
			? kernels->relax(&solver->relaxation[chain], &solver->relaxed[chain], r, u, taps, sunk_ohm, lanes, n_frames)
			: kernels->solve(
				  &solver->companion[chain], &solver->state[chain], r, u, i, clip_ohm, limit, lanes, n_frames);
	solver->limited[chain] = solver->limited[chain] || limited;
	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		memcpy(solver->past[chain][m], newest.at[m], sizeof(solver->past[chain][m]));
	}
}
