// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "cli/abx_store.h"

#include "audio/replacement.h"
#include "cli/record_file.h"
#include "cli/service/paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char   suffix[]   = ".json";
static const size_t name_bytes = 64; // room for the name of a record and what joins it to the folder

static void
count_one(ZoutAbxStore* const store, const char* const listener, const char* const name, ZoutRecordFile* const file)
{
	char         path[ZOUT_ABX_PATH_BYTES];
	char         found[256] = "";
	const size_t length     = strlen(name);
	if (length < sizeof(suffix) || strcmp(name + length + 1U - sizeof(suffix), suffix) != 0 ||
	    (size_t)snprintf(path, sizeof(path), "%s/%s", store->folder, name) >= sizeof(path) ||
	    !zout_record_file_is_record(path, file)) {
		return;
	}
	zout_abx_facts_find(&file->record.settings, "listener", found, sizeof(found));
	if (!strncmp(found, listener ? listener : "", sizeof(found) - 1U)) {
		++store->earlier;
		store->aborted += file->record.state != ZOUT_ABX_FINISHED;
	}
}

static ZoutAudioStatus
count_earlier(ZoutAbxStore* const store, const char* const listener, ZoutAudioError* const error)
{
	DIR* const            folder = opendir(store->folder);
	ZoutRecordFile* const file   = (ZoutRecordFile*)malloc(sizeof(ZoutRecordFile));
	if (folder && file) {
		for (const struct dirent* entry = readdir(folder); entry; entry = readdir(folder)) {
			count_one(store, listener, entry->d_name, file);
		}
	}
	const bool            failed = !folder || !file || access(store->folder, W_OK) != 0;
	const ZoutAudioStatus status =
		failed ? zout_audio_fail(
					 error, ZOUT_AUDIO_FAILED, "cannot use '%s' for records: %s", store->folder, strerror(errno))
			   : ZOUT_AUDIO_SUCCESS;
	free(file);
	if (folder) {
		closedir(folder);
	}
	return status;
}

ZoutAudioStatus
zout_abx_store_open(const char* const listener, ZoutAbxStore* const store, ZoutAudioError* const error)
{
	memset(store, 0, sizeof(*store));
	ZoutPath folder;
	if (!zout_path_records(&folder) || strlen(folder.text) + name_bytes > sizeof(store->folder)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_FAILED,
		                       "no place for records: expected HOME or XDG_STATE_HOME, a path of at most 4000 bytes");
	}
	if (!zout_path_make_directory(folder.text)) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_FAILED, "cannot make '%s' for records: %s", folder.text, strerror(errno));
	}
	memcpy(store->folder, folder.text, strlen(folder.text) + 1U);
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
	         (int)(sizeof(store->path) - name_bytes),
	         store->folder,
	         when,
	         record->commitment[0],
	         record->commitment[1],
	         record->commitment[2],
	         record->commitment[3],
	         suffix);
}

ZoutAudioStatus
zout_abx_store_write(ZoutAbxStore* const store, const ZoutAbxRecord* const record, ZoutAudioError* const error)
{
	static char  text[ZOUT_ABX_RECORD_BYTES];
	const size_t size = zout_abx_record_write(record, text, sizeof(text));
	if (!*store->path) {
		name_record(store, record);
	}
	const int failed = size ? zout_replace_file(store->path, S_IRUSR | S_IWUSR, text, size) : EFBIG;
	return failed ? zout_audio_fail(error,
	                                ZOUT_AUDIO_FAILED,
	                                "cannot write the record '%s': %s",
	                                store->path,
	                                size ? strerror(failed) : "it is too long")
	              : ZOUT_AUDIO_SUCCESS;
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
	if (!zout_abx_store_write(store, record, &ignored)) {
		return ZOUT_AUDIO_SUCCESS;
	}
	*store->path = '\0'; // there is none
	return status;
}
