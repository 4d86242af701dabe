// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/report_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char* const names[] = {[ZOUT_REPORT_HTML] = "report.html", [ZOUT_REPORT_JSON] = "report.json"};

static ZoutExit
refuse(const char* const directory, const int reason)
{
	return zout_complain(ZOUT_EXIT_USAGE,
	                     "cannot write a report to '%s': %s, expected a directory that can be written",
	                     directory,
	                     strerror(reason));
}

/// Creates an empty file beside the one that will be there; returns an errno
static int
create(const char* const path, char* const temporary, const size_t size)
{
	enum { TRIES = 100 };
	for (unsigned i = 0; i < TRIES; ++i) {
		snprintf(temporary, size, "%s.%ld.%u.part", path, (long)getpid(), i);
		FILE* const file = fopen(temporary, "wx");
		if (file) {
			fclose(file);
			return 0;
		}
		if (errno != EEXIST) {
			break;
		}
	}
	*temporary = '\0';
	return errno;
}

static ZoutExit
open_file(ZoutReportFile* const file, const char* const directory, const char* const name)
{
	ZoutAudioError error;
	snprintf(file->path, sizeof(file->path), "%s/%s", directory, name);
	const ZoutAudioStatus status = zout_target_find(file->path, &file->target, &error);
	if (status) {
		return zout_report(status, &error);
	}
	const int failed = create(file->target.path, file->temporary, sizeof(file->temporary));
	if (failed) {
		return refuse(directory, failed);
	}
	file->stream = open_memstream(&file->text, &file->size);
	return file->stream ? ZOUT_EXIT_SUCCESS : zout_complain(ZOUT_EXIT_FAILED, "out of memory");
}

/// Makes the directory if there is none
static ZoutExit
open_directory(ZoutReportFiles* const files, const char* const directory)
{
	struct stat there;
	if (!*directory || strlen(directory) >= sizeof(files->directory)) {
		return zout_complain(ZOUT_EXIT_USAGE, "bad directory '%s' for --report, expected a name", directory);
	}
	snprintf(files->directory, sizeof(files->directory), "%s", directory);
	files->made_directory = mkdir(directory, 0777) == 0;
	if (!files->made_directory && errno != EEXIST) {
		return refuse(directory, errno);
	}
	if (stat(directory, &there)) {
		return refuse(directory, errno);
	}
	return S_ISDIR(there.st_mode) ? ZOUT_EXIT_SUCCESS : refuse(directory, ENOTDIR);
}

ZoutExit
zout_report_files_open(ZoutReportFiles* const files, const char* const directory)
{
	*files          = (ZoutReportFiles){.made_directory = false};
	ZoutExit status = open_directory(files, directory);
	for (unsigned i = 0; i < ZOUT_N_REPORT_FILES && !status; ++i) {
		status = open_file(&files->file[i], directory, names[i]);
	}
	return status;
}

/// Writes what is in memory; returns an errno. At once, because a stream does not tell why an earlier write failed
static int
write_out(ZoutReportFile* const file)
{
	const int incomplete = ferror(file->stream);
	const int unclosed   = fclose(file->stream);
	file->stream         = NULL;
	if (incomplete || unclosed) {
		return ENOMEM;
	}
	FILE* const disk = fopen(file->temporary, "w");
	if (!disk) {
		return errno;
	}
	fchmod(fileno(disk), file->target.mode); // before there is anything to read
	const int failed = fwrite(file->text, 1, file->size, disk) < file->size || fflush(disk) ? errno : 0;
	return fclose(disk) && !failed ? errno : failed;
}

/// Gives a file its name, what had it before another one; returns an errno
static int
put_in_place(ZoutReportFile* const file)
{
	struct stat there;
	if (!lstat(file->target.path, &there)) {
		if (S_ISDIR(there.st_mode)) { // it was none when we began
			return EISDIR;
		}
		snprintf(file->old, sizeof(file->old), "%s.old", file->temporary);
		if (rename(file->target.path, file->old)) {
			*file->old = '\0';
			return errno;
		}
	}
	if (rename(file->temporary, file->target.path)) {
		return errno;
	}
	*file->temporary = '\0';
	return 0;
}

/// Makes a file what it was before put_in_place()
static void
take_back(ZoutReportFile* const file)
{
	if (*file->old) {
		rename(file->old, file->target.path);
		*file->old = '\0';
	} else if (!*file->temporary) {
		unlink(file->target.path);
	}
}

static ZoutExit
cannot_write(const ZoutReportFile* const file, const int reason)
{
	return zout_complain(ZOUT_EXIT_FAILED, "cannot write '%s': %s", file->path, strerror(reason));
}

ZoutExit
zout_report_files_commit(ZoutReportFiles* const files)
{
	for (unsigned i = 0; i < ZOUT_N_REPORT_FILES; ++i) {
		const int failed = write_out(&files->file[i]);
		if (failed) {
			return cannot_write(&files->file[i], failed);
		}
	}
	for (unsigned i = 0; i < ZOUT_N_REPORT_FILES; ++i) {
		const int failed = put_in_place(&files->file[i]);
		if (failed) {
			for (unsigned k = 0; k <= i; ++k) {
				take_back(&files->file[k]);
			}
			return cannot_write(&files->file[i], failed);
		}
	}
	for (unsigned i = 0; i < ZOUT_N_REPORT_FILES; ++i) {
		if (*files->file[i].old) {
			unlink(files->file[i].old);
		}
	}
	files->made_directory = false;
	return ZOUT_EXIT_SUCCESS;
}

void
zout_report_files_close(ZoutReportFiles* const files)
{
	for (unsigned i = 0; i < ZOUT_N_REPORT_FILES; ++i) {
		ZoutReportFile* const file = &files->file[i];
		if (file->stream) {
			fclose(file->stream);
		}
		free(file->text);
		if (*file->temporary) {
			unlink(file->temporary);
		}
	}
	if (files->made_directory) {
		rmdir(files->directory);
	}
	*files = (ZoutReportFiles){.made_directory = false};
}
