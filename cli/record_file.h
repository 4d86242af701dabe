// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file record_file.h
 * Records of blind tests as files.
 */

#ifndef ZOUT_CLI_RECORD_FILE_H
#define ZOUT_CLI_RECORD_FILE_H

#include "abx/record.h"
#include "cli/message.h"

#include <stdbool.h>

/** A record that was read, with what verification says. Some 90 kB. */
typedef struct {
	char           text[ZOUT_ABX_RECORD_BYTES + 1];
	size_t         size;
	ZoutAbxRecord  record;
	ZoutAbxResult  result;
	ZoutAbxVerdict verdict;
} ZoutRecordFile;

/**
 * Reads and verifies a record, and complains about each fault.
 *
 * @return ZOUT_EXIT_SUCCESS if everything holds; ZOUT_EXIT_FAILED if something was changed; ZOUT_EXIT_USAGE if the file
 *   cannot be read or is no record.
 */
ZoutExit
zout_record_file_read(const char* path, ZoutRecordFile* file);

/** Reads a file without a word: true if it is a record, whether everything in it holds or not. */
bool
zout_record_file_is_record(const char* path, ZoutRecordFile* file);

#endif // ZOUT_CLI_RECORD_FILE_H
