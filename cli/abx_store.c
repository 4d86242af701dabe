// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "cli/abx_store.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char suffix[] = ".json";

/// Makes a folder and those above it, all for their owner only where they are new
static bool
make_folders(char* const path)
{
	for (char* slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash          = '\0';
		const bool made = !mkdir(path, S_IRWXU) || errno == EEXIST;
		*slash          = '/';
		if (!made) {
			return false;
		}
	}
	return !mkdir(path, S_IRWXU) || errno == EEXIST;
}

/// Reads and checks a record; false if the file is none
static bool
read_record(const char* const path, ZoutAbxRecord* const record)
{
	static char    text[ZOUT_ABX_RECORD_BYTES];
	ZoutAbxResult  result;
	ZoutAbxVerdict verdict;
	FILE* const    file = fopen(path, "rb");
	if (!file) {
		return false;
	}
	const size_t size = fread(text, 1, sizeof(text), file);
	fclose(file);
	zout_abx_record_verify(text, size, record, &result, &verdict);
	return verdict.readable;
}

static void
count_one(ZoutAbxStore* const store, const char* const listener, const char* const name, ZoutAbxRecord* const record)
{
	char         path[ZOUT_ABX_PATH_BYTES];
	char         found[256] = "";
	const size_t length     = strlen(name);
	if (length < sizeof(suffix) || strcmp(name + length + 1U - sizeof(suffix), suffix) != 0 ||
	    (size_t)snprintf(path, sizeof(path), "%s/%s", store->folder, name) >= sizeof(path) ||
	    !read_record(path, record)) {
		return;
	}
	zout_abx_facts_find(&record->settings, "listener", found, sizeof(found));
	if (!strncmp(found, listener ? listener : "", sizeof(found) - 1U)) {
		++store->earlier;
		store->aborted += record->state != ZOUT_ABX_FINISHED;
	}
}

static ZoutAudioStatus
count_earlier(ZoutAbxStore* const store, const char* const listener, ZoutAudioError* const error)
{
	DIR* const           folder = opendir(store->folder);
	ZoutAbxRecord* const record = (ZoutAbxRecord*)malloc(sizeof(ZoutAbxRecord));
	if (folder && record) {
		for (const struct dirent* entry = readdir(folder); entry; entry = readdir(folder)) {
			count_one(store, listener, entry->d_name, record);
		}
	}
	const bool            failed = !folder || !record || access(store->folder, W_OK) != 0;
	const ZoutAudioStatus status =
		failed ? zout_audio_fail(
					 error, ZOUT_AUDIO_FAILED, "cannot use '%s' for records: %s", store->folder, strerror(errno))
			   : ZOUT_AUDIO_SUCCESS;
	free(record);
	if (folder) {
		closedir(folder);
	}
	return status;
}

ZoutAudioStatus
zout_abx_store_open(const char* const listener, ZoutAbxStore* const store, ZoutAudioError* const error)
{
	memset(store, 0, sizeof(*store));
	const char* const state  = getenv("XDG_STATE_HOME");
	const char* const home   = getenv("HOME");
	const bool        given  = state && state[0] == '/'; // the specification wants relative ones ignored
	int               length = 0;
	if (given) {
		length = snprintf(store->folder, sizeof(store->folder), "%s/zout/abx", state);
	} else if (home && home[0] == '/') {
		length = snprintf(store->folder, sizeof(store->folder), "%s/.local/state/zout/abx", home);
	} else {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "no place for records: expected HOME or XDG_STATE_HOME");
	}
	if ((size_t)length + 64U > sizeof(store->folder) || !make_folders(store->folder)) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_FAILED, "cannot make '%s' for records: %s", store->folder, strerror(errno));
	}
	return count_earlier(store, listener, error);
}

/// Names the record by the time and the beginning of its commitment
static void
name_record(ZoutAbxStore* const store, const ZoutAbxRecord* const record)
{
	char         when[32] = "";
	const time_t now      = time(NULL);
	struct tm    utc;
	if (gmtime_r(&now, &utc)) {
		strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &utc);
	}
	snprintf(store->path,
	         sizeof(store->path),
	         "%.*s/abx-%s-%02x%02x%02x%02x%s",
	         (int)sizeof(store->path) - 64,
	         store->folder,
	         when,
	         record->commitment[0],
	         record->commitment[1],
	         record->commitment[2],
	         record->commitment[3],
	         suffix);
}

/// Writes a whole file beside the record, down to the disk, and gives it the record's name
static bool
replace(const ZoutAbxStore* const store, const char* const text, const size_t size)
{
	char temporary[ZOUT_ABX_PATH_BYTES + 16];
	snprintf(temporary, sizeof(temporary), "%s/.abx-XXXXXX", store->folder);
	const int fd = mkstemp(temporary); // which lets nobody else read it
	if (fd < 0) {
		return false;
	}
	bool written = true;
	for (size_t done = 0; done < size && written;) {
		const ssize_t n = write(fd, text + done, size - done);
		written         = n > 0 || (n < 0 && errno == EINTR);
		done += n > 0 ? (size_t)n : 0U;
	}
	written         = !fsync(fd) && written;
	const int saved = errno;
	written         = !close(fd) && written;
	if (written && !rename(temporary, store->path)) {
		return true;
	}
	errno = written ? errno : saved;
	unlink(temporary);
	return false;
}

ZoutAudioStatus
zout_abx_store_write(ZoutAbxStore* const store, const ZoutAbxRecord* const record, ZoutAudioError* const error)
{
	static char  text[ZOUT_ABX_RECORD_BYTES];
	const size_t size = zout_abx_record_write(record, text, sizeof(text));
	if (!*store->path) {
		name_record(store, record);
	}
	if (!size || !replace(store, text, size)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_FAILED,
		                       "cannot write the record '%s': %s",
		                       store->path,
		                       size ? strerror(errno) : "it is too long");
	}
	return ZOUT_AUDIO_SUCCESS;
}

ZoutAudioStatus
zout_abx_store_write_last(ZoutAbxStore* const store, const ZoutAbxRecord* const record, ZoutAudioError* const error)
{
	ZoutAudioError        ignored;
	const ZoutAudioStatus status = zout_abx_store_write(store, record, error);
	if (!status) {
		return status;
	}
	snprintf(store->folder, sizeof(store->folder), ".");
	*store->path = '\0';
	return zout_abx_store_write(store, record, &ignored) ? status : ZOUT_AUDIO_SUCCESS;
}
