// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load.h
 * The loaded output stage at work: from the driving voltage to voltage and current at the headphone. [audio]
 *
 * Coefficients of a resonance are never interpolated. A changed load gets a filter of its own, which starts silent
 * and is faded in while the old one fades out; changes that come meanwhile wait.
 */

#ifndef ZOUT_LOAD_H
#define ZOUT_LOAD_H

#include "drive.h"
#include "lines.h"
#include "load_design.h"
#include "residual.h"

/// Filters for all chains as one bank, in the layout of the kernels
typedef struct {
	ZoutLoadDesign      design[ZOUT_MAX_CHAINS];
	ZoutSectionBank     sections;
	ZoutSectionBank     demand; ///< The same sections driven by the newest input, for the current alone
	ZOUT_ALIGNED double taps[4 * ZOUT_MAX_LOAD_TAPS]; ///< [tap][lane, repeated to four], most advanced first
	ZOUT_ALIGNED double linear_taps[4 * ZOUT_MAX_LOAD_TAPS];
	ZOUT_ALIGNED double driven_taps[4 * ZOUT_MAX_LOAD_TAPS];
	ZOUT_ALIGNED double current_taps[4 * ZOUT_CURRENT_TAPS];
	bool                is_wire; ///< All chains
} ZoutLoadBank;

typedef struct {
	ZoutLoadDesigner    designer;
	ZoutLoadBank        bank[2];
	unsigned            now;                      ///< Bank in use, or that fades in
	unsigned            fade_frames;              ///< Length of a fade
	unsigned            fade_left;                ///< Frames until the other bank is silent
	bool                pending;                  ///< The wanted circuits differ from those of the bank in use
	ZoutCircuit         circuit[ZOUT_MAX_CHAINS]; ///< Wanted
	bool                normalise[ZOUT_MAX_CHAINS];
	ZOUT_ALIGNED double voltage[ZOUT_TILE_VALUES]; ///< [frame][lane], result of the last run
	ZOUT_ALIGNED double current[ZOUT_TILE_VALUES]; ///< Siemens times full scale
	ZOUT_ALIGNED double old_voltage[ZOUT_TILE_VALUES];
	ZOUT_ALIGNED double old_current[ZOUT_TILE_VALUES];
} ZoutLoad;

/** Prepares for a sample rate. [setup] */
void
zout_load_init(ZoutLoad* load, double rate_hz, unsigned fade_frames);

/** Takes a chain's circuit. Nothing happens before zout_load_begin(). */
ZOUT_REALTIME
void
zout_load_set(ZoutLoad* load, unsigned chain, const ZoutDrive* drive);

/** Takes new circuits into use at once and forgets all audio. */
ZOUT_REALTIME
void
zout_load_snap(ZoutLoad* load, unsigned lanes);

/** Starts a fade to new circuits if they changed and no fade is running. Bounded time. */
ZOUT_REALTIME
void
zout_load_begin(ZoutLoad* load, unsigned lanes);

/** Weighs two banks' results while a fade runs: adds to `to` its share of what `from` differs by. */
ZOUT_REALTIME
void
zout_load_fade(const ZoutLoad* load, double* to, const double* from, unsigned lanes, unsigned n_frames);

/**
 * Fills voltage and current for `n_frames` frames, at most fade_left while that is not 0.
 *
 * @param coupling How the residual joins; NULL if there is none: then the linear signal drives the load.
 */
ZOUT_REALTIME
void
zout_load_run(ZoutLoad*           load,
              const ZoutKernels*  kernels,
              const ZoutTiming*   timing,
              const ZoutLines*    lines,
              const ZoutCoupling* coupling,
              unsigned            n_frames);

#endif // ZOUT_LOAD_H
