// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file names.h
 * The words that stand for the values of enumerations in records, and in options and messages where these are the same.
 */

#ifndef ZOUT_ABX_NAMES_H
#define ZOUT_ABX_NAMES_H

#include "abx/record.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
	ZOUT_ABX_N_PROTOCOLS = ZOUT_ABX_PROTOCOL_TRIANGLE + 1,
	ZOUT_ABX_N_STOPS     = ZOUT_ABX_STOP_SPRT + 1,
	ZOUT_ABX_N_STATES    = ZOUT_ABX_ABORTED + 1,
	ZOUT_ABX_N_MATCHES   = ZOUT_ABX_MATCH_PROGRAMME + 1,
	ZOUT_ABX_N_REASONS   = ZOUT_ABX_BY_LEVEL + 1,
};

extern const char* const zout_abx_protocol_names[ZOUT_ABX_N_PROTOCOLS]; ///< By ZoutAbxProtocol
extern const char* const zout_abx_stop_names[ZOUT_ABX_N_STOPS];         ///< By ZoutAbxStop
extern const char* const zout_abx_state_names[ZOUT_ABX_N_STATES];       ///< By ZoutAbxState; an idle one has no record
extern const char* const zout_abx_match_names[ZOUT_ABX_N_MATCHES];      ///< By ZoutAbxMatch
extern const char* const zout_abx_reason_names[ZOUT_ABX_N_REASONS];     ///< By ZoutAbxReason

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_NAMES_H
