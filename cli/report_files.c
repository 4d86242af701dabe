// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/report_files.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char* const names[] = {[ZOUT_REPORT_HTML] = "report.html", [ZOUT_REPORT_JSON] = "report.json"};

static ZoutExit
refuse(const ZoutReportFiles* const files)
{
	return zout_complain(ZOUT_EXIT_USAGE,
	                     "cannot write a report to '%s': %s, expected a directory that can be written",
	                     files->directory,
	                     strerror(errno));
}

/// Creates a temporary file beside `path` that everybody may read whom the umask lets
static FILE*
create(const char* const path, char* const temporary, const size_t size)
{
	enum { TRIES = 100 };
	for (unsigned i = 0; i < TRIES; ++i) {
		snprintf(temporary, size, "%s.%ld.%u.part", path, (long)getpid(), i);
		FILE* const file = fopen(temporary, "wx");
		if (file || errno != EEXIST) {
			return file;
		}
	}
	return NULL;
}

ZoutExit
zout_report_files_open(ZoutReportFiles* const files, const char* const directory)
{
	*files = (ZoutReportFiles){.made_directory = false};
	if (!*directory || strlen(directory) >= sizeof(files->directory)) {
		return zout_complain(ZOUT_EXIT_USAGE, "bad directory '%s' for --report, expected a name", directory);
	}
	snprintf(files->directory, sizeof(files->directory), "%s", directory);
	files->made_directory = mkdir(directory, 0777) == 0;
	if (!files->made_directory && errno != EEXIST) {
		return refuse(files);
	}
	for (unsigned i = 0; i < ZOUT_N_REPORT_FILES; ++i) {
		snprintf(files->path[i], sizeof(files->path[i]), "%s/%s", directory, names[i]);
		files->file[i] = create(files->path[i], files->temporary[i], sizeof(files->temporary[i]));
		if (!files->file[i]) {
			*files->temporary[i] = '\0';
			return refuse(files);
		}
	}
	return ZOUT_EXIT_SUCCESS;
}

ZoutExit
zout_report_files_commit(ZoutReportFiles* const files)
{
	for (unsigned i = 0; i < ZOUT_N_REPORT_FILES; ++i) {
		const int bad    = ferror(files->file[i]) | fflush(files->file[i]);
		const int closed = fclose(files->file[i]);
		files->file[i]   = NULL;
		if (bad || closed) {
			return zout_complain(ZOUT_EXIT_FAILED, "cannot write '%s': %s", files->path[i], strerror(errno));
		}
	}
	for (unsigned i = 0; i < ZOUT_N_REPORT_FILES; ++i) {
		if (rename(files->temporary[i], files->path[i])) {
			return zout_complain(ZOUT_EXIT_FAILED, "cannot write '%s': %s", files->path[i], strerror(errno));
		}
		*files->temporary[i]  = '\0';
		files->made_directory = false;
	}
	return ZOUT_EXIT_SUCCESS;
}

void
zout_report_files_close(ZoutReportFiles* const files)
{
	for (unsigned i = 0; i < ZOUT_N_REPORT_FILES; ++i) {
		if (files->file[i]) {
			fclose(files->file[i]);
			files->file[i] = NULL;
		}
		if (*files->temporary[i]) {
			unlink(files->temporary[i]);
			*files->temporary[i] = '\0';
		}
	}
	if (files->made_directory) {
		rmdir(files->directory);
		files->made_directory = false;
	}
}
