// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load.h"

#include <string.h>

/// From one step of a design to the next, or with two chains from two: they cost much less than the frames themselves
enum { STEP_FRAMES = 64 };

void
zout_load_init(ZoutLoad* const load, const double rate_hz, const unsigned fade_frames)
{
	memset(load, 0, sizeof(*load));
	zout_load_designer_init(&load->designer, rate_hz);
	load->fade_frames = fade_frames;
}

bool
zout_load_set(ZoutLoad* const load, const unsigned chain, const ZoutDrive* const drive)
{
	// Both sides come from zout_circuit_init(), field by field: no padding differs unless a value does.
	if (!memcmp(&load->circuit[chain], &drive->circuit, sizeof(ZoutCircuit)) &&
	    load->normalise[chain] == drive->normalise) {
		return false;
	}
	load->circuit[chain]   = drive->circuit;
	load->normalise[chain] = drive->normalise;
	load->known[chain]     = false;
	return true;
}

static void
begin_chain(ZoutLoad* const load, const unsigned chain)
{
	load->known[chain] = false;
	zout_load_designer_begin(&load->designer, &load->circuit[chain], load->normalise[chain], &load->next[chain]);
}

void
zout_load_snap(ZoutLoad* const load, const unsigned lanes)
{
	// A reset without another load is cheap: after an xrun there is no time for a design
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		if (!load->known[chain]) {
			zout_load_designer_run(&load->designer, &load->circuit[chain], load->normalise[chain], &load->next[chain]);
			load->known[chain] = true;
		}
	}
	load->now       = 0;
	load->fade_left = 0;
	load->designing = false;
	zout_load_bank_fill(&load->bank[0], &load->designer, load->next, lanes);
}

void
zout_load_begin(ZoutLoad* const load)
{
	load->designing       = true;
	load->designed_chains = 0;
	load->chain_begun     = false;
	load->design_left     = 2 * STEP_FRAMES; // the block that takes the settings has enough to do
}

void
zout_load_design(ZoutLoad* const load, const unsigned lanes, const unsigned n_frames)
{
	load->design_left -= n_frames;
	if (load->design_left) {
		return;
	}
	// Steps belong to frames, not to calls: the host's blocks make no difference to when the design is complete. What
	// comes before and after is a step too: blocks with new settings, or a new load, have enough to do.
	for (unsigned i = 0; i < lanes / ZOUT_CHAIN_LANES; ++i) {
		if (2U * load->designed_chains == lanes) {
			zout_load_bank_fill(&load->bank[1U - load->now], &load->designer, load->next, lanes);
			return;
		}
		if (!load->chain_begun) {
			load->chain_begun = true;
			begin_chain(load, load->designed_chains);
		} else if (zout_load_designer_step(&load->designer)) {
			load->chain_begun = false;
			load->designed_chains += 1U;
		}
	}
	load->design_left = STEP_FRAMES;
}

void
zout_load_change(ZoutLoad* const load, const ZoutTiming* const timing, const ZoutLines* const lines)
{
	const unsigned            lanes  = lines->lanes;
	const float* const        before = lines->single + (lines->at - timing->output - 1U) * lanes;
	const ZoutLoadBank* const from   = &load->bank[load->now];
	load->now                        = 1U - load->now;
	load->fade_left                  = load->fade_frames;
	load->designing                  = false;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		load->known[chain] = true;
	}
	zout_load_bank_start(&load->bank[load->now], from, before, lanes);
}

void
zout_load_scale_old(ZoutLoad* const load, const unsigned chain, const unsigned lanes, const double factor)
{
	zout_load_bank_scale(&load->bank[1U - load->now], &load->designer, chain, lanes, factor);
}

/// Runs one bank, with `coupling` still to be done unless it is NULL. The voltage's taps are shared; see load_split.h.
static void
run_bank(ZoutLoadBank* const           bank,
         const ZoutLoadDesigner* const designer,
         const ZoutKernels* const      kernels,
         const ZoutTiming* const       timing,
         const ZoutLines* const        lines,
         const double* const           driving,
         const ZoutCoupling* const     coupling,
         const unsigned                n_frames,
         double* const                 voltage,
         double* const                 current,
         double                        sum[][ZOUT_MAX_LANES])
{
	const unsigned      lanes  = lines->lanes;
	const unsigned      n      = n_frames * lanes;
	const unsigned      centre = lines->at - timing->output;
	const double* const driven = driving + centre * lanes;
	const double* const ahead  = lines->linear + (centre + designer->lookahead) * lanes;

	kernels->run_sections(&bank->sections, voltage, current, driven, coupling, lanes, n_frames);
	if (designer->n_linear) {
		kernels->convolve(voltage, ahead, bank->linear_taps, designer->n_linear, lanes, n);
	}
	const float* const single = lines->single + centre * lanes;
	kernels->convolve_load(voltage, current, &bank->driven_taps, driven, single, sum, lanes, n);
	if (bank->is_wire) {
		memcpy(voltage, driven, sizeof(double) * n);
	}
}

void
zout_load_run(ZoutLoad* const           load,
              const ZoutKernels* const  kernels,
              const ZoutTiming* const   timing,
              ZoutLines* const          lines,
              const ZoutCoupling* const coupling,
              double                    sum[][ZOUT_MAX_LANES],
              const unsigned            n_frames)
{
	const ZoutLoadDesigner* const designer = &load->designer;
	ZoutLoadBank* const           new_bank = &load->bank[load->now];
	ZoutLoadBank* const           old_bank = &load->bank[1U - load->now];
	const double* const           driving  = coupling ? lines->driven : lines->linear;
	if (!coupling) {
		const unsigned newest = (lines->at - timing->residual) * lines->lanes;
		kernels->narrow(lines->single + newest, lines->linear + newest, n_frames * lines->lanes);
	}
	double* const voltage = load->voltage;
	double* const current = load->current;
	if (!load->fade_left) {
		run_bank(new_bank, designer, kernels, timing, lines, driving, coupling, n_frames, voltage, current, sum);
		return;
	}
	run_bank(new_bank, designer, kernels, timing, lines, driving, coupling, n_frames, voltage, current, NULL);
	double* const old_voltage = load->old_voltage;
	double* const old_current = load->old_current;
	run_bank(old_bank, designer, kernels, timing, lines, driving, NULL, n_frames, old_voltage, old_current, NULL);
	const double share = 1.0 / (double)load->fade_frames;
	kernels->fade(sum, voltage, current, old_voltage, old_current, load->fade_left, share, lines->lanes, n_frames);
	load->fade_left -= n_frames;
}
