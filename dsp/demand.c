// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "demand.h"

#include <string.h>

void
zout_demand_reset(ZoutLoad* const load, ZoutLines* const lines)
{
	for (unsigned i = 0; i < 2; ++i) {
		ZoutSectionBank* const demand = &load->bank[i].demand;
		memset(demand->w1, 0, sizeof(demand->w1));
		memset(demand->w2, 0, sizeof(demand->w2));
	}
	const size_t past = sizeof(float) * (lines->at + ZOUT_TILE_FRAMES) * lines->lanes;
	memset(lines->current_even, 0, past);
}

/// Current of one bank; overwrites `amps`, and returns the largest magnitude
static float
run_bank(ZoutLoadBank* const      bank,
         const ZoutKernels* const kernels,
         const float* const       newest,
         float* const             amps,
         const unsigned           lanes,
         const unsigned           n_frames)
{
	const float* const centre = newest - ZOUT_CURRENT_AHEAD * lanes;
	kernels->run_current(&bank->demand, amps, centre, lanes, n_frames);
	return kernels->convolve_current(amps, newest, bank->driven_taps.current, lanes, n_frames * lanes);
}

float
zout_demand_run(ZoutLoad* const load, const ZoutKernels* const kernels, ZoutLines* const lines, const unsigned n_frames)
{
	const unsigned     lanes  = lines->lanes;
	const float* const newest = lines->even + lines->at * lanes;
	float* const       even   = lines->current_even + (lines->at - ZOUT_CURRENT_AHEAD) * lanes;

	const float peak = run_bank(&load->bank[load->now], kernels, newest, even, lanes, n_frames);
	if (load->fade_left) {
		run_bank(&load->bank[1U - load->now], kernels, newest, load->old_demand, lanes, n_frames);
		const float share = 1.0F / (float)load->fade_frames;
		return kernels->fade_single(even, load->old_demand, load->fade_left, share, lanes, n_frames * lanes);
	}
	return peak;
}
