// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "residual.h"

#include "between.h"
#include "clipping.h"
#include "halfband.h"
#include "harmonics.h"
#include "least.h"
#include "safe.h"
#include "units.h"

#include <math.h>
#include <string.h>

/// A residual DC below this, relative to full scale, is gone
static const double dc_gone = 1e-11;

/// Frames before the first one awake to which the load filter looks back
enum { LOAD_FRAMES = ZOUT_MAX_LOAD_TAPS };

void
zout_residual_init(ZoutResidual* const residual, const ZoutTiming* const timing, const double rate_hz)
{
	memset(residual, 0, sizeof(*residual));
	zout_halfband_init_even(residual->down_band, timing->down_taps, zout_halfband_pass_band(rate_hz));
	zout_between_init(residual, timing, rate_hz);
	zout_harmonics_init(residual);
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		residual->volts.ramp[chain].geometric = true;
		residual->over.ramp[chain].geometric  = true;
	}
	zout_limiter_init(&residual->limiter);
	zout_solver_init(&residual->solver, rate_hz);

	residual->bent_rate_hz = timing->doubled ? 2.0 * rate_hz : rate_hz;
	residual->dc_step      = 1.0 - exp(-zout_hz_to_rad_s(zout_servo_hz) / rate_hz);
}

void
zout_residual_reset(ZoutResidual* const residual)
{
	residual->awake             = false;
	residual->drawing           = 0;
	residual->hot_frames        = 0;
	residual->loud_tiles        = 0;
	residual->looked            = false;
	residual->quiet             = true;
	residual->quiet_tiles       = 0;
	residual->clipped           = 0;
	residual->clipped_left      = 0;
	residual->parting.left      = 0;
	residual->current_odd_known = false;
	memset(residual->dc, 0, sizeof(residual->dc));
	zout_solver_reset(&residual->solver);
}

void
zout_residual_set(ZoutResidual* const    residual,
                  const unsigned         chain,
                  const ZoutDrive* const drive,
                  const unsigned         ramp_frames)
{
	zout_control_set(&residual->volts, chain, drive->volts_per_fs, ramp_frames);
	zout_control_set(&residual->h2, chain, drive->h2, ramp_frames);
	zout_control_set(&residual->h3, chain, drive->h3, ramp_frames);
	zout_control_set(&residual->current_h2, chain, drive->current_h2, ramp_frames);
	zout_control_set(&residual->rise, chain, drive->rise_s * residual->bent_rate_hz, ramp_frames);
	zout_solver_set(&residual->solver, chain, drive, zout_ramp_at(&residual->over.ramp[chain], 0), ramp_frames);
	zout_control_set(&residual->over, chain, drive->limit, residual->solver.parts[chain] ? 0U : ramp_frames);
	residual->at_rest = false;
}

/// Makes what limits will look back at relative to the clip level of now, where that came at once
static void
take_level(const ZoutLines* const lines, const unsigned first, const unsigned chain, const float factor)
{
	const unsigned lanes = lines->lanes;
	for (unsigned frame = 0; frame < ZOUT_WAKE_FRAMES; ++frame) {
		for (unsigned lane = ZOUT_CHAIN_LANES * chain; lane < ZOUT_CHAIN_LANES * (chain + 1U); ++lane) {
			const size_t i = (size_t)(first + frame) * lanes + lane;
			lines->over[i] *= factor;
			lines->wanted_even[i] *= factor;
			lines->wanted_odd[i] *= factor;
		}
	}
}

void
zout_residual_part(ZoutResidual* const     residual,
                   const ZoutTiming* const timing,
                   ZoutLines* const        lines,
                   const unsigned          frames)
{
	residual->parting.frames    = frames;
	residual->parting.left      = frames;
	residual->current_odd_known = false; // what was drawn has changed with what draws it
	for (unsigned chain = 0; ZOUT_CHAIN_LANES * chain < lines->lanes; ++chain) {
		if (residual->looked && residual->solver.parts[chain]) { // else it is found when they look
			const float factor = (float)(1.0 / residual->solver.nearer[chain]);
			take_level(lines, lines->at - timing->wanted - ZOUT_WAKE_FRAMES, chain, factor);
		}
	}
}

unsigned
zout_residual_needs_current(ZoutResidual* const residual, const unsigned lanes, const bool tile_starts)
{
	// Asked here and not later, when ramps have moved on: the frames in which one ends still need it
	if (!residual->at_rest) {
		residual->squares       = zout_harmonics_want_current(residual, lanes);
		residual->has_harmonics = zout_harmonics_are_there(residual, lanes);
	}

	const unsigned wants    = residual->squares | zout_solver_reacting(&residual->solver, lanes);
	const unsigned starting = wants & ~residual->drawing;
	residual->drawing       = wants | (tile_starts ? 0U : residual->drawing);
	if (starting) {
		residual->current_odd_known = false; // the even phase of its past is another one now
	}
	return starting;
}

void
zout_residual_look(ZoutResidual* const residual, const unsigned lanes)
{
	residual->safe_input   = zout_safe_input(residual, lanes);
	residual->safe_current = zout_safe_current(residual, lanes);
}

