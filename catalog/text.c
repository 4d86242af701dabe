// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "catalog/text.h"

#include <errno.h>
#include <lilv/lilv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Largest file that is read; ours have some kilobytes
static const off_t max_file_bytes = 1 << 22;

/// Reads a file to its end, or up to `size` bytes, behind its address
static char*
read_with_base(FILE* const file, const char* const absolute, const size_t size)
{
	LilvWorld* const world = lilv_world_new();
	LilvNode* const  uri   = world ? lilv_new_file_uri(world, NULL, absolute) : NULL;
	const size_t     room  = uri ? strlen(lilv_node_as_uri(uri)) + size + 16U : 0U;
	char* const      text  = room ? (char*)calloc(room, 1) : NULL;
	if (text) {
		const int head = snprintf(text, room, "@base <%s> .\n", lilv_node_as_uri(uri));
		text[(size_t)head + fread(text + head, 1, size, file)] = '\0';
	}
	lilv_node_free(uri);
	lilv_world_free(world);
	errno = text ? errno : ENOMEM;
	return text;
}

char*
zout_text_read(const char* const path)
{
	struct stat info;
	if (stat(path, &info)) {
		return NULL;
	}
	if (!S_ISREG(info.st_mode) || info.st_size > max_file_bytes) {
		errno = EINVAL;
		return NULL;
	}
	char* const absolute = realpath(path, NULL);
	FILE* const file     = absolute ? fopen(absolute, "rb") : NULL;
	char* const text     = file ? read_with_base(file, absolute, (size_t)info.st_size) : NULL;
	const int   why      = errno;
	if (file) {
		fclose(file);
	}
	free(absolute);
	errno = why;
	return text;
}

/// Whether every % of a URI begins two hexadecimal digits. serd reads beyond the end of others
static bool
is_escaped_well(const char* uri)
{
	for (; (uri = strchr(uri, '%')); uri += 3) {
		if (strspn(uri + 1, "0123456789ABCDEFabcdef") < 2U) {
			return false;
		}
	}
	return true;
}

char*
zout_text_path(const char* const uri)
{
	return !strncmp(uri, "file:", 5) && is_escaped_well(uri) ? lilv_file_uri_parse(uri, NULL) : NULL;
}
