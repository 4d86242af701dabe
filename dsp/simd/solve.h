// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The load as a circuit simulator sees it, step by step, with the amplifier's limits, for one chain's two channels.
 * Included by kernels.c only.
 *
 * A step is some dozens of operations, most of which wait for the one before, sixteen times in a frame. So everything
 * lives in local variables, the number of elements is a constant in each copy of the loop, and so is whether the
 * current has a limit that can be reached.
 */

#ifndef ZOUT_SIMD_SOLVE_H
#define ZOUT_SIMD_SOLVE_H

#include "channels.h"
#include "kernels.h"
#include "newton.h"

#include <stddef.h>

/// Coefficients and states while they are in use, each for both channels
typedef struct {
	Channels a1[ZOUT_MAX_ELEMENTS];
	Channels a2[ZOUT_MAX_ELEMENTS];
	Channels c1[ZOUT_MAX_ELEMENTS];
	Channels c2[ZOUT_MAX_ELEMENTS];
	Channels s1[ZOUT_MAX_ELEMENTS];
	Channels s2[ZOUT_MAX_ELEMENTS];
	Channels passed, before, dc, solved, added;
} Run;

static ALWAYS_INLINE Run
load_run(const ZoutCompanion* const      companion,
         const ZoutCompanionState* const state,
         const unsigned                  channel,
         const unsigned                  n_elements)
{
	Run run;
	for (unsigned k = 0; k < n_elements; ++k) {
		run.a1[k] = splat_channels(companion->element[k].a1);
		run.a2[k] = splat_channels(companion->element[k].a2);
		run.c1[k] = splat_channels(companion->element[k].c1);
		run.c2[k] = splat_channels(companion->element[k].c2);
		run.s1[k] = load_channels(state->s1[k] + channel);
		run.s2[k] = load_channels(state->s2[k] + channel);
	}
	run.passed = load_channels(state->passed + channel);
	run.before = load_channels(state->before + channel);
	run.dc     = load_channels(state->dc + channel);
	run.solved = load_channels(state->solved + channel);
	run.added  = load_channels(state->added + channel);
	return run;
}

static ALWAYS_INLINE void
store_run(const Run* const run, ZoutCompanionState* const state, const unsigned channel, const unsigned n_elements)
{
	for (unsigned k = 0; k < n_elements; ++k) {
		store_channels(state->s1[k] + channel, run->s1[k]);
		store_channels(state->s2[k] + channel, run->s2[k]);
	}
	store_channels(state->passed + channel, run->passed);
	store_channels(state->before + channel, run->before);
	store_channels(state->dc + channel, run->dc);
	store_channels(state->solved + channel, run->solved);
	store_channels(state->added + channel, run->added);
}

/// Solves a step: 0, and `limited` left as it is, where nothing comes near its limit
static ALWAYS_INLINE Channels
solve_step(const Limits* const limits,
           const Channels      input,
           const Channels      current,
           const Channels      guess,
           const bool          limits_current,
           bool* const         limited)
{
	const Channels zero  = splat_channels(0.0);
	const Channels place = place_in_knee(abs_channels(input));
	if (limits_current) {
		const Channels amps = current * limits->per_limit;
		if (all_channels((place <= zero) & (place_in_knee(abs_channels(amps)) <= zero))) {
			return zero;
		}
		*limited = true;
		return solve_both_limits(limits, input, amps, guess);
	}
	if (all_channels(place <= zero)) {
		return zero;
	}
	*limited = true;
	return -sign_channels(solve_clip_level(limits, place), input);
}

/// One step: returns what limiting adds
static ALWAYS_INLINE Channels
run_step(Run* const                 run,
         const ZoutCompanion* const companion,
         const Limits* const        limits,
         const Channels             wanted,
         const Channels             demand,
         const unsigned             n_elements,
         const bool                 limits_current,
         bool* const                limited)
{
	const double take = companion->pole_take;
	Channels passed   = run->passed * companion->pole_keep + run->before * companion->pole_take_before - take * run->dc;
	Channels volts    = passed;
	for (unsigned k = 0; k < n_elements; ++k) {
		volts -= run->s1[k];
	}

	Channels       added   = volts * companion->siemens; // current that limiting adds, so far with r = 0
	const Channels current = demand + added;
	const Channels r =
		solve_step(limits, wanted + limits->clip_ohm * current, current, run->solved, limits_current, limited);

	added += take * companion->siemens * r;
	for (unsigned k = 0; k < n_elements; ++k) {
		const Channels s1 = run->s1[k];
		run->s1[k]        = run->c1[k] * added + (run->s2[k] - run->a1[k] * s1);
		run->s2[k]        = run->c2[k] * added - run->a2[k] * s1;
	}
	run->passed = passed + take * r;
	run->before = r - run->dc;
	run->dc += companion->servo_step * run->before;
	run->solved = r;
	run->added  = added;
	return r;
}

