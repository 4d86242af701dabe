// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/marks.h"

#include "abx/hash.h"

#include <string.h>

enum {
	MARK_BYTES = 2, ///< To find a line among some hundred; the digest is what proves
	OWN_BYTES  = 4, ///< Mark of the marks
};

static const char marks_open[]  = "\t\"marks\": \"";
static const char digest_open[] = "\t\"digest\": \"";
static const char line_end[]    = "\",\n";
static const char record_end[]  = "\"\n}\n";

/// From the line of the digest on
enum { END_BYTES = sizeof(digest_open) - 1U + 2U * ZOUT_ABX_HASH_BYTES + sizeof(record_end) - 1U };

static void
put_hash(ZoutAbxText* const text, const char* const bytes, const size_t n_bytes, const size_t taken)
{
	uint8_t     out[ZOUT_ABX_HASH_BYTES];
	ZoutAbxHash hash;
	zout_abx_hash_init(&hash);
	zout_abx_hash_add(&hash, bytes, n_bytes);
	zout_abx_hash_end(&hash, out);
	zout_abx_put_hex(text, out, taken);
}

/// The bytes of a line, newline included, or up to the end
static size_t
line_bytes(const char* const line, const char* const end)
{
	const char* const newline = (const char*)memchr(line, '\n', (size_t)(end - line));
	return newline ? (size_t)(newline - line) + 1U : (size_t)(end - line);
}

/// The line of marks for all lines before `end`
static void
put_marks_line(ZoutAbxText* const text, const char* const start, const char* const end)
{
	zout_abx_put(text, marks_open);
	const size_t first = text->length;
	for (const char* line = start; line < end; line += line_bytes(line, end)) {
		put_hash(text, line, line_bytes(line, end), MARK_BYTES);
	}
	const size_t length = text->length - first;
	zout_abx_put_char(text, '.');
	put_hash(text, text->start + first, length, OWN_BYTES);
	zout_abx_put(text, line_end);
}

void
zout_abx_put_marks(ZoutAbxText* const text)
{
	put_marks_line(text, text->start, text->start + text->length);
	const size_t sealed = text->length;
	zout_abx_put(text, digest_open);
	put_hash(text, text->start, sealed, ZOUT_ABX_HASH_BYTES);
	zout_abx_put(text, record_end);
}

size_t
zout_abx_marks_bytes(const char* const text)
{
	const char* const newline = strchr(text, '\n');
	if (strncmp(text, marks_open, sizeof(marks_open) - 1U) != 0 || !newline || strlen(newline + 1) != END_BYTES) {
		return 0;
	}
	return strlen(text);
}

void
zout_abx_add_fault(ZoutAbxVerdict* const verdict, const ZoutAbxFault* const fault)
{
	for (unsigned i = 0; i < verdict->n_faults; ++i) {
		if (!strcmp(verdict->faults[i].field, fault->field)) {
			return;
		}
	}
	if (verdict->n_faults < ZOUT_ABX_MAX_FAULTS) {
		verdict->faults[verdict->n_faults++] = *fault;
	}
}

static void
add(ZoutAbxVerdict* const verdict, const char* const field, const char* const what)
{
	ZoutAbxFault fault;
	ZoutAbxText  text = zout_abx_text(fault.field, sizeof(fault.field));
	zout_abx_put(&text, field);
	text = zout_abx_text(fault.text, sizeof(fault.text));
	zout_abx_put(&text, what);
	zout_abx_add_fault(verdict, &fault);
}

/// Where a scan through the lines of a record has come
typedef struct {
	char     section[ZOUT_ABX_FACT_NAME_BYTES];
	unsigned index; ///< Of the next line of a list
	unsigned line;  ///< From 1
} Place;

/// Takes a name in quotes from a line, "" if there is none
static void
take_name(const char* const line, const char* const end, ZoutAbxText* const name)
{
	const char* c = line;
	while (c < end && (*c == '\t' || *c == '"')) {
		++c;
	}
	while (c < end && *c != '"' && *c > ' ' && *c < 0x7f) {
		zout_abx_put_char(name, *c++);
	}
}

