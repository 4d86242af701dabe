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

/** What a state file says of this; freed with free(). NULL without memory. */
char*
zout_state_text(const ZoutMemory* memory);

/**
 * Writes a state file, beside it at first: whatever happens, the old one or the new one is there, and whole. Waits for
 * the disk; any thread may do so, one at a time.
 *
 * @param text Of zout_state_text().
 * @return 0 or an error number.
 */
int
zout_state_write(const char* path, const char* text);

#endif // ZOUT_CLI_SERVICE_STATE_H
