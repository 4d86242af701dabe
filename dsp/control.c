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

/// Multiplies by the factor's values. The number of lanes is a constant in each copy, so that compilers see the stride.
static inline void
multiply(double* const restrict value, const float* const restrict factor, const size_t lanes, const size_t n_frames)
{
	for (size_t i = 0; i < n_frames; ++i) {
		value[i] *= (double)factor[i * lanes];
	}
}

/// Writes values to both channels of a chain
static inline void
put(float* const restrict to, const double* const restrict value, const size_t lanes, const size_t n_frames)
{
	for (size_t i = 0; i < n_frames; ++i) {
		to[i * lanes]      = (float)value[i];
		to[i * lanes + 1U] = (float)value[i];
	}
}

static void
write_chain(ZoutControl* const       control,
            const ZoutControl* const factor,
            const unsigned           power,
            const unsigned           chain,
            const unsigned           lanes)
{
	const size_t n_frames = control->written_frames;
	double       value[ZOUT_TILE_FRAMES + ZOUT_PAD_FRAMES];
	zout_ramp_write(&control->ramp[chain], value, control->written_frames);
	for (unsigned k = 0; k < power; ++k) {
		if (lanes == ZOUT_INPUT_LANES) {
			multiply(value, factor->value, ZOUT_INPUT_LANES, n_frames);
		} else {
			multiply(value, factor->value + 2U * chain, ZOUT_MAX_LANES, n_frames);
		}
	}
	if (lanes == ZOUT_INPUT_LANES) {
		put(control->value, value, ZOUT_INPUT_LANES, n_frames);
	} else {
		put(control->value + 2U * chain, value, ZOUT_MAX_LANES, n_frames);
	}
}

/// Writes what a chain's values stay at
static void
show_chain(ZoutControl* const       control,
           const ZoutControl* const factor,
           const unsigned           power,
           const unsigned           chain,
           const unsigned           lanes)
{
	double value = control->ramp[chain].target;
	for (unsigned k = 0; k < power; ++k) {
		value *= (double)factor->value[2U * chain];
	}
	for (size_t i = control->first_frame; i < control->written_frames; ++i) {
		control->value[i * lanes + 2U * chain]      = (float)value;
		control->value[i * lanes + 2U * chain + 1U] = (float)value;
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
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		if (at_rest) {
			show_chain(control, factor, power, chain, lanes);
		} else {
			write_chain(control, factor, power, chain, lanes);
			zout_ramp_advance(&control->ramp[chain], n_frames);
		}
	}
	control->shown_frames = at_rest ? control->written_frames : 0U;
}
