// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_ports.h
 * Which port of urn:zout:abx is what: audio, then Listening, Amplifier and Euphonic of A, the same of B, Headphone,
 * the controls of the session, its results. Nothing here depends on an instance. Any thread.
 */

#ifndef ZOUT_PLUGIN_ABX_PORTS_H
#define ZOUT_PLUGIN_ABX_PORTS_H

#include "dsp/zout.h"

#include <stdint.h>

/** What the listener controls a session with, in port order. */
typedef enum {
	ZOUT_ABX_PORT_LISTEN,
	ZOUT_ABX_PORT_ANSWER_A,
	ZOUT_ABX_PORT_ANSWER_B,
	ZOUT_ABX_PORT_START,
	ZOUT_ABX_PORT_ABORT,
	ZOUT_ABX_PORT_TRIALS,
	ZOUT_ABX_PORT_MATCH,
	ZOUT_ABX_N_CONTROLS
} ZoutAbxControlPort;

/** What the session tells, in port order. */
typedef enum {
	ZOUT_ABX_PORT_STATE,
	ZOUT_ABX_PORT_TRIAL,
	ZOUT_ABX_PORT_CORRECT,
	ZOUT_ABX_PORT_P_VALUE,
	ZOUT_ABX_PORT_LEVEL_ERROR,
	ZOUT_ABX_N_RESULTS
} ZoutAbxResultPort;

typedef enum {
	ZOUT_ABX_PORT_NONE, ///< There is no such port
	ZOUT_ABX_PORT_IN,   ///< Audio input, left or right
	ZOUT_ABX_PORT_OUT,  ///< Audio output, left or right
	ZOUT_ABX_PORT_LATENCY,
	ZOUT_ABX_PORT_PARAM,   ///< A ZoutParam of a chain; what both chains share belongs to chain 0
	ZOUT_ABX_PORT_CONTROL, ///< A ZoutAbxControlPort
	ZOUT_ABX_PORT_RESULT,  ///< A ZoutAbxResultPort
} ZoutAbxPortKind;

typedef struct {
	ZoutAbxPortKind kind;
	unsigned        chain; ///< Of a parameter
	unsigned        which; ///< Side, ZoutParam, ZoutAbxControlPort or ZoutAbxResultPort
} ZoutAbxPort;

/** What port `index` is. */
ZOUT_REALTIME
ZoutAbxPort
zout_abx_port(uint32_t index);

/** Default of a control of the session. */
ZOUT_REALTIME
float
zout_abx_control_default(ZoutAbxControlPort control);

#endif // ZOUT_PLUGIN_ABX_PORTS_H
