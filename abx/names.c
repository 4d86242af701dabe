// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/names.h"

const char* const zout_abx_protocol_names[ZOUT_ABX_N_PROTOCOLS] = {
	[ZOUT_ABX_PROTOCOL_ABX]        = "abx",
	[ZOUT_ABX_PROTOCOL_PREFERENCE] = "preference",
	[ZOUT_ABX_PROTOCOL_TRIANGLE]   = "triangle",
};

const char* const zout_abx_stop_names[ZOUT_ABX_N_STOPS] = {
	[ZOUT_ABX_STOP_FIXED] = "fixed",
	[ZOUT_ABX_STOP_SPRT]  = "sprt",
};

const char* const zout_abx_state_names[ZOUT_ABX_N_STATES] = {
	[ZOUT_ABX_IDLE]     = "",
	[ZOUT_ABX_RUNNING]  = "unfinished",
	[ZOUT_ABX_FINISHED] = "finished",
	[ZOUT_ABX_ABORTED]  = "aborted",
};

const char* const zout_abx_match_names[ZOUT_ABX_N_MATCHES] = {
	[ZOUT_ABX_MATCH_OFF]       = "off",
	[ZOUT_ABX_MATCH_1KHZ]      = "1kHz",
	[ZOUT_ABX_MATCH_PROGRAMME] = "programme",
};

const char* const zout_abx_reason_names[ZOUT_ABX_N_REASONS] = {
	[ZOUT_ABX_BY_SCORE] = "score",
	[ZOUT_ABX_BY_ABORT] = "aborted",
	[ZOUT_ABX_BY_LEVEL] = "levels",
};
