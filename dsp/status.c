// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "zout.h"

const char*
zout_strerror(const ZoutStatus status)
{
	switch (status) {
	case ZOUT_SUCCESS:
		return "Success";
	case ZOUT_NO_MEMORY:
		return "Out of memory";
	case ZOUT_BAD_RATE:
		return "Sample rate out of range, expected 8000 to 768000 Hz";
	case ZOUT_BAD_CHAINS:
		return "Number of chains out of range, expected 1 or 2";
	case ZOUT_BAD_ISA:
		return "ZOUT_ISA names no instruction set of this machine, expected scalar or a level that it has";
	}
	return "Unknown status";
}

const char*
zout_version(void)
{
	return ZOUT_VERSION;
}
