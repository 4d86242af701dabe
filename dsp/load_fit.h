// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file load_fit.h
 * Numerators and taps of a load filter whose poles are known, by least squares.
 */

#ifndef ZOUT_LOAD_FIT_H
#define ZOUT_LOAD_FIT_H

#include "load_design.h"

/**
 * Fits a design's voltage and current to the circuit. Uses the designer's work space. Bounded time, no allocation.
 *
 * @param design Has its poles, `is_wire` and `volts_at_1khz`; receives the rest but for the split taps.
 */
ZOUT_REALTIME
void
zout_load_fit(ZoutLoadDesigner* designer, const ZoutCircuit* circuit, bool normalise, ZoutLoadDesign* design);

#endif // ZOUT_LOAD_FIT_H
