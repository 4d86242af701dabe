// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file target.h
 * Where a file will be that is to be written, and who may read it. [setup]
 */

#ifndef ZOUT_AUDIO_TARGET_H
#define ZOUT_AUDIO_TARGET_H

#include "audio/status.h"

#include <limits.h>
#include <sys/types.h>

/** A regular file, or none yet. */
typedef struct {
	char   path[PATH_MAX]; ///< Not a link itself
	mode_t mode;           ///< Permissions: of the file that is there, else of any new one
} ZoutTarget;

/**
 * Follows links, so that a link stays and what it leads to is written, be that there already or not.
 *
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT for what is no file and for links that lead nowhere.
 */
ZoutAudioStatus
zout_target_find(const char* path, ZoutTarget* target, ZoutAudioError* error);

#endif // ZOUT_AUDIO_TARGET_H
