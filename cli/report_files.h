// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file report_files.h
 * Files of a report, which appear in their directory when all of them are complete, and not before. At no moment is
 * there none where there was one.
 */

#ifndef ZOUT_CLI_REPORT_FILES_H
#define ZOUT_CLI_REPORT_FILES_H

#include "audio/replacement.h"
#include "audio/target.h"
#include "cli/message.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { ZOUT_REPORT_HTML, ZOUT_REPORT_JSON, ZOUT_N_REPORT_FILES };

enum { ZOUT_REPORT_PATH_BYTES = PATH_MAX + 64 };

/** One of them. */
typedef struct {
	FILE*           stream; ///< To be written to, in memory
	char*           text;   ///< What was written
	size_t          size;
	char            path[ZOUT_REPORT_PATH_BYTES]; ///< As people know it
	ZoutTarget      target;
	ZoutReplacement replacement;                 ///< What will be there when all are complete
	char            old[ZOUT_REPORT_PATH_BYTES]; ///< Where what it replaces is, too, until then; empty if nowhere
} ZoutReportFile;

/** All of them, and where they will be. They must not move. */
typedef struct {
	ZoutReportFile file[ZOUT_N_REPORT_FILES];
	char           directory[1000];
	bool           made_directory;
} ZoutReportFiles;

/**
 * Creates files of temporary names that are empty yet, and their directory if there is none.
 *
 * @param files Receives the files, which the caller gives to zout_report_files_close(), also after a failure.
 * @return ZOUT_EXIT_SUCCESS, or with a message ZOUT_EXIT_USAGE if the directory cannot be written or one of the files
 *   is something else already, or ZOUT_EXIT_FAILED without memory.
 */
ZoutExit
zout_report_files_open(ZoutReportFiles* files, const char* directory);

/**
 * Writes what is in memory and gives the files their names. They are complete then; after a failure everything is as it
 * was.
 */
ZoutExit
zout_report_files_commit(ZoutReportFiles* files);

/** Removes what was not committed and what was kept meanwhile, the directory too if it was made for this. */
void
zout_report_files_close(ZoutReportFiles* files);

#endif // ZOUT_CLI_REPORT_FILES_H
