// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/ini.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Largest file that is taken for a configuration
static const off_t max_file_bytes = 1 << 20;

/// What inih skips before the first word of a line, which is isspace() for it
static const char blanks[] = " \t\r\n\v\f";

enum { TITLE_BYTES = 50 }; ///< As much of it as inih keeps

typedef struct {
	const char*     path;
	FILE*           file;
	char*           text; ///< Of the line, for getline()
	size_t          size;
	unsigned        line;       ///< Number of the line that inih has now
	bool            is_entry;   ///< That line looks like an entry
	bool            was_called; ///< That line was an entry
	char            title[TITLE_BYTES];
	unsigned        title_line; ///< Of a section that has no entry yet, else 0
	ZoutIniHandler  handler;
	void*           user;
	ZoutComplaints* complaints;
} Reader;

/// What a line says: behind blanks, and in the first one a byte order mark
static const char*
start_of(const Reader* const reader)
{
	static const char mark[] = "\xef\xbb\xbf";
	const char*       start  = reader->text + strspn(reader->text, blanks);
	if (reader->line == 1 && !strncmp(start, mark, sizeof(mark) - 1U)) {
		start += sizeof(mark) - 1U;
	}
	return start + strspn(start, blanks);
}

/// The end of the title that begins here, or NULL if it is none for us or for inih. That one takes a blank and a ';'
/// for a comment in a title too, and would then stay in the section before; and it drops what is behind one
static const char*
end_of_title(const char* const start)
{
	const char* end = start + 1;
	while (*end && *end != ']' && !(*end == ';' && end > start + 1 && isspace((unsigned char)end[-1]))) {
		++end;
	}
	const char* const behind = *end == ']' ? end + 1 + strspn(end + 1, blanks) : "none";
	return !*behind || *behind == ';' || *behind == '#' ? end : NULL;
}

/// Complains about the line before if inih could make nothing of it
static void
judge_line(Reader* const reader)
{
	if (reader->is_entry && !reader->was_called) {
		zout_complaints_add(
			reader->complaints, reader->path, reader->line, NULL, "expected NAME = VALUE, [SECTION] or a comment");
	}
	reader->is_entry = false;
}

/// Hands out the section before if it had no entry, which inih does not tell of
static void
judge_section(Reader* const reader)
{
	if (reader->title_line) {
		const ZoutIniEntry empty = {reader->title, NULL, "", reader->title_line};
		reader->handler(reader->user, &empty);
	}
	reader->title_line = 0;
}

/// Remembers the title of a section if that is what a line is. Else it has to lead to an entry unless it is empty or a
/// comment
static void
take_title(Reader* const reader)
{
	const char* const start = start_of(reader);
	const char* const end   = *start == '[' ? end_of_title(start) : NULL;
	reader->is_entry        = !end && *start && *start != ';' && *start != '#';
	if (*start == '[') {
		judge_section(reader);
	}
	if (end) {
		snprintf(reader->title, sizeof(reader->title), "%.*s", (int)(end - start - 1), start + 1);
		reader->title_line = reader->line;
	}
}

/// Gives inih the next line: its reader
static char*
next_line(char* const out, const int room, void* const stream)
{
	Reader* const reader = (Reader*)stream;
	judge_line(reader);
	const ssize_t length = getline(&reader->text, &reader->size, reader->file);
	if (length < 0) {
		if (!feof(reader->file)) { // what follows would be missing without a word
			zout_complaints_fail(reader->complaints, reader->path, strerror(errno));
		}
		return NULL;
	}
	++reader->line;
	reader->was_called = false;
	take_title(reader);
	if (length >= room || strlen(reader->text) != (size_t)length) {
		zout_complaints_add(reader->complaints,
		                    reader->path,
		                    reader->line,
		                    NULL,
		                    length >= room ? "line too long, expected at most %d characters"
		                                   : "not text, expected lines of at most %d characters",
		                    room - 2);
		reader->is_entry = false;
		snprintf(out, (size_t)room, "\n");
		return out;
	}
	// inih takes an indented line for more of the value before it: nobody means that here
	snprintf(out, (size_t)room, "%s", reader->text + strspn(reader->text, blanks));
	return out;
}

/// Takes an entry from inih
static int
on_entry(void* const user, const char* const section, const char* const name, const char* const value)
{
	Reader* const      reader = (Reader*)user;
	const ZoutIniEntry entry  = {section, name, value ? value : "", reader->line};
	reader->was_called        = true;
	reader->title_line        = 0;
	reader->handler(reader->user, &entry);
	return 1;
}

static FILE*
open_file(const char* const path, ZoutComplaints* const complaints)
{
	struct stat info;
	const bool  there = !stat(path, &info);
	// What is no file might make us wait for ever; but /dev/null is the usual way to say "none"
	if (there && strcmp(path, "/dev/null") != 0 && (!S_ISREG(info.st_mode) || info.st_size > max_file_bytes)) {
		zout_complaints_add(complaints, path, 0, NULL, "cannot read: not a file of at most 1 MB");
		return NULL;
	}
	FILE* const file = there ? fopen(path, "re") : NULL;
	if (!file) {
		zout_complaints_add(complaints, path, 0, NULL, "cannot read: %s", strerror(errno));
	}
	return file;
}

bool
zout_ini_read(const char* const path, const ZoutIniHandler handler, void* const user, ZoutComplaints* const complaints)
{
	Reader reader = {.path = path, .handler = handler, .user = user, .complaints = complaints};
	reader.file   = open_file(path, complaints);
	if (!reader.file) {
		return false;
	}
	enum { NO_MEMORY = -2 }; // of its verdicts the only one that is not a line's, which we judge ourselves
	if (ini_parse_stream(next_line, &reader, on_entry, &reader) == NO_MEMORY) {
		zout_complaints_fail(complaints, path, "out of memory");
	}
	judge_line(&reader);
	judge_section(&reader);
	fclose(reader.file);
	free(reader.text);
	return true;
}
