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

/// Writes values of several chains of which some move
static void
write_chains(ZoutControl* const       control,
             const ZoutKernels* const kernels,
             const ZoutControl* const factor,
             const unsigned           power,
             const unsigned           lanes)
{
	const unsigned      n_frames = control->written_frames;
	const float* const  by       = power ? factor->value : NULL;
	ZOUT_ALIGNED double ramp[ZOUT_MAX_CHAINS][ZOUT_RAMP_FRAMES];
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		kernels->write_ramp(ramp[chain], &control->ramp[chain], n_frames);
	}
	const double* const value[ZOUT_MAX_CHAINS] = {ramp[0], ramp[1]};
	kernels->spread(control->value, value, by, power, lanes, n_frames);
}

/// Frames whose first one starts a vector on every instruction set
enum { EVEN_FRAMES = 4 };

/// The same while no ramp is on its way: from where it was not done yet
static void
write_still(ZoutControl* const       control,
            const ZoutKernels* const kernels,
            const ZoutControl* const factor,
            const unsigned           power,
            const unsigned           lanes)
{
	const unsigned     first = control->first_frame / EVEN_FRAMES * EVEN_FRAMES;
	const size_t       at    = (size_t)first * lanes;
	const float* const from  = power ? factor->value + at : NULL;
	kernels->scale(control->value + at,
	               (float)control->ramp[0].target,
	               (float)control->ramp[1].target,
	               from,
	               power,
	               lanes,
	               control->written_frames - first);
}

static bool
moves(const ZoutControl* const control, const unsigned lanes)
{
	return control->ramp[0].left_frames || (lanes > ZOUT_INPUT_LANES && control->ramp[1].left_frames);
}

void
zout_control_write(ZoutControl* const       control,
                   const ZoutKernels* const kernels,
                   const ZoutControl* const factor,
                   const unsigned           power,
                   const unsigned           lanes,
                   const unsigned           n_frames)
{
	const unsigned all      = ZOUT_TILE_FRAMES + control->pad_frames;
	const unsigned needed   = n_frames + control->pad_frames;
	const bool     is_still = !moves(control, lanes);
	// Whether values are what they will stay from this run on
	const bool at_rest      = is_still && (!factor || factor->shown_frames || zout_control_is_zero(control, lanes));
	const bool afresh       = !at_rest || (factor && factor->moved && !factor->first_frame);
	control->shown_frames   = afresh ? 0U : control->shown_frames;
	control->first_frame    = control->shown_frames;
	control->written_frames = control->first_frame < needed ? needed : zout_least(control->first_frame + n_frames, all);
	if (is_still) {
		write_still(control, kernels, factor, power, lanes);
	} else if (lanes == ZOUT_CHAIN_LANES) {
		const float* const by = power ? factor->value : NULL;
		kernels->spread_ramp(control->value, &control->ramp[0], by, power, control->written_frames);
		zout_ramp_advance(&control->ramp[0], n_frames);
	} else {
		write_chains(control, kernels, factor, power, lanes);
		for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
			zout_ramp_advance(&control->ramp[chain], n_frames);
		}
	}
	control->shown_frames = at_rest ? control->written_frames : 0U;
}
