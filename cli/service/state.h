// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file state.h
 * The state file: what a service remembers from one run to the next.
 */

#ifndef ZOUT_CLI_SERVICE_STATE_H
#define ZOUT_CLI_SERVICE_STATE_H

#include "audio/status.h"
#include "cli/service/desk.h"

/**
 * Reads a state file.
 *
 * @param memory Receives what is in it; zout_memory_none() if there is none or it cannot be used.
 * @return ZOUT_AUDIO_SUCCESS, also if there is no file; ZOUT_AUDIO_BAD_INPUT if it cannot be used.
 */
ZoutAudioStatus
zout_state_load(const char* path, ZoutMemory* memory, ZoutAudioError* error);

/**
 * Writes a state file, beside it at first: whatever happens, the old one or the new one is there, and whole.
 *
 * @return ZOUT_AUDIO_SUCCESS or ZOUT_AUDIO_FAILED.
 */
ZoutAudioStatus
zout_state_save(const char* path, const ZoutMemory* memory, ZoutAudioError* error);

#endif // ZOUT_CLI_SERVICE_STATE_H
