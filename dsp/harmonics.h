// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file harmonics.h
 * The residual's first half: harmonics of the voltage and of the load current, behind the distortion corner. [audio]
 */

#ifndef ZOUT_HARMONICS_H
#define ZOUT_HARMONICS_H

#include "residual.h"

/** Designs the derivative of the corner. [setup] */
void
zout_harmonics_init(ZoutResidual* residual);

/** Set of the chains that have harmonics of the current, bit 0 for A. */
ZOUT_REALTIME
unsigned
zout_harmonics_want_current(const ZoutResidual* residual, unsigned lanes);

/** Whether any chain has harmonics. */
ZOUT_REALTIME
bool
zout_harmonics_are_there(const ZoutResidual* residual, unsigned lanes);

/** Fills the controls for the tile; those of volts and clip level were filled before. Returns whether they rest. */
ZOUT_REALTIME
bool
zout_harmonics_fill(ZoutResidual* residual, const ZoutKernels* kernels, unsigned lanes, unsigned n_frames);

/**
 * From the tile's input, both phases or the even one, to its harmonics.
 *
 * @param loud Whether anything may come near the clip level.
 */
ZOUT_REALTIME
void
zout_harmonics_run(ZoutResidual*      residual,
                   const ZoutKernels* kernels,
                   const ZoutTiming*  timing,
                   ZoutLines*         lines,
                   unsigned           n_frames,
                   bool               loud);

#endif // ZOUT_HARMONICS_H
