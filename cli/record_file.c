// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/record_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Opens what has an end, and never waits for a writer as a FIFO makes do; NULL with the reason if it cannot
static FILE*
open_regular(const char* const path, const char** const reason)
{
	struct stat there;
	if (stat(path, &there)) {
		*reason = strerror(errno);
		return NULL;
	}
	if (!S_ISREG(there.st_mode)) {
		*reason = "not a regular file";
		return NULL;
	}
	const int   fd     = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); // it may have become a FIFO since
	FILE* const stream = fd < 0 ? NULL : fdopen(fd, "rb");
	*reason            = stream ? NULL : strerror(errno);
	if (fd >= 0 && !stream) {
		close(fd);
	}
	return stream;
}

/// Reads at most what a record may have, and one byte more; returns the reason if it cannot be read
static const char*
read_text(const char* const path, ZoutRecordFile* const file)
{
	const char* reason = NULL;
	FILE* const stream = open_regular(path, &reason);
	if (!stream) {
		return reason;
	}
	file->size     = fread(file->text, 1, sizeof(file->text), stream);
	const int fail = ferror(stream) ? errno : 0;
	fclose(stream);
	file->text[file->size <= ZOUT_ABX_RECORD_BYTES ? file->size : ZOUT_ABX_RECORD_BYTES] = '\0';
	return fail ? strerror(fail) : NULL;
}

static bool
verify(ZoutRecordFile* const file)
{
	return zout_abx_record_verify(file->text, file->size, &file->record, &file->result, &file->verdict);
}

bool
zout_record_file_is_record(const char* const path, ZoutRecordFile* const file)
{
	if (read_text(path, file) || file->size > ZOUT_ABX_RECORD_BYTES) {
		return false;
	}
	verify(file);
	return file->verdict.readable;
}

ZoutExit
zout_record_file_read(const char* const path, ZoutRecordFile* const file)
{
	const char* const reason = read_text(path, file);
	if (reason) {
		return zout_complain(ZOUT_EXIT_USAGE, "cannot read '%s': %s", path, reason);
	}
	if (file->size > ZOUT_ABX_RECORD_BYTES) {
		return zout_complain(ZOUT_EXIT_USAGE,
		                     "'%s' is not the record of a blind test: larger than %d bytes",
		                     path,
		                     (int)ZOUT_ABX_RECORD_BYTES);
	}
	if (verify(file)) {
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
