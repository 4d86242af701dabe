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

/// Where the newest current goes
static float*
newest_current(const ZoutLines* const lines)
{
	return lines->current_even + (lines->at - ZOUT_CURRENT_AHEAD) * lines->lanes;
}

void
zout_demand_run_sections(ZoutLoad* const          load,
                         const ZoutKernels* const kernels,
                         ZoutLines* const         lines,
                         const unsigned           n_frames)
{
	const unsigned     lanes  = lines->lanes;
	const float* const centre = lines->even + (lines->at - ZOUT_CURRENT_AHEAD) * lanes;
	kernels->run_current(&load->bank[load->now].demand, newest_current(lines), centre, lanes, n_frames);
	if (load->fade_left) {
		kernels->run_current(&load->bank[1U - load->now].demand, load->old_demand, centre, lanes, n_frames);
	}
}

float
zout_demand_add_taps(ZoutLoad* const          load,
                     const ZoutKernels* const kernels,
                     ZoutLines* const         lines,
                     const unsigned           n_frames)
{
	const unsigned     lanes  = lines->lanes;
	const unsigned     n      = n_frames * lanes;
	const float* const newest = lines->even + lines->at * lanes;
	float* const       even   = newest_current(lines);

	const float peak = kernels->convolve_current(even, newest, load->bank[load->now].driven_taps.current, lanes, n);
	if (!load->fade_left) {
		return peak;
	}
	const ZoutLoadBank* const old = &load->bank[1U - load->now];
	kernels->convolve_current(load->old_demand, newest, old->driven_taps.current, lanes, n);
	const float share = 1.0F / (float)load->fade_frames;
	return kernels->fade_single(even, load->old_demand, load->fade_left, share, lanes, n);
}
