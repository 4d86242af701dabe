// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/backend.h"

const char*
zout_port_name(const ZoutPort port)
{
	static const char* const names[ZOUT_N_PORTS] = {"in_l", "in_r", "out_l", "out_r"};
	return names[port];
}
