// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "solver.h"

#include <math.h>
#include <string.h>

/// Phases by which the solutions run ahead of the frames in work: 3.5 frames. The filters reach 3.06 frames each, so
/// that the way up is right there and the way down finds what it needs.
enum {
	AHEAD_PHASES  = 7 * ZOUT_SOLVER_PHASES / 2,
	WINDOW_PHASES = ZOUT_LIMITER_FRAMES * ZOUT_SOLVER_PHASES, ///< Before the first frame in work
};

_Static_assert(2 * AHEAD_PHASES == ZOUT_SOLVER_PAST_FRAMES * ZOUT_SOLVER_PHASES, "the past fills the window");

/// Time after the last limiting in which the load forgets it
static const double forget_s = 0.05;

void
zout_solver_init(ZoutSolver* const solver, const double rate_hz)
{
	memset(solver, 0, sizeof(*solver));
	solver->rate_hz      = 2.0 * ZOUT_SOLVER_PHASES * rate_hz;
	solver->forget_tiles = (unsigned)ceil(forget_s * rate_hz / ZOUT_TILE_FRAMES);
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		solver->limit.ramp[chain].geometric = true;
	}
}

void
zout_solver_reset(ZoutSolver* const solver)
{
	solver->awake       = false;
	solver->limited     = false;
	solver->quiet_tiles = 0;
	memset(solver->state, 0, sizeof(solver->state));
	memset(solver->past_even, 0, sizeof(solver->past_even));
	memset(solver->past_odd, 0, sizeof(solver->past_odd));
}

void
zout_solver_set(ZoutSolver* const      solver,
                const unsigned         chain,
                const ZoutDrive* const drive,
                const unsigned         ramp_frames)
{
	zout_control_set(&solver->clip_ohm, chain, drive->clip_ohm, ramp_frames);
	zout_control_set(&solver->limit, chain, drive->limit_ampere * drive->limit, ramp_frames);

	const ZoutCompanion was = solver->companion[chain];
	zout_companion_init(&solver->companion[chain], &drive->circuit, solver->rate_hz);
	zout_companion_keep(&solver->state[chain], &was, &solver->companion[chain]);

	// In units of the clip level
	const double siemens  = zout_circuit_most_siemens(&drive->circuit);
	const double clip_ohm = zout_control_most(&solver->clip_ohm, chain);
	const double limit    = fmin(solver->limit.ramp[chain].target, zout_ramp_at(&solver->limit.ramp[chain], 0));
	const double to_limit = siemens / (limit * (double)ZOUT_KNEE_START);

	// The voltage stays below the clip level and its knee: a current that this cannot drive is never limited.
	solver->has_limit[chain] = to_limit * (1.0 + (double)ZOUT_KNEE_HALF) > 1.0;
	solver->reacts[chain]    = clip_ohm > 0.0 || solver->has_limit[chain];
	solver->per_ampere[chain] =
		solver->reacts[chain] ? fmax(clip_ohm, solver->has_limit[chain] ? to_limit / siemens : 0.0) : 0.0;
	solver->reach[chain] = solver->reacts[chain] ? fmax(1.0 + clip_ohm * siemens, to_limit) : 1.0;
}

bool
zout_solver_reacts(const ZoutSolver* const solver, const unsigned lanes)
{
	return solver->reacts[0] || (lanes > ZOUT_INPUT_LANES && solver->reacts[1]);
}

bool
zout_solver_solves_all(const ZoutSolver* const solver, const unsigned lanes)
{
	return solver->reacts[0] && (lanes == ZOUT_INPUT_LANES || solver->reacts[1]);
}

void
zout_solver_begin(ZoutSolver* const solver, const unsigned lanes, const unsigned n_frames, const bool tile_starts)
{
	if (tile_starts) { // counted in whole tiles, so that it does not depend on how they are cut
		solver->quiet_tiles = solver->limited ? 0U : solver->quiet_tiles + 1U;
		solver->limited     = false;
		if (solver->awake && solver->quiet_tiles > solver->forget_tiles) {
			zout_solver_reset(solver);
		}
	}
	zout_control_fill(&solver->clip_ohm, NULL, 0, lanes, n_frames);
	zout_control_fill(&solver->limit, NULL, 0, lanes, n_frames);
}

/// Copies one chain's pair of lanes out of or into a stream of phases
static void
copy_chain(float* const       to,
           const float* const from,
           const unsigned     chain,
           const unsigned     lanes,
           const unsigned     n_phases)
{
	for (unsigned i = 0; i < n_phases; ++i) {
		const unsigned at = i * lanes + 2U * chain;
		to[at]            = from[at];
		to[at + 1U]       = from[at + 1U];
	}
}

static ZoutPhases
from_phase(const ZoutPhases phases, const unsigned first, const unsigned lanes)
{
	return (ZoutPhases){phases.even + (size_t)first * lanes, phases.odd + (size_t)first * lanes};
}

void
zout_solver_run(ZoutSolver* const        solver,
                const ZoutKernels* const kernels,
                const ZoutPhases         out,
                const ZoutPhases         wanted,
                const ZoutPhases         demand,
                const unsigned           lanes,
                const unsigned           n_frames)
{
	const unsigned   old_phases = 2U * AHEAD_PHASES;
	const unsigned   new_phases = n_frames * ZOUT_SOLVER_PHASES;
	const unsigned   first_old  = WINDOW_PHASES - AHEAD_PHASES;
	const ZoutPhases old        = from_phase(out, first_old, lanes);
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		if (!solver->reacts[chain]) {
			continue;
		}
		copy_chain(old.even, solver->past_even, chain, lanes, old_phases);
		copy_chain(old.odd, solver->past_odd, chain, lanes, old_phases);

		const unsigned first   = (first_old + old_phases) * lanes + 2U * chain;
		const bool     limited = kernels->solve(&solver->companion[chain],
                                            &solver->state[chain],
                                            (ZoutPhases){out.even + first, out.odd + first},
                                            (ZoutPhases){wanted.even + first, wanted.odd + first},
                                            (ZoutPhases){demand.even + first, demand.odd + first},
                                            solver->clip_ohm.value + 2U * chain,
                                            solver->has_limit[chain] ? solver->limit.value + 2U * chain : NULL,
                                            lanes,
                                            n_frames);
		solver->limited        = solver->limited || limited;

		copy_chain(solver->past_even, old.even + (size_t)new_phases * lanes, chain, lanes, old_phases);
		copy_chain(solver->past_odd, old.odd + (size_t)new_phases * lanes, chain, lanes, old_phases);
	}
}
