// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_spectrum.h
 * A spectrum made of letters.
 */

#ifndef ZOUT_CLI_MEASURE_SPECTRUM_H
#define ZOUT_CLI_MEASURE_SPECTRUM_H

#include "cli/terminal.h"
#include "measure/results.h"

/** Prints the curve of a spectrum with its axes, 20 Hz to 20 kHz; nothing where the locale has no UTF-8. */
void
zout_print_spectrum(const ZoutTerminal* terminal, const ZoutCurve* curve);

#endif // ZOUT_CLI_MEASURE_SPECTRUM_H
