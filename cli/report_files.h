// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file report_files.h
 * Files of a report, which appear in their directory when all of them are complete, and not before.
 */

#ifndef ZOUT_CLI_REPORT_FILES_H
#define ZOUT_CLI_REPORT_FILES_H

#include "cli/message.h"

#include <stdbool.h>
#include <stdio.h>

enum { ZOUT_REPORT_HTML, ZOUT_REPORT_JSON, ZOUT_N_REPORT_FILES };

typedef struct {
	FILE* file[ZOUT_N_REPORT_FILES]; ///< To be written to
	char  temporary[ZOUT_N_REPORT_FILES][1024];
	char  path[ZOUT_N_REPORT_FILES][1024];
	char  directory[1000];
	bool  made_directory;
} ZoutReportFiles;

/**
 * Creates files of temporary names, and their directory if there is none.
 *
 * @param files Receives the files, which the caller gives to zout_report_files_close(), also after a failure.
 * @return ZOUT_EXIT_SUCCESS, or ZOUT_EXIT_USAGE if the directory cannot be written, with a message.
 */
ZoutExit
zout_report_files_open(ZoutReportFiles* files, const char* directory);

/** Gives the files their names. They are complete then. */
ZoutExit
zout_report_files_commit(ZoutReportFiles* files);

/** Removes what was not committed, the directory too if it was made for this. */
void
zout_report_files_close(ZoutReportFiles* files);

#endif // ZOUT_CLI_REPORT_FILES_H
