// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_store.h
 * Where records of sessions lie: $XDG_STATE_HOME/zout/abx, else ~/.local/state/zout/abx, readable for their owner only.
 */

#ifndef ZOUT_CLI_ABX_STORE_H
#define ZOUT_CLI_ABX_STORE_H

#include "abx/record.h"
#include "audio/status.h"

enum { ZOUT_ABX_PATH_BYTES = 4096 };

/** The folder, and the record of this session in it. */
typedef struct {
	char folder[ZOUT_ABX_PATH_BYTES];
	char path[ZOUT_ABX_PATH_BYTES]; ///< Of the record; "" until it is to be written, and if the last one could not be
	unsigned earlier;               ///< Sessions of this listener before this one
	unsigned aborted;               ///< Those of them that were aborted or left unfinished
} ZoutAbxStore;

/**
 * Finds the folder, makes it if need be, and counts the earlier sessions in it.
 *
 * @param listener Whose sessions to count; NULL for those without a name.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED if it cannot be made or written to.
 */
ZoutAudioStatus
zout_abx_store_open(const char* listener, ZoutAbxStore* store, ZoutAudioError* error);

/**
 * Writes the record of this session, over what it was before: a reader finds the old one or the new one, never a half.
 *
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED, and then the old one stays. `path` is its name in either case.
 */
ZoutAudioStatus
zout_abx_store_write(ZoutAbxStore* store, const ZoutAbxRecord* record, ZoutAudioError* error);

/**
 * Writes a record that will not be written again: if the folder does not take it, into the current folder.
 *
 * @return As zout_abx_store_write(), with the reason of the first failure. After it `path` is empty.
 */
ZoutAudioStatus
zout_abx_store_write_last(ZoutAbxStore* store, const ZoutAbxRecord* record, ZoutAudioError* error);

#endif // ZOUT_CLI_ABX_STORE_H
