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

/// Writes a tap for both channels of a chain; with one chain the pair stands twice
static void
put_tap(double four[4], const unsigned chain, const unsigned lanes, const double tap)
{
	for (unsigned k = 2U * chain; k < 4U; k += lanes) {
		four[k]      = tap;
		four[k + 1U] = tap;
	}
}

/// The same in single precision, for vectors of up to eight places
static void
put_single_tap(float eight[ZOUT_TAP_PLACES], const unsigned chain, const unsigned lanes, const double tap)
{
	for (unsigned k = 2U * chain; k < ZOUT_TAP_PLACES; k += lanes) {
		eight[k]      = (float)tap;
		eight[k + 1U] = (float)tap;
	}
}

static void
lay_out_taps(const ZoutLoadDesigner* const designer,
             ZoutLoadBank* const           bank,
             const unsigned                chain,
             const unsigned                lanes)
{
	const ZoutLoadDesign* const design = &bank->design[chain];
	for (unsigned k = 0; k < designer->n_linear; ++k) {
		put_tap(bank->linear_taps + 4U * k, chain, lanes, design->linear_tap[k]);
	}
	ZoutLoadTaps* const driven = &bank->driven_taps;
	driven->n_taps             = designer->n_driven;
	driven->ahead              = designer->residual_ahead;
	put_tap(driven->direct, chain, lanes, design->driven_tap[driven->ahead]);
	for (unsigned k = 0; k < driven->n_taps; ++k) {
		const double tap = k == driven->ahead ? 0.0 : design->driven_tap[k];
		put_single_tap(driven->voltage + ZOUT_TAP_PLACES * k, chain, lanes, tap);
	}
	for (unsigned k = 0; k < ZOUT_CURRENT_TAPS; ++k) {
		put_single_tap(driven->current + ZOUT_TAP_PLACES * k, chain, lanes, design->current_tap[k]);
	}
}

static void
lay_out_sections(ZoutLoadBank* const bank, const unsigned chain, const unsigned lanes)
{
	const ZoutLoadDesign* const design = &bank->design[chain];
	ZoutSectionBank* const      to     = &bank->sections;
	for (unsigned k = 0; k < design->n_sections; ++k) {
		const ZoutSection* const section = &design->section[k];
		for (unsigned channel = 0; channel < 2; ++channel) {
			const unsigned s = k * lanes + 2U * chain + channel;
			to->a1[s]        = section->a1;
			to->a2[s]        = section->a2;
			to->v0[s]        = section->v0;
			to->v1[s]        = section->v1;
			to->i0[s]        = section->i0;
			to->i1[s]        = section->i1;
		}
	}
}

/// Takes the current's sections from the voltage's, if that is right for all chains and the section that does not count
/// is the last of each
static void
share_sections(ZoutLoadBank* const bank, const unsigned lanes)
{
	bool shared = true;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		const ZoutLoadDesign* const design = &bank->design[chain];
		shared = shared && design->amps_per_volt != 0.0 && design->n_sections == bank->sections.n_sections;
	}
	bank->sections.shared = shared;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		put_tap(bank->driven_taps.amps_per_volt, chain, lanes, shared ? bank->design[chain].amps_per_volt : 1.0);
	}
}

/**
 * Starts the section of the helpers as if what drives it, before[lane], had stood there for ever.
 *
 * Its poles lie near the Nyquist frequency: out of silence anything slow would set it ringing there, as it never does
 * later on.
 */
static void
calm_helpers(ZoutSectionBank* const bank,
             const unsigned         helpers,
             const unsigned         chain,
             const unsigned         lanes,
             const float* const     before)
{
	for (unsigned channel = 0; channel < 2; ++channel) {
		const unsigned lane = 2U * chain + channel;
		const unsigned s    = helpers * lanes + lane;
		bank->w1[s]         = (double)before[lane] / (1.0 + bank->a1[s] + bank->a2[s]);
		bank->w2[s]         = bank->w1[s];
	}
}

/// Lays the new designs out in a bank, which is silent
static void
fill_bank(ZoutLoad* const load, ZoutLoadBank* const bank, const unsigned lanes)
{
	memset(bank, 0, sizeof(*bank));

	unsigned n_sections = 0;
	bank->is_wire       = true;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		const ZoutLoadDesign* const design = &load->next[chain];
		bank->design[chain]                = *design;
		lay_out_taps(&load->designer, bank, chain, lanes);
		lay_out_sections(bank, chain, lanes);
		n_sections    = design->n_sections > n_sections ? design->n_sections : n_sections;
		bank->is_wire = bank->is_wire && design->is_wire;
	}
	bank->sections.n_sections = n_sections;
	share_sections(bank, lanes);
	bank->demand            = bank->sections;
	bank->demand.n_sections = n_sections - 1U; // all that the current has
}

/// Starts a bank where another one is: silent but for its helpers, and a chain that did not change keeps its states
static void
start_bank(ZoutLoadBank* const bank, const ZoutLoadBank* const from, const float* const before, const unsigned lanes)
{
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		calm_helpers(&bank->sections, bank->design[chain].n_sections - 1U, chain, lanes, before);
		if (!memcmp(&bank->design[chain], &from->design[chain], sizeof(bank->design[chain]))) {
			zout_load_keep_states(&bank->sections, &from->sections, chain, lanes);
		}
	}
}

void
zout_load_keep_states(ZoutSectionBank* const       to,
                      const ZoutSectionBank* const from,
                      const unsigned               chain,
                      const unsigned               lanes)
{
	for (unsigned s = 2U * chain; s < ZOUT_SECTION_VALUES; s += lanes) {
		memcpy(to->w1 + s, from->w1 + s, 2U * sizeof(double));
		memcpy(to->w2 + s, from->w2 + s, 2U * sizeof(double));
	}
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
	fill_bank(load, &load->bank[0], lanes);
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
			fill_bank(load, &load->bank[1U - load->now], lanes);
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
	start_bank(&load->bank[load->now], from, before, lanes);
}

void
zout_load_scale_old(ZoutLoad* const load, const unsigned chain, const unsigned lanes, const double factor)
{
	ZoutLoadBank* const bank   = &load->bank[1U - load->now];
	ZoutLoadTaps* const driven = &bank->driven_taps;
	bank->is_wire              = false; // its taps are one, but for the factor
	for (unsigned first = 2U * chain; first < ZOUT_SECTION_VALUES; first += lanes) {
		for (unsigned s = first; s < first + 2U; ++s) {
			bank->sections.v0[s] *= factor;
			bank->sections.v1[s] *= factor;
		}
	}
	for (unsigned first = 2U * chain; first < 4U; first += lanes) {
		for (unsigned place = first; place < first + 2U; ++place) {
			for (unsigned k = 0; k < load->designer.n_linear; ++k) {
				bank->linear_taps[4U * k + place] *= factor;
			}
			driven->direct[place] *= factor;
			driven->amps_per_volt[place] *= bank->sections.shared ? 1.0 / factor : 1.0; // the current stays
		}
	}
	for (unsigned first = 2U * chain; first < ZOUT_TAP_PLACES * driven->n_taps; first += lanes) {
		driven->voltage[first] *= (float)factor;
		driven->voltage[first + 1U] *= (float)factor;
	}
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
