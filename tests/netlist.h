// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file netlist.h
 * Circuits for ngspice, made from settings, and what it makes of them. The simulator knows nothing of the model.
 */

#ifndef ZOUT_TESTS_NETLIST_H
#define ZOUT_TESTS_NETLIST_H

#include "zout.h"

#include <stdbool.h>
#include <stdio.h>

/** Makes the scratch folder; false if that fails. */
bool
netlist_open(void);

/** Removes the scratch folder and what is in it. */
void
netlist_close(void);

/** Starts a circuit with a title. Fails the test if it cannot be written. */
FILE*
netlist_start(const char* title);

/** From node `amp` on: bandwidth, current meter Vload, output resistance and capacitor, the headphone at node `out`. */
void
netlist_output(FILE* file, const ZoutSettings* settings);

/** Ends the circuit, runs the simulator, and opens what `wrdata` wrote to netlist_result(). The caller closes it. */
FILE*
netlist_run(FILE* file);

/** Where the circuit is to write its result. */
const char*
netlist_result(void);

#endif // ZOUT_TESTS_NETLIST_H
