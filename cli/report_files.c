// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/report_files.h"

#include "audio/write_all.h"

#include <errno.h>
#include <fcntl.h>
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

static ZoutExit
open_file(ZoutReportFile* const file, const char* const directory, const char* const name)
{
	ZoutAudioError error;
	snprintf(file->path, sizeof(file->path), "%s/%s", directory, name);
	const ZoutAudioStatus status = zout_target_find(file->path, &file->target, &error);
	if (status) {
		return zout_report(status, &error);
	}
	const int failed = zout_replacement_begin(&file->replacement, file->target.path, file->target.mode);
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
	const int failed = zout_write_all(file->replacement.fd, file->text, file->size);
	return failed ? failed : zout_replacement_complete(&file->replacement);
}

/// Where there are no hard links: copies what is there; returns an errno
static int
copy_old(const ZoutReportFile* const file)
{
	char      bytes[16384];
	ssize_t   n      = 0;
	const int from   = open(file->target.path, O_RDONLY | O_CLOEXEC);
	const int to     = open(file->old, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file->target.mode);
	int       failed = from < 0 || to < 0 || fchmod(to, file->target.mode) ? errno : 0;
	while (!failed && (n = read(from, bytes, sizeof(bytes))) > 0) {
		failed = zout_write_all(to, bytes, (size_t)n);
	}
	failed = !failed && n < 0 ? errno : failed;
	if (from >= 0) {
		close(from);
	}
	if (to >= 0 && close(to) && !failed) {
		failed = errno;
	}
	return failed;
}

/// Keeps what is there under another name, too, so that it can come back; returns an errno
static int
keep_old(ZoutReportFile* const file)
{
	struct stat there;
	if (lstat(file->target.path, &there)) {
		return 0; // nothing
	}
	if (S_ISDIR(there.st_mode)) { // it was none when we began
		return EISDIR;
	}
	snprintf(file->old, sizeof(file->old), "%s.old", file->replacement.path);
	return link(file->target.path, file->old) ? copy_old(file) : 0;
}

/// Makes a file what it was before, if another one has its name already
static void
take_back(ZoutReportFile* const file)
{
	const bool placed = !*file->replacement.path;
	if (placed && *file->old) {
		rename(file->old, file->target.path);
		*file->old = '\0';
	} else if (placed) {
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
		ZoutReportFile* const file   = &files->file[i];
		int                   failed = keep_old(file);
		failed                       = failed ? failed : zout_replacement_place(&file->replacement, file->target.path);
		if (failed) {
			for (unsigned k = 0; k <= i; ++k) {
				take_back(&files->file[k]);
			}
			return cannot_write(file, failed);
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
		if (*file->old) {
			unlink(file->old);
		}
		zout_replacement_drop(&file->replacement);
	}
	if (files->made_directory) {
		rmdir(files->directory);
	}
	*files = (ZoutReportFiles){.made_directory = false};
}
