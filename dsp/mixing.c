// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "mixing.h"

#include <string.h>

void
zout_mixing_init(ZoutMixing* const mixing)
{
	memset(mixing, 0, sizeof(*mixing));
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		mixing->right[chain].target = 1.0;
	}
}

void
zout_mixing_set(ZoutMixing* const mixing,
                const unsigned    chain,
                const double      right_gain_lin,
                const double      crosstalk_lin,
                const unsigned    ramp_frames)
{
	const bool right_moves = zout_ramp_set(&mixing->right[chain], right_gain_lin, 0, ramp_frames);
	const bool cross_moves = zout_ramp_set(&mixing->cross[chain], crosstalk_lin, 0, ramp_frames);
	if (right_moves || cross_moves) {
		mixing->shown_frames = 0;
	}
}

static bool
is_plain(const ZoutMixing* const mixing, const unsigned chain)
{
	const ZoutRamp* const right = &mixing->right[chain];
	return !right->left_frames && right->target == 1.0 && zout_ramp_is_zero(&mixing->cross[chain]);
}

void
zout_mixing_write(ZoutMixing* const        mixing,
                  const ZoutKernels* const kernels,
                  const double* const      volume,
                  const unsigned           lanes,
                  const unsigned           n_frames)
{
	mixing->shown_frames = n_frames;
	mixing->active       = false;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		mixing->active = mixing->active || !is_plain(mixing, chain);
		if (mixing->right[chain].left_frames || mixing->cross[chain].left_frames) {
			mixing->shown_frames = 0;
		}
	}
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		double gain_lin[ZOUT_RAMP_FRAMES];
		double share[ZOUT_RAMP_FRAMES];
		kernels->write_ramp(gain_lin, &mixing->right[chain], n_frames);
		kernels->write_ramp(share, &mixing->cross[chain], n_frames);
		kernels->fill_mix(
			mixing->own + 2U * chain, mixing->other + 2U * chain, volume, gain_lin, share, lanes, n_frames);
	}
}

void
zout_mixing_go_on(ZoutMixing* const mixing, const unsigned n_frames)
{
	for (unsigned chain = 0; chain < ZOUT_MAX_CHAINS; ++chain) {
		zout_ramp_advance(&mixing->right[chain], n_frames);
		zout_ramp_advance(&mixing->cross[chain], n_frames);
	}
}
