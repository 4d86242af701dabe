// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file demand.h
 * The current that the load would draw from a perfect amplifier, early enough for what depends on it. [audio]
 *
 * It comes from the filter of the load itself, whose poles and numerators it shares, driven by the newest input without
 * noise and hum; the load proper runs later, when the residual is known. What hangs on it is worked out in single
 * precision: so is the FIR, while the sections, which resonate, keep double precision.
 */

#ifndef ZOUT_DEMAND_H
#define ZOUT_DEMAND_H

#include "lines.h"
#include "load.h"

/**
 * Before the first frames, and before the first ones after a time in which a chain did not ask for its current.
 *
 * @param chains Set of those that begin, bit 0 for A.
 */
ZOUT_REALTIME
void
zout_demand_start(ZoutLoad*          load,
                  const ZoutKernels* kernels,
                  const ZoutTiming*  timing,
                  ZoutLines*         lines,
                  unsigned           chains);

/**
 * Goes on with a new load, while the one before fades out: follows zout_load_change().
 *
 * The current of either has a line of its own then. That of the new one is not born with its first frame, for limits
 * look back: they would find that nothing had been drawn.
 *
 * @param changed Set of the chains that have another circuit, bit 0 for A.
 */
ZOUT_REALTIME
void
zout_demand_change(ZoutLoad*          load,
                   const ZoutKernels* kernels,
                   const ZoutTiming*  timing,
                   ZoutLines*         lines,
                   unsigned           changed);

/**
 * Fills the even phase of the current, and of that of a load that fades out, up to ZOUT_CURRENT_AHEAD frames behind the
 * newest input, but for what the taps make: zout_demand_add_taps() has to follow. Other work in between is welcome, for
 * taps read what sections have just written, and in short blocks would wait for it.
 */
ZOUT_REALTIME
void
zout_demand_run_sections(ZoutLoad* load, const ZoutKernels* kernels, ZoutLines* lines, unsigned n_frames);

/** Adds what the taps make. Returns the largest magnitude of either current. */
ZOUT_REALTIME
float
zout_demand_add_taps(ZoutLoad* load, const ZoutKernels* kernels, ZoutLines* lines, unsigned n_frames);

#endif // ZOUT_DEMAND_H
