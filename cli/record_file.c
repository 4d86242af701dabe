// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/record_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/// Reads at most what a record may have, and one byte more
static ZoutExit
read_text(const char* const path, ZoutRecordFile* const file)
{
	struct stat there;
	if (stat(path, &there)) {
		return zout_complain(ZOUT_EXIT_USAGE, "cannot read '%s': %s", path, strerror(errno));
	}
	if (!S_ISREG(there.st_mode)) {
		return zout_complain(ZOUT_EXIT_USAGE, "cannot read '%s': not a regular file", path);
	}
	FILE* const stream = fopen(path, "rb");
	if (!stream) {
		return zout_complain(ZOUT_EXIT_USAGE, "cannot read '%s': %s", path, strerror(errno));
	}
	file->size     = fread(file->text, 1, sizeof(file->text), stream);
	const int fail = ferror(stream) ? errno : 0;
	fclose(stream);
	if (fail) {
		return zout_complain(ZOUT_EXIT_USAGE, "cannot read '%s': %s", path, strerror(fail));
	}
	if (file->size > ZOUT_ABX_RECORD_BYTES) {
		return zout_complain(ZOUT_EXIT_USAGE,
		                     "'%s' is not the record of a blind test: larger than %d bytes",
		                     path,
		                     (int)ZOUT_ABX_RECORD_BYTES);
	}
	file->text[file->size] = '\0';
	return ZOUT_EXIT_SUCCESS;
}

ZoutExit
zout_record_file_read(const char* const path, ZoutRecordFile* const file)
{
	const ZoutExit unread = read_text(path, file);
	if (unread) {
		return unread;
	}
	if (zout_abx_record_verify(file->text, file->size, &file->record, &file->result, &file->verdict)) {
		return ZOUT_EXIT_SUCCESS;
	}
	if (!file->verdict.readable) {
		return zout_complain(
			ZOUT_EXIT_USAGE, "'%s' is not the record of a blind test, expected one of '%s'", path, ZOUT_ABX_SCHEMA);
	}
	for (unsigned i = 0; i < file->verdict.n_faults; ++i) {
		const ZoutAbxFault* const fault = &file->verdict.faults[i];
		zout_complain(ZOUT_EXIT_FAILED, "'%s' does not hold: %s %s", path, fault->field, fault->text);
	}
	return ZOUT_EXIT_FAILED;
}
