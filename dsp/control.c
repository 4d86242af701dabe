// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "control.h"

#include "least.h"

#include <stddef.h>

void
zout_control_set(ZoutControl* const control, const unsigned chain, const double target, const unsigned ramp_frames)
{
	if (zout_ramp_set(&control->ramp[chain], target, 0, ramp_frames)) {
		control->shown_frames = 0;
	}
}

static void
write_chains(ZoutControl* const       control,
             const ZoutKernels* const kernels,
             const ZoutControl* const factor,
             const unsigned           power,
             const unsigned           lanes)
{
	const unsigned      n_frames = control->written_frames;
	ZOUT_ALIGNED double ramp[ZOUT_MAX_CHAINS][ZOUT_RAMP_FRAMES];
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		kernels->write_ramp(ramp[chain], &control->ramp[chain], n_frames);
	}
	const double* const value[ZOUT_MAX_CHAINS] = {ramp[0], ramp[1]};
	kernels->spread(control->value, value, power ? factor->value : NULL, power, lanes, n_frames);
}

/// Writes what a chain's values stay at
static void
show_chain(ZoutControl* const       control,
           const ZoutControl* const factor,
           const unsigned           power,
           const unsigned           chain,
           const unsigned           lanes)
{
	float value = (float)control->ramp[chain].target;
	for (unsigned k = 0; k < power; ++k) {
		value *= factor->value[2U * chain];
	}
	for (size_t i = control->first_frame; i < control->written_frames; ++i) {
		control->value[i * lanes + 2U * chain]      = value;
		control->value[i * lanes + 2U * chain + 1U] = value;
	}
}

/// Whether values are what they will stay from this run on
static bool
rests(const ZoutControl* const control, const ZoutControl* const factor, const unsigned lanes)
{
	const bool moves = control->ramp[0].left_frames || (lanes > ZOUT_INPUT_LANES && control->ramp[1].left_frames);
	return !moves && (!factor || factor->shown_frames || zout_control_is_zero(control, lanes));
}

void
zout_control_write(ZoutControl* const       control,
                   const ZoutKernels* const kernels,
                   const ZoutControl* const factor,
                   const unsigned           power,
                   const unsigned           lanes,
                   const unsigned           n_frames)
{
	const unsigned all      = ZOUT_TILE_FRAMES + ZOUT_PAD_FRAMES;
	const unsigned needed   = n_frames + ZOUT_PAD_FRAMES;
	const bool     at_rest  = rests(control, factor, lanes);
	const bool     afresh   = !at_rest || (factor && factor->moved && !factor->first_frame);
	control->shown_frames   = afresh ? 0U : control->shown_frames;
	control->first_frame    = control->shown_frames;
	control->written_frames = control->first_frame < needed ? needed : zout_least(control->first_frame + n_frames, all);
	if (!at_rest) {
		write_chains(control, kernels, factor, power, lanes);
	}
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		if (at_rest) {
			show_chain(control, factor, power, chain, lanes);
		} else {
			zout_ramp_advance(&control->ramp[chain], n_frames);
		}
	}
	control->shown_frames = at_rest ? control->written_frames : 0U;
}
