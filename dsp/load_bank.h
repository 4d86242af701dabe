// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load_bank.h
 * The designs of all chains side by side, as the kernels want their numbers. [audio]
 */

#ifndef ZOUT_LOAD_BANK_H
#define ZOUT_LOAD_BANK_H

#include "control.h"
#include "load_design.h"
#include "simd/kernels.h"

/// Filters for all chains as one bank, in the layout of the kernels
typedef struct {
	ZoutLoadDesign      design[ZOUT_MAX_CHAINS];
	ZoutSectionBank     sections;
	ZoutSectionBank     demand; ///< The same sections driven by the newest input, for the current alone
	ZOUT_ALIGNED double linear_taps[4 * ZOUT_MAX_LOAD_TAPS]; ///< [tap][lane, repeated to four], most advanced first
	ZoutLoadTaps        driven_taps; ///< For the sum of linear signal and residual, and those of the early current
	bool                is_wire;     ///< All chains
} ZoutLoadBank;

/** Lays out a design for each chain in a bank, which is silent then. */
ZOUT_REALTIME
void
zout_load_bank_fill(ZoutLoadBank*           bank,
                    const ZoutLoadDesigner* designer,
                    const ZoutLoadDesign    design_of[ZOUT_MAX_CHAINS],
                    unsigned                lanes);

/**
 * Starts a bank where another one is: silent but for its helpers, and a chain that did not change keeps its states.
 *
 * @param before What drove each lane last.
 */
ZOUT_REALTIME
void
zout_load_bank_start(ZoutLoadBank* bank, const ZoutLoadBank* from, const float* before, unsigned lanes);

/** Goes on with what a chain's sections remember, in sections of the same circuit. */
ZOUT_REALTIME
void
zout_load_bank_keep_states(ZoutSectionBank* to, const ZoutSectionBank* from, unsigned chain, unsigned lanes);

/** Makes a chain's voltage so much larger, and leaves its current as it is. */
ZOUT_REALTIME
void
zout_load_bank_scale(ZoutLoadBank*           bank,
                     const ZoutLoadDesigner* designer,
                     unsigned                chain,
                     unsigned                lanes,
                     double                  factor);

#endif // ZOUT_LOAD_BANK_H
