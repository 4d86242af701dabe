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

/// For so long limiting has to have left nothing in a load, to be forgotten: half a period of the slowest resonance,
/// whose voltage is none now and then
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

void
zout_solver_reset(ZoutSolver* const solver)
{
	solver->awake = false;
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		solver->limited[chain]      = false;
		solver->just_limited[chain] = true; // Nothing is known of what was before
		solver->calm_tiles[chain]   = solver->forget_tiles + 1U;
		zout_solver_load_forget(&solver->load[chain]);
	}
	zout_solver_end_parting(solver);
}

/// While nothing is limited a limit that moves away is not heard: it goes at once, and is not in the way meanwhile
static unsigned
frames_to(const ZoutSolver* const solver, const unsigned chain, const bool looser, const unsigned ramp_frames)
{
	return looser && !solver->limited[chain] && !solver->just_limited[chain] ? 0U : ramp_frames;
}

/// Takes another circuit; the one before goes on from where it is
static void
take_circuit(ZoutSolver* const solver, const unsigned chain, const ZoutDrive* const drive, const double level)
{
	ZoutSolverLoad* const load = &solver->load[chain];
	ZoutSolverLoad* const old  = &solver->parting[chain];
	*old                       = *load;
	old->last_ohm              = (float)zout_ramp_at(&solver->clip_ohm.ramp[chain], 0);
	old->last_limit            = (float)zout_ramp_at(&solver->limit.ramp[chain], 0);
	solver->nearer[chain]      = level / drive->limit;
	zout_solver_load_take(load, &drive->circuit, solver->rate_hz);
}

void
zout_solver_set(ZoutSolver* const      solver,
                const unsigned         chain,
                const ZoutDrive* const drive,
                const double           level,
                const unsigned         ramp_frames)
{
	// Made anew only for another circuit: else whatever control moves would cost what a headphone does
	ZoutSolverLoad* const load  = &solver->load[chain];
	const bool            other = memcmp(&load->circuit, &drive->circuit, sizeof(ZoutCircuit)) != 0;
	if (other) {
		take_circuit(solver, chain, drive, level);
	}

	const double   was_ohm    = zout_ramp_at(&solver->clip_ohm.ramp[chain], 0);
	const double   was_ampere = zout_ramp_at(&solver->limit.ramp[chain], 0);
	const double   ampere     = drive->limit_ampere * drive->limit; // relative to the clip level
	const unsigned frames     = other ? 0U : ramp_frames;
	zout_control_set(
		&solver->clip_ohm, chain, drive->clip_ohm, frames_to(solver, chain, drive->clip_ohm < was_ohm, frames));
	zout_control_set(&solver->limit, chain, ampere, frames_to(solver, chain, ampere > was_ampere, frames));
	solver->at_rest = false;

	const double clip_ohm = zout_control_most(&solver->clip_ohm, chain);
	const double limit    = fmin(solver->limit.ramp[chain].target, zout_ramp_at(&solver->limit.ramp[chain], 0));
	zout_solver_load_limit(load, solver->rate_hz, clip_ohm, limit);
	solver->eases[chain] = true;
	if (other) {
		solver->parts[chain] = ramp_frames && (load->reacts || solver->parting[chain].reacts);
	}
}

void
zout_solver_end_parting(ZoutSolver* const solver)
{
	solver->parts[0] = false;
	solver->parts[1] = false;
}

unsigned
zout_solver_reacting(const ZoutSolver* const solver, const unsigned lanes)
{
	const bool b = lanes > ZOUT_INPUT_LANES && (solver->parts[1] || solver->load[1].reacts);
	return (solver->parts[0] || solver->load[0].reacts ? 1U : 0U) | (b ? 2U : 0U);
}

double
zout_solver_reach(const ZoutSolver* const solver, const unsigned chain)
{
	const double parting = solver->parts[chain] ? solver->nearer[chain] * solver->parting[chain].reach : 0.0;
	return fmax(solver->load[chain].reach, parting);
}

