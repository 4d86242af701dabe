// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file measure_terminal.h
 * What was measured, on the terminal.
 */

#ifndef ZOUT_CLI_MEASURE_TERMINAL_H
#define ZOUT_CLI_MEASURE_TERMINAL_H

#include "cli/measure_subject.h"

/** Prints the dashboard of one amplifier, and its other figures. */
void
zout_measure_print(const ZoutSubject* subject);

/** Prints a table of several amplifiers, the best one first, and bars. */
void
zout_measure_print_comparison(const ZoutSubject* subjects, unsigned n_subjects);

#endif // ZOUT_CLI_MEASURE_TERMINAL_H
