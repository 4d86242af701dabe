// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "demand.h"

#include <string.h>

/// Where the newest current of a line goes
static float*
newest_current(const ZoutLines* const lines, float* const line)
{
	return line + (lines->at - ZOUT_CURRENT_AHEAD) * lines->lanes;
}

/**
 * Fills a line with what chains have drawn of late, further back than limits look.
 *
 * What they drew before that is what the sections of the load itself remember, which are later than these by the
 * latency: out of silence, a headphone that resonates at 60 Hz would take a tenth of a second to draw what it does.
 */
static void
draw_past(ZoutLoadBank* const      bank,
          const ZoutKernels* const kernels,
          const ZoutTiming* const  timing,
          const ZoutLines* const   lines,
          float* const             line,
          const unsigned           chains)
{
	ZOUT_ALIGNED float past[(ZOUT_PAST_FRAMES + ZOUT_PAD_FRAMES) * ZOUT_MAX_LANES];

	const unsigned     lanes  = lines->lanes;
	const unsigned     frames = timing->output - ZOUT_CURRENT_AHEAD;
	const unsigned     n      = frames * lanes;
	const float* const first  = lines->even + (lines->at - frames) * lanes;
	ZoutSectionBank    demand = bank->demand;
	memcpy(demand.w1, bank->sections.w1, sizeof(demand.w1));
	memcpy(demand.w2, bank->sections.w2, sizeof(demand.w2));
	kernels->run_current(&demand, past, first - (size_t)ZOUT_CURRENT_AHEAD * lanes, lanes, frames);
	kernels->convolve_current(past, first, bank->driven_taps.current, lanes, n);

	float* const to = newest_current(lines, line) - n;
	for (unsigned chain = 0; ZOUT_CHAIN_LANES * chain < lanes; ++chain) {
		if (!(chains & (1U << chain))) {
			continue;
		}
		zout_load_bank_keep_states(&bank->demand, &demand, chain, lanes);
		for (unsigned i = ZOUT_CHAIN_LANES * chain; i < n; i += lanes) {
			to[i]      = past[i];
			to[i + 1U] = past[i + 1U];
		}
	}
}

void
zout_demand_start(ZoutLoad* const          load,
                  const ZoutKernels* const kernels,
                  const ZoutTiming* const  timing,
                  ZoutLines* const         lines,
                  const unsigned           chains)
{
	draw_past(&load->bank[load->now], kernels, timing, lines, lines->current_even, chains);
	if (load->fade_left) {
		draw_past(&load->bank[1U - load->now], kernels, timing, lines, lines->parting_even, chains);
	}
}

void
zout_demand_change(ZoutLoad* const          load,
                   const ZoutKernels* const kernels,
                   const ZoutTiming* const  timing,
                   ZoutLines* const         lines,
                   const unsigned           changed)
{
	const unsigned      lanes = lines->lanes;
	ZoutLoadBank* const bank  = &load->bank[load->now];
	memcpy(lines->parting_even, lines->current_even, sizeof(float) * lines->at * lanes);
	for (unsigned chain = 0; ZOUT_CHAIN_LANES * chain < lanes; ++chain) {
		zout_load_bank_keep_states(&bank->demand, &load->bank[1U - load->now].demand, chain, lanes);
	}
	draw_past(bank, kernels, timing, lines, lines->current_even, changed);
}

void
zout_demand_run_sections(ZoutLoad* const          load,
                         const ZoutKernels* const kernels,
                         ZoutLines* const         lines,
                         const unsigned           n_frames)
{
	const unsigned     lanes  = lines->lanes;
	const float* const centre = newest_current(lines, lines->even);
	float* const       now    = newest_current(lines, lines->current_even);
	kernels->run_current(&load->bank[load->now].demand, now, centre, lanes, n_frames);
	if (load->fade_left) {
		float* const parting = newest_current(lines, lines->parting_even);
		kernels->run_current(&load->bank[1U - load->now].demand, parting, centre, lanes, n_frames);
	}
}

float
zout_demand_add_taps(ZoutLoad* const          load,
                     const ZoutKernels* const kernels,
                     ZoutLines* const         lines,
                     const unsigned           n_frames)
{
	const unsigned      lanes  = lines->lanes;
	const unsigned      n      = n_frames * lanes;
	const float* const  newest = lines->even + lines->at * lanes;
	const ZoutLoadBank* bank   = &load->bank[load->now];
	float* const        now    = newest_current(lines, lines->current_even);

	const float peak = kernels->convolve_current(now, newest, bank->driven_taps.current, lanes, n);
	if (!load->fade_left) {
		return peak;
	}
	bank                 = &load->bank[1U - load->now];
	float* const parting = newest_current(lines, lines->parting_even);
	const float  other   = kernels->convolve_current(parting, newest, bank->driven_taps.current, lanes, n);
	return peak > other ? peak : other;
}
