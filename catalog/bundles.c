// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "catalog/bundles.h"

#include "catalog/text.h"
#include "catalog/turtle.h"

#include <dirent.h>
#include <errno.h>
#include <lilv/lilv.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
zout_bundles_folders(const ZoutPathHandler handler, void* const user)
{
	const char* const set  = getenv("LV2_PATH");
	const char* const home = getenv("HOME");
	const char*       at   = set ? set : ZOUT_LV2_PATH;
	bool              more = true;
	while (more && *at) {
		char         path[PATH_MAX];
		const size_t size    = strcspn(at, ":");
		const bool   at_home = home && *at == '~' && (size == 1 || at[1] == '/');
		const int    length =
			snprintf(path, sizeof(path), "%s%.*s", at_home ? home : "", (int)size - at_home, at + at_home);
		if (size && length > 0 && (size_t)length < sizeof(path)) {
			more = handler(user, path);
		}
		at += size + (at[size] ? 1U : 0U);
	}
}

/// What is looked for
typedef struct {
	const char*     preset;
	ZoutPathHandler handler;
	void*           user;
	bool            found;
	bool            failed; ///< Out of memory
} Search;

/// A file that a manifest names
static bool
on_file(void* const user, const char* const uri)
{
	Search* const search = (Search*)user;
	char* const   path   = zout_text_path(uri);
	const bool    more   = !path || search->handler(search->user, path);
	search->found        = search->found || path;
	lilv_free(path);
	return more;
}

static bool
look_into_folder(void* const user, const char* const folder)
{
	Search* const search    = (Search*)user;
	DIR* const    directory = opendir(folder);
	for (const struct dirent* entry = NULL;
	     directory && !search->found && !search->failed && (entry = readdir(directory));) {
		char       path[PATH_MAX];
		const bool fits = snprintf(path, sizeof(path), "%s/%s/manifest.ttl", folder, entry->d_name) < (int)sizeof(path);
		char* const text = fits && entry->d_name[0] != '.' ? zout_text_read(path) : NULL;
		if (text) {
			search->failed = !zout_turtle_files(text, search->preset, on_file, search);
		} else {
			search->failed = errno == ENOMEM;
		}
		free(text);
		errno = 0;
	}
	if (directory) {
		closedir(directory);
	}
	return !search->found && !search->failed;
}

bool
zout_bundles_find(const char* const preset, const ZoutPathHandler handler, void* const user)
{
	Search search = {preset, handler, user, false, false};
	errno         = 0;
	zout_bundles_folders(look_into_folder, &search);
	return !search.failed;
}
