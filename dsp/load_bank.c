// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "load_bank.h"

#include <string.h>

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

void
zout_load_bank_fill(ZoutLoadBank* const           bank,
                    const ZoutLoadDesigner* const designer,
                    const ZoutLoadDesign          design_of[ZOUT_MAX_CHAINS],
                    const unsigned                lanes)
{
	memset(bank, 0, sizeof(*bank));

	unsigned n_sections = 0;
	bank->is_wire       = true;
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		const ZoutLoadDesign* const design = &design_of[chain];
		bank->design[chain]                = *design;
		lay_out_taps(designer, bank, chain, lanes);
		lay_out_sections(bank, chain, lanes);
		n_sections    = design->n_sections > n_sections ? design->n_sections : n_sections;
		bank->is_wire = bank->is_wire && design->is_wire;
	}
	bank->sections.n_sections = n_sections;
	share_sections(bank, lanes);
	bank->demand            = bank->sections;
	bank->demand.n_sections = n_sections - 1U; // all that the current has
}

void
zout_load_bank_keep_states(ZoutSectionBank* const       to,
                           const ZoutSectionBank* const from,
                           const unsigned               chain,
                           const unsigned               lanes)
{
	for (unsigned s = 2U * chain; s < ZOUT_SECTION_VALUES; s += lanes) {
		memcpy(to->w1 + s, from->w1 + s, 2U * sizeof(double));
		memcpy(to->w2 + s, from->w2 + s, 2U * sizeof(double));
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

void
zout_load_bank_start(ZoutLoadBank* const       bank,
                     const ZoutLoadBank* const from,
                     const float* const        before,
                     const unsigned            lanes)
{
	for (unsigned chain = 0; 2U * chain < lanes; ++chain) {
		calm_helpers(&bank->sections, bank->design[chain].n_sections - 1U, chain, lanes, before);
		if (!memcmp(&bank->design[chain], &from->design[chain], sizeof(bank->design[chain]))) {
			zout_load_bank_keep_states(&bank->sections, &from->sections, chain, lanes);
		}
	}
}

void
zout_load_bank_scale(ZoutLoadBank* const           bank,
                     const ZoutLoadDesigner* const designer,
                     const unsigned                chain,
                     const unsigned                lanes,
                     const double                  factor)
{
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
			for (unsigned k = 0; k < designer->n_linear; ++k) {
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
