// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_inputs.h
 * What the control ports of urn:zout:abx ask for, made sane: values are clamped, triggers become edges.
 *
 * A trigger acts when its value rises above 1/2, seen from the first block on: hosts save the values of triggers, and
 * some never reset them. What is not a number changes nothing about triggers and `listen`, and is the default
 * elsewhere. [audio]
 */

#ifndef ZOUT_PLUGIN_ABX_INPUTS_H
#define ZOUT_PLUGIN_ABX_INPUTS_H

#include "abx_ports.h"

#include "abx/context.h"
#include "dsp/zout.h"

#include <stdbool.h>

/** Where the control ports are connected. Never NULL: what is not connected points to a default. */
typedef struct {
	const float* param[2][ZOUT_N_PARAMS]; ///< By chain; what both share is chain 0's
	const float* control[ZOUT_ABX_N_CONTROLS];
} ZoutAbxWires;

/** What a block begins with. */
typedef struct {
	ZoutSettings settings[2]; ///< Clamped, complete for each chain
	unsigned     listen;      ///< 0 = A, 1 = B, 2 = X
	unsigned     trials;
	ZoutAbxMatch match;
	bool         listen_changed;
	bool         rises[ZOUT_ABX_N_CONTROLS]; ///< Of triggers
} ZoutAbxInputs;

/** What has to be remembered from one block to the next. */
typedef struct {
	bool     known; ///< False before the first block: nothing rises or changes then
	unsigned listen;
	bool     high[ZOUT_ABX_N_CONTROLS];
} ZoutAbxEdges;

/** Reads the ports, and remembers in `edges` what they were. */
ZOUT_REALTIME
void
zout_abx_inputs_read(ZoutAbxInputs* inputs, ZoutAbxEdges* edges, const ZoutAbxWires* wires);

#endif // ZOUT_PLUGIN_ABX_INPUTS_H