double
zout_solver_per_ampere(const ZoutSolver* const solver, const unsigned chain)
{
	const double parting = solver->parts[chain] ? solver->nearer[chain] * solver->parting[chain].per_ampere : 0.0;
	return fmax(solver->load[chain].per_ampere, parting);
}

bool
zout_solver_solves(const ZoutSolver* const solver, const bool parting, const bool frame_by_frame, const unsigned lanes)
{
	bool any = false;
	for (unsigned chain = 0; ZOUT_CHAIN_LANES * chain < lanes; ++chain) {
		const ZoutSolverLoad* const load = parting ? &solver->parting[chain] : &solver->load[chain];
		any = any || ((solver->parts[chain] || !parting) && load->reacts && load->relaxes == frame_by_frame);
	}
	return any;
}

/// Controls that have come to where they were on their way to may ask for less than the way did
static void
ease(ZoutSolver* const solver, const unsigned chain)
{
	if (!solver->eases[chain] || zout_control_moves(&solver->clip_ohm, chain) ||
	    zout_control_moves(&solver->limit, chain)) {
		return;
	}
	solver->eases[chain] = false;
	zout_solver_load_limit(&solver->load[chain],
	                       solver->rate_hz,
	                       zout_ramp_at(&solver->clip_ohm.ramp[chain], 0),
	                       zout_ramp_at(&solver->limit.ramp[chain], 0));
}

void
zout_solver_ease(ZoutSolver* const solver)
{
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		ease(solver, chain);
	}
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
		const bool busy =
			solver->limited[chain] || solver->parts[chain] || zout_solver_load_remembers(&solver->load[chain]);
		solver->limited[chain]    = false;
		solver->calm_tiles[chain] = busy ? 0U : solver->calm_tiles[chain] + 1U;
		if (solver->calm_tiles[chain] == solver->forget_tiles + 1U) {
			zout_solver_load_forget(&solver->load[chain]);
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
                const bool               parting,
                const unsigned           chain,
                const ZoutMoments        out,
                const ZoutMoments        wanted,
                const ZoutMoments        demand,
                const float* const       taps,
                const unsigned           lanes,
                const unsigned           n_frames)
{
	const size_t          first    = (size_t)(ZOUT_LIMITER_BEFORE_STEPS + AHEAD_STEPS) * ZOUT_CHAIN_LANES;
	const ZoutMoments     r        = zout_moments_from(out, first);
	const ZoutMoments     u        = zout_moments_from(wanted, first);
	const ZoutMoments     i        = zout_moments_from(demand, first);
	const ZoutMoments     old      = zout_moments_from(out, first - ZOUT_SOLVER_PAST_VALUES);
	const ZoutMoments     newest   = zout_moments_from(old, (size_t)n_frames * ZOUT_STEP_VALUES);
	ZoutSolverLoad* const load     = parting ? &solver->parting[chain] : &solver->load[chain];
	const unsigned        stride   = parting ? 0U : lanes; // what a load fades out with stands still
	const float* const    clip_ohm = parting ? &load->last_ohm : solver->clip_ohm.value + ZOUT_CHAIN_LANES * chain;
	const float* const    sunk_ohm = clip_ohm + (size_t)OHM_FRAMES * stride;
	const float* const    ampere   = parting ? &load->last_limit : solver->limit.value + ZOUT_CHAIN_LANES * chain;
	const float* const    limit    = load->has_limit ? ampere : NULL;

	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		if (!load->begins) {
			memcpy(old.at[m], load->past[m], sizeof(load->past[m]));
		}
	}
	load->begins = false;
	const bool limited =
		load->relaxes ? kernels->relax(&load->relaxation, &load->relaxed, r, u, taps, sunk_ohm, stride, n_frames)
					  : kernels->solve(&load->companion, &load->state, r, u, i, clip_ohm, limit, stride, n_frames);
	solver->limited[chain] = solver->limited[chain] || limited;
	for (unsigned m = 0; m < ZOUT_STEP_MOMENTS; ++m) {
		memcpy(load->past[m], newest.at[m], sizeof(load->past[m]));
	}
}