/// Writes the path of a line and steps past it
static void
name_line(Place* const place, const char* const line, const char* const end, char field[80])
{
	char        buffer[ZOUT_ABX_FACT_NAME_BYTES];
	ZoutAbxText name   = zout_abx_text(buffer, sizeof(buffer));
	ZoutAbxText path   = zout_abx_text(field, 80);
	const bool  inside = *place->section && !strncmp(line, "\t\t", 2);
	++place->line;
	zout_abx_put(&path, inside ? place->section : "");
	if (inside && line[2] == '{') {
		zout_abx_put_char(&path, '[');
		zout_abx_put_count(&path, place->index++);
		zout_abx_put_char(&path, ']');
		return;
	}
	take_name(line, end, &name);
	zout_abx_put(&path, inside ? "." : "");
	zout_abx_put(&path, buffer);
	if (!strcmp(buffer, "],") || !strcmp(buffer, "},")) { // an end belongs to what it ends
		path = zout_abx_text(field, 80);
		zout_abx_put(&path, place->section);
		place->section[0] = '\0';
	} else if (!inside && end - line >= 2 && (end[-2] == '{' || end[-2] == '[')) {
		memcpy(place->section, buffer, sizeof(buffer));
		place->index = 0;
	}
	if (!path.length || *field == '{') {
		path = zout_abx_text(field, 80);
		zout_abx_put(&path, "line ");
		zout_abx_put_count(&path, place->line);
	}
}

/// Compares the marks of all lines before `marks` with those that stand there, up to `rest`
static void
find_changed_lines(const char* const     text,
                   const char* const     marks,
                   const char* const     rest,
                   ZoutAbxVerdict* const verdict)
{
	const char* const first   = marks + sizeof(marks_open) - 1U;
	const size_t      n_marks = (size_t)(rest - first) / (2 * MARK_BYTES);
	size_t            n_lines = 0;
	for (const char* line = text; line < marks; line += line_bytes(line, marks)) {
		++n_lines;
	}

	Place  place = {"", 0, 0};
	size_t i     = 0;
	for (const char* line = text; line < marks; line += line_bytes(line, marks), ++i) {
		char         field[80];
		char         buffer[2 * MARK_BYTES + 1];
		const size_t length = line_bytes(line, marks);
		ZoutAbxText  mark   = zout_abx_text(buffer, sizeof(buffer));
		put_hash(&mark, line, length, MARK_BYTES);
		name_line(&place, line, line + length, field);
		if (i >= n_marks || strncmp(first + i * 2 * MARK_BYTES, buffer, mark.length) != 0) {
			const bool moved = n_lines != n_marks; // then all that follow are in another place
			add(verdict, field, moved ? "has been changed, added or taken away" : "has been changed");
			if (moved) {
				return;
			}
		}
	}
	if (n_lines < n_marks) {
		add(verdict, "marks", "tell of lines that were taken away");
	}
}

/// True if the marks are as they were made; `end` is where they end
static bool
marks_are_whole(const char* const marks, const char* const end, const char** const rest)
{
	const char* const first = marks + sizeof(marks_open) - 1U;
	const char* const point = (const char*)memchr(first, '.', (size_t)(end - first));
	*rest                   = point;
	if (!point || (size_t)(end - point) != 1U + 2 * OWN_BYTES + sizeof(line_end) - 1U) {
		return false;
	}
	char        buffer[2 * OWN_BYTES + 1];
	ZoutAbxText own = zout_abx_text(buffer, sizeof(buffer));
	put_hash(&own, first, (size_t)(point - first), OWN_BYTES);
	return !strncmp(point + 1, buffer, own.length) && !strncmp(point + 1 + own.length, line_end, sizeof(line_end) - 1U);
}

const char*
zout_abx_find_digest(const char* const text, const size_t size)
{
	if (size < END_BYTES) {
		return NULL;
	}
	const char* const line = text + (size - END_BYTES);
	return !strncmp(line, digest_open, sizeof(digest_open) - 1U) ? line : NULL;
}

void
zout_abx_check_marks(const char* const text, const size_t size, ZoutAbxVerdict* const verdict)
{
	const char* const digest = zout_abx_find_digest(text, size);
	if (!digest || strcmp(text + size - (sizeof(record_end) - 1U), record_end) != 0) {
		add(verdict, "digest", "is not where a record has it");
		return;
	}

	const char* marks = digest > text ? digest - 1 : text;
	while (marks > text && marks[-1] != '\n') {
		--marks;
	}
	const char* rest  = NULL;
	const bool  found = digest > text && !strncmp(marks, marks_open, sizeof(marks_open) - 1U);
	if (!found || !marks_are_whole(marks, digest, &rest)) {
		add(verdict, "marks", "have been changed");
	} else {
		find_changed_lines(text, marks, rest, verdict);
	}

	char        buffer[2 * ZOUT_ABX_HASH_BYTES + 1];
	ZoutAbxText sum = zout_abx_text(buffer, sizeof(buffer));
	put_hash(&sum, text, (size_t)(digest - text), ZOUT_ABX_HASH_BYTES);
	if (strncmp(digest + sizeof(digest_open) - 1U, buffer, sum.length) != 0) {
		add(verdict, "digest", verdict->n_faults ? "is no longer that of the record" : "has been changed");
	}
}
