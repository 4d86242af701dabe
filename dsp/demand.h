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

/** Forgets all current: before the first frames, and before the first ones after a time without any. */
ZOUT_REALTIME
void
zout_demand_reset(ZoutLoad* load, ZoutLines* lines);

/**
 * Fills the even phase of the current up to ZOUT_CURRENT_AHEAD frames behind the newest input, but for what the taps
 * make: zout_demand_add_taps() has to follow. Other work in between is welcome, for taps read what sections have just
 * written, and in short blocks would wait for it.
 */
ZOUT_REALTIME
void
zout_demand_run_sections(ZoutLoad* load, const ZoutKernels* kernels, ZoutLines* lines, unsigned n_frames);

/** Adds what the taps make. Returns the largest magnitude of the current. */
ZOUT_REALTIME
float
zout_demand_add_taps(ZoutLoad* load, const ZoutKernels* kernels, ZoutLines* lines, unsigned n_frames);

#endif // ZOUT_DEMAND_H
