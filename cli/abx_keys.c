// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_keys.h"

#include "catalog/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const char* name;
	char        key;
} Name;

static const Name names[] = {
	{"a", 'a'},
	{"b", 'b'},
	{"x", 'x'},
	{"1", '1'},
	{"2", '2'},
	{"3", '3'},
	{"confirm", ZOUT_ABX_KEY_CONFIRM},
	{"undo", ZOUT_ABX_KEY_UNDO},
	{"pause", ZOUT_ABX_KEY_PAUSE},
};

/// Finds a key by its name; 0 after a complaint
static char
find_key(const char* const name)
{
	ZoutSuggestion suggestion = zout_suggestion(name);
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
		if (!strcmp(names[i].name, name)) {
			return names[i].key;
		}
		zout_suggestion_offer(&suggestion, names[i].name);
	}
	zout_complain(ZOUT_EXIT_USAGE,
	              "unknown key '%s' in --midi%s (expected a, b, x, 1, 2, 3, confirm, undo or pause)",
	              name,
	              zout_suggestion_text(&suggestion).text);
	return 0;
}

ZoutExit
zout_abx_keys_read(const char* const text, char* const keys)
{
	memset(keys, 0, ZOUT_ABX_NOTES);
	const char* rest = text;
	char*       end  = NULL;
	do { // an empty list is a wrong one, and so is one that ends with a comma
		char                name[16] = "";
		const size_t        length   = strcspn(rest, "=,");
		const bool          number   = rest[length] == '=' && isdigit((unsigned char)rest[length + 1U]);
		const unsigned long note     = number ? strtoul(rest + length + 1, &end, 10) : ZOUT_ABX_NOTES;
		if (note >= ZOUT_ABX_NOTES || !length || length >= sizeof(name) || (*end && *end != ',')) {
			return zout_complain(
				ZOUT_EXIT_USAGE, "bad --midi '%s', expected KEY=NOTE,... with notes 0 to 127, as a=60,b=62", text);
		}
		memcpy(name, rest, length);
		const char key = find_key(name);
		if (!key) {
			return ZOUT_EXIT_USAGE;
		}
		if (keys[note]) {
			return zout_complain(
				ZOUT_EXIT_USAGE, "note %lu is twice in --midi '%s', expected another note for each key", note, text);
		}
		keys[note] = key;
		rest       = end + 1;
	} while (*end == ',');
	return ZOUT_EXIT_SUCCESS;
}

const char*
zout_abx_key_name(const char key)
{
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
		if (names[i].key == key) {
			return names[i].name;
		}
	}
	return "";
}
