// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "control.h"

#include <stddef.h>

void
zout_control_set(ZoutControl* const control, const unsigned chain, const double target, const unsigned ramp_frames)
{
	if (zout_ramp_set(&control->ramp[chain], target, 0, ramp_frames)) {
		control->settled = false;
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

void
zout_control_write(ZoutControl* const       control,
                   const ZoutControl* const factor,
                   const unsigned           power,
                   const unsigned           lanes,
                   const unsigned           n_frames)
{
	control->settled = true;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		control->settled = control->settled && !control->ramp[chain].left_frames;
	}
	const bool all          = control->settled && (!factor || factor->settled);
	control->written_frames = (all ? ZOUT_TILE_FRAMES : n_frames) + ZOUT_PAD_FRAMES;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		write_chain(control, factor, power, chain, lanes);
		zout_ramp_advance(&control->ramp[chain], n_frames);
	}
}