/// What a run reads and writes, from its first channel on; see kernels.h
typedef struct {
	ZoutMoments  out, wanted, demand;
	const float* clip_ohm;
	const float* limit;
	unsigned     lanes; ///< Of clip_ohm and limit
	unsigned     n_frames;
} Work;

/// The step at one moment, `at` values into the work
static ALWAYS_INLINE void
run_moment(Run* const                 run,
           const ZoutCompanion* const companion,
           const Limits* const        limits,
           const Work* const          work,
           const unsigned             moment,
           const size_t               at,
           const unsigned             n_elements,
           const bool                 limits_current,
           bool* const                limited)
{
	const Channels wanted = widen_channels(work->wanted.at[moment] + at);
	const Channels demand = widen_channels(work->demand.at[moment] + at);
	narrow_channels(work->out.at[moment] + at,
	                run_step(run, companion, limits, wanted, demand, n_elements, limits_current, limited));
}

static ALWAYS_INLINE bool
run_steps(const ZoutCompanion* const companion,
          ZoutCompanionState* const  state,
          const Work* const          work,
          const unsigned             channel,
          const unsigned             n_elements,
          const bool                 limits_current)
{
	const ZoutCompanion local   = *companion;
	const Work          w       = *work;
	const double        siemens = local.pole_take * local.siemens;
	bool                limited = false;
	Run                 run     = load_run(&local, state, channel, n_elements);
	size_t              at      = channel;
	for (size_t i = 0; i < w.n_frames; ++i) {
		const double limit  = limits_current ? (double)w.limit[i * w.lanes] : 0.0;
		const Limits limits = make_limits(siemens, (double)w.clip_ohm[i * w.lanes], limit);
		for (unsigned k = 0; k < ZOUT_FRAME_STEPS; ++k, at += ZOUT_CHAIN_LANES) {
			run_moment(&run, &local, &limits, &w, 0, at, n_elements, limits_current, &limited);
			run_moment(&run, &local, &limits, &w, 1, at, n_elements, limits_current, &limited);
			run_moment(&run, &local, &limits, &w, 2, at, n_elements, limits_current, &limited);
			run_moment(&run, &local, &limits, &w, 3, at, n_elements, limits_current, &limited);
		}
	}
	store_run(&run, state, channel, n_elements);
	return limited;
}

/// Picks the copy of the loop with this number of elements
static ALWAYS_INLINE bool
run_channels(const ZoutCompanion* const companion,
             ZoutCompanionState* const  state,
             const Work* const          work,
             const unsigned             channel,
             const bool                 limits_current)
{
	switch (companion->n_elements) {
	case 0:
		return run_steps(companion, state, work, channel, 0, limits_current);
	case 1:
		return run_steps(companion, state, work, channel, 1, limits_current);
	case 2:
		return run_steps(companion, state, work, channel, 2, limits_current);
	case 3:
		return run_steps(companion, state, work, channel, 3, limits_current);
	case 4:
		return run_steps(companion, state, work, channel, 4, limits_current);
	default:
		return run_steps(companion, state, work, channel, 5, limits_current);
	}
}

ZOUT_REALTIME
static bool
solve(const ZoutCompanion* const companion,
      ZoutCompanionState* const  state,
      const ZoutMoments          out,
      const ZoutMoments          wanted,
      const ZoutMoments          demand,
      const float* const         clip_ohm,
      const float* const         limit,
      const unsigned             lanes,
      const unsigned             n_frames)
{
	const Work work    = {out, wanted, demand, clip_ohm, limit, lanes, n_frames};
	bool       limited = false;
	for (unsigned channel = 0; channel < 2; channel += CHANNELS_AT_ONCE) {
		const bool now = limit ? run_channels(companion, state, &work, channel, true)
		                       : run_channels(companion, state, &work, channel, false);
		limited        = limited || now;
	}
	return limited;
}

#endif // ZOUT_SIMD_SOLVE_H
