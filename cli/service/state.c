// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "cli/service/state.h"

#include "audio/replacement.h"
#include "cli/json_text.h"
#include "cli/service/paths.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

ZoutAudioStatus
zout_state_load(const char* const path, ZoutMemory* const memory, ZoutAudioError* const error)
{
	*memory = zout_memory_none();
	if (access(path, F_OK) && errno == ENOENT) {
		return ZOUT_AUDIO_SUCCESS;
	}
	// Ours has a line for each member. What is no file might make us wait for ever
	static const off_t max_bytes = 4096;
	struct stat        info;
	const bool         is_file = !stat(path, &info) && S_ISREG(info.st_mode) && info.st_size <= max_bytes;
	json_error_t       detail;
	json_t* const      root   = is_file ? json_load_file(path, JSON_REJECT_DUPLICATES, &detail) : NULL;
	double             volume = (double)NAN;
	int                muted  = 0;
	int                dimmed = 0;
	const bool         good =
		root && !json_unpack(root, "{s:F, s:b, s:b}", "volume", &volume, "muted", &muted, "dimmed", &dimmed) &&
		volume >= (double)zout_param_info(ZOUT_VOLUME)->min && volume <= (double)zout_param_info(ZOUT_VOLUME)->max;
	json_decref(root);
	if (!good) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "cannot use the state file '%.400s', expected one that zout has written",
		                       path);
	}
	memory->volume_db = (float)volume;
	memory->muted     = muted;
	memory->dimmed    = dimmed;
	return ZOUT_AUDIO_SUCCESS;
}

char*
zout_state_text(const ZoutMemory* const memory)
{
	zout_json_begin();
	json_t* const root = json_pack(
		"{s:f, s:b, s:b}", "volume", (double)memory->volume_db, "muted", memory->muted, "dimmed", memory->dimmed);
	return zout_json_end(root, ZOUT_JSON_PAGE);
}

int
zout_state_write(const char* const path, const char* const text)
{
	return zout_path_make_directory_of(path) ? zout_replace_file(path, S_IRUSR | S_IWUSR, text, strlen(text)) : errno;
}
