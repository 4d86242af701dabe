// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx_ports.h"

#include <stdbool.h>

/// Groups of parameters in port order, and the chain that they belong to
static const struct {
	ZoutGroup group;
	unsigned  chain;
} blocks[] = {
	{ZOUT_GROUP_LISTENING, 0},
	{ZOUT_GROUP_AMPLIFIER, 0},
	{ZOUT_GROUP_EUPHONIC, 0},
	{ZOUT_GROUP_AMPLIFIER, 1},
	{ZOUT_GROUP_EUPHONIC, 1},
	{ZOUT_GROUP_HEADPHONE, 0},
};

/// A run of ports before the parameters or after them: true if `*index` is in it, else counts it down
static bool
is_within(uint32_t* const index, const uint32_t n_ports)
{
	if (*index < n_ports) {
		return true;
	}
	*index -= n_ports;
	return false;
}

/// As is_within() for the parameters
static bool
find_param(uint32_t* const index, ZoutAbxPort* const port)
{
	for (unsigned i = 0; i < sizeof(blocks) / sizeof(blocks[0]); ++i) {
		for (unsigned param = 0; param < ZOUT_N_PARAMS; ++param) {
			if (zout_param_info((ZoutParam)param)->group == blocks[i].group && is_within(index, 1)) {
				*port = (ZoutAbxPort){ZOUT_ABX_PORT_PARAM, blocks[i].chain, param};
				return true;
			}
			if (param == ZOUT_ENABLED && i == 0 && is_within(index, 1)) { // Stands behind the first one
				*port = (ZoutAbxPort){ZOUT_ABX_PORT_LATENCY, 0, 0};
				return true;
			}
		}
	}
	return false;
}

ZoutAbxPort
zout_abx_port(const uint32_t index)
{
	uint32_t    left = index;
	ZoutAbxPort port = {ZOUT_ABX_PORT_NONE, 0, 0};
	if (is_within(&left, 2)) {
		return (ZoutAbxPort){ZOUT_ABX_PORT_IN, 0, left};
	}
	if (is_within(&left, 2)) {
		return (ZoutAbxPort){ZOUT_ABX_PORT_OUT, 0, left};
	}
	if (find_param(&left, &port)) {
		return port;
	}
	if (is_within(&left, ZOUT_ABX_N_CONTROLS)) {
		return (ZoutAbxPort){ZOUT_ABX_PORT_CONTROL, 0, left};
	}
	if (is_within(&left, ZOUT_ABX_N_RESULTS)) {
		return (ZoutAbxPort){ZOUT_ABX_PORT_RESULT, 0, left};
	}
	return port;
}

float
zout_abx_control_default(const ZoutAbxControlPort control)
{
	switch (control) {
	case ZOUT_ABX_PORT_TRIALS:
		return 16.0F;
	case ZOUT_ABX_PORT_MATCH:
		return 1.0F; // 1 kHz
	case ZOUT_ABX_PORT_LISTEN:
	case ZOUT_ABX_PORT_ANSWER_A:
	case ZOUT_ABX_PORT_ANSWER_B:
	case ZOUT_ABX_PORT_START:
	case ZOUT_ABX_PORT_ABORT:
	case ZOUT_ABX_N_CONTROLS:
		break;
	}
	return 0.0F;
}