/// Waking up: makes up for what was left undone while there was nothing to do
static void
catch_up(const ZoutTiming* const timing, ZoutLines* const lines)
{
	const unsigned lanes = lines->lanes;

	// Nothing was wrong so far: the past of everything that hangs on harmonics or clipping is zero.
	const size_t past = sizeof(float) * (lines->at + ZOUT_TILE_FRAMES) * lanes;
	memset(lines->harmonics_even, 0, past);
	memset(lines->harmonics_odd, 0, past);
	memset(lines->residual_even, 0, past);
	memset(lines->residual_odd, 0, past);

	const unsigned driven = (lines->at - timing->residual - LOAD_FRAMES) * lanes;
	memcpy(lines->driven + driven, lines->linear + driven, sizeof(double) * LOAD_FRAMES * lanes);
}

/// Back to the base rate: prepares how the residual joins the linear signal
static void
decimate(ZoutResidual* const      residual,
         const ZoutKernels* const kernels,
         const ZoutTiming* const  timing,
         ZoutLines* const         lines,
         const unsigned           n_frames)
{
	const unsigned   lanes     = lines->lanes;
	const unsigned   at        = (lines->at - timing->residual) * lanes;
	const unsigned   n         = n_frames * lanes;
	const ZoutPhases harmonics = {lines->residual_even + at, lines->residual_odd + at};
	const ZoutPhases clipped   = {lines->clipped_even + at, lines->clipped_odd + at};
	const ZoutPhases all       = residual->clipped_left ? clipped : harmonics;
	if (!timing->doubled) {
		kernels->widen(residual->joined, harmonics.even, n);
	}
	if (timing->doubled || residual->clipped_left) {
		kernels->decimate(residual->joined, all, residual->down_band, timing->down_taps, !timing->doubled, lanes, n);
	}
	residual->clipped_left -= zout_least(n_frames, residual->clipped_left);
	residual->coupling = (ZoutCoupling){
		.driven   = lines->driven + at,
		.single   = lines->single + at,
		.linear   = lines->linear + at,
		.residual = residual->joined,
		.dc       = residual->dc,
		.step     = residual->dc_step,
	};
}

/// Falls asleep when the residual has been zero for as long as any filter remembers
static void
maybe_sleep(ZoutResidual* const residual, const unsigned lanes)
{
	bool done = residual->quiet_tiles > ZOUT_PAST_FRAMES / ZOUT_TILE_FRAMES + 1U;
	for (unsigned lane = 0; lane < lanes; ++lane) {
		// Gone for a whole tile, so that the load filter has forgotten it too; lane by lane, whether or not it comes to
		// sleep: what one chain forgets must not hang on the other.
		done = done && residual->dc[lane] == 0.0;
		if (fabs(residual->dc[lane]) < dc_gone) {
			residual->dc[lane] = 0.0;
		}
	}
	if (done) {
		residual->awake = false;
	}
}

const ZoutCoupling*
zout_residual_run(ZoutResidual* const      residual,
                  const ZoutKernels* const kernels,
                  const ZoutTiming* const  timing,
                  ZoutLines* const         lines,
                  const float              amps,
                  const unsigned           n_frames,
                  const bool               tile_starts)
{
	const unsigned lanes = lines->lanes;
	if (tile_starts) { // counted in whole tiles, so that it does not depend on how they are cut
		residual->quiet_tiles = residual->quiet ? residual->quiet_tiles + 1U : 0U;
		residual->quiet       = true;
		maybe_sleep(residual, lanes);
		zout_solver_start_tile(&residual->solver);
	}
	if (!residual->solver.at_rest) {
		zout_solver_fill(&residual->solver, kernels, lanes, n_frames);
	}
	// Whether it may bring a chain to its clip level, as far as it is known
	if (residual->squares && (double)amps > residual->safe_current) {
		zout_residual_hear_loud(residual);
	}

	const bool harmonics = residual->has_harmonics;
	const bool loud      = residual->solver.awake || residual->loud_tiles;
	residual->quiet      = residual->quiet && !harmonics && !loud;
	residual->clipped    = 0;

	if (!residual->at_rest) {
		zout_control_fill(&residual->volts, kernels, NULL, 0, lanes, n_frames);
		zout_control_fill(&residual->over, kernels, &residual->volts, 1, lanes, n_frames);
		residual->at_rest = zout_harmonics_fill(residual, kernels, lanes, n_frames) &&
		                    zout_control_rests(&residual->volts) && zout_control_rests(&residual->over);
	}

	if (!residual->awake && (harmonics || loud)) {
		catch_up(timing, lines);
		residual->awake = true;
	}
	if (residual->awake) {
		zout_between_run(residual, kernels, timing, lines, n_frames, loud);
		zout_harmonics_run(residual, kernels, timing, lines, n_frames, loud);
		if (loud || residual->clipped_left) {
			zout_clipping_run(residual, kernels, timing, lines, n_frames, loud);
		}
		residual->looked = loud;
		decimate(residual, kernels, timing, lines, n_frames);
	}
	if (residual->parting.left) {
		residual->parting.left -= n_frames;
		if (!residual->parting.left) {
			zout_solver_end_parting(&residual->solver);
		}
	}
	return residual->awake ? &residual->coupling : NULL;
}
