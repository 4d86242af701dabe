// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load.h
 * The loaded output stage at work: from the driving voltage to voltage and current at the headphone. [audio]
 *
 * Coefficients of a resonance are never interpolated. A changed load gets a filter of its own. It is designed in small
 * steps while the old one plays on, so that no block takes much longer than another; it then starts silent, but for
 * what would ring for that, and is faded in while the old one fades out.
 */

#ifndef ZOUT_LOAD_H
#define ZOUT_LOAD_H

#include "drive.h"
#include "lines.h"
#include "load_bank.h"
#include "residual.h"

typedef struct {
	ZoutLoadDesigner    designer;
	ZoutLoadDesign      next[ZOUT_MAX_CHAINS];  ///< Being designed
	bool                known[ZOUT_MAX_CHAINS]; ///< Its design is complete, for the circuit that was set
	bool                designing;
	unsigned            designed_chains; ///< Whose design is complete
	bool                chain_begun;     ///< The design of the next one is under way
	unsigned            design_left;     ///< Frames until the next steps are due; 0 when all are done
	ZoutLoadBank        bank[2];
	unsigned            now;                      ///< Bank in use, or that fades in
	unsigned            fade_frames;              ///< Length of a fade
	unsigned            fade_left;                ///< Frames until the other bank is silent
	ZoutCircuit         circuit[ZOUT_MAX_CHAINS]; ///< In use, or being designed for
	bool                normalise[ZOUT_MAX_CHAINS];
	ZOUT_ALIGNED double voltage[ZOUT_TILE_VALUES]; ///< [frame][lane], result of the last run
	ZOUT_ALIGNED double current[ZOUT_TILE_VALUES]; ///< Siemens times full scale; valid on the way to `sum` only
	ZOUT_ALIGNED double old_voltage[ZOUT_TILE_VALUES];
	ZOUT_ALIGNED double old_current[ZOUT_TILE_VALUES];
} ZoutLoad;

/** Prepares for a sample rate. [setup] */
void
zout_load_init(ZoutLoad* load, double rate_hz, unsigned fade_frames);

/** Takes a chain's circuit, while the load is at rest or before zout_load_snap(). Returns whether it differs from the
 * one in use. */
ZOUT_REALTIME
bool
zout_load_set(ZoutLoad* load, unsigned chain, const ZoutDrive* drive);

/** Takes the circuits into use at once, whatever was on its way, and forgets all audio. */
ZOUT_REALTIME
void
zout_load_snap(ZoutLoad* load, unsigned lanes);

/** Starts to design for circuits that were set. */
ZOUT_REALTIME
void
zout_load_begin(ZoutLoad* load);

/** Goes on with the design as far as `n_frames` frames are good for, at most design_left. */
ZOUT_REALTIME
void
zout_load_design(ZoutLoad* load, unsigned lanes, unsigned n_frames);

/** Whether the design is complete and waits for zout_load_change(). */
static inline bool
zout_load_is_designed(const ZoutLoad* const load)
{
	return load->designing && !load->design_left;
}

/** Whether neither a design nor a fade is on its way. */
static inline bool
zout_load_rests(const ZoutLoad* const load)
{
	return !load->designing && !load->fade_left;
}

/** Starts to fade to the new design with the next run. */
ZOUT_REALTIME
void
zout_load_change(ZoutLoad* load, const ZoutTiming* timing, const ZoutLines* lines);

/** Makes a chain's voltage of the load that fades out so much larger, and leaves its current as it is. */
ZOUT_REALTIME
void
zout_load_scale_old(ZoutLoad* load, unsigned chain, unsigned lanes, double factor);

/**
 * Fills the voltage, and measures it and the current, for `n_frames` frames, at most fade_left while that is not 0.
 *
 * @param coupling How the residual joins; NULL if there is none: then the linear signal drives the load.
 * @param sum Receives the squares of voltage and current and their product, added up for each lane; see
 *   convolve_load() in kernels.h.
 */
ZOUT_REALTIME
void
zout_load_run(ZoutLoad*           load,
              const ZoutKernels*  kernels,
              const ZoutTiming*   timing,
              ZoutLines*          lines,
              const ZoutCoupling* coupling,
              double              sum[][ZOUT_MAX_LANES],
              unsigned            n_frames);

#endif // ZOUT_LOAD_H
