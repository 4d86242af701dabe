// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "control.h"

void
zout_control_set(ZoutControl* const control, const unsigned chain, const double target, const unsigned ramp_frames)
{
	zout_ramp_set(&control->ramp[chain], target, 0, ramp_frames);
	control->settled = false;
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
		ZoutRamp* const ramp = &control->ramp[chain];
		control->settled     = control->settled && !ramp->left_frames;
		for (unsigned i = 0; i < ZOUT_TILE_FRAMES + ZOUT_PAD_FRAMES; ++i) {
			const unsigned at    = i * lanes + 2U * chain;
			double         value = zout_ramp_at(ramp, i);
			for (unsigned k = 0; k < power; ++k) {
				value *= (double)factor->value[at];
			}
			control->value[at]      = (float)value;
			control->value[at + 1U] = (float)value;
		}
		zout_ramp_advance(ramp, n_frames);
	}
}
