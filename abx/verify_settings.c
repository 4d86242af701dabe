// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What the settings of a record have to tell. */

#include "abx/codec.h"
#include "abx/marks.h"
#include "abx/names.h"
#include "abx/text.h"

#include <math.h>
#include <string.h>

void
zout_abx_object(ZoutAbxVerdict* const verdict, const char* const field, const char* const what)
{
	ZoutAbxCodec codec = {.key = field, .index = -1};
	zout_abx_codec_fail(&codec, what);
	zout_abx_add_fault(verdict, &codec.fault);
}

static void
object_setting(ZoutAbxVerdict* const verdict, const char* const name, const char* const what)
{
	char        field[ZOUT_ABX_FACT_NAME_BYTES + 16];
	ZoutAbxText text = zout_abx_text(field, sizeof(field));
	zout_abx_put(&text, "settings.");
	zout_abx_put(&text, name);
	zout_abx_object(verdict, field, what);
}

/// What every record tells must be there: the names that an empty context tells
static void
check_names(const ZoutAbxRecord* const record, ZoutAbxVerdict* const verdict)
{
	ZoutAbxContext context;
	ZoutAbxFacts   facts;
	zout_abx_context_init(&context);
	zout_abx_facts_init(&facts);
	zout_abx_context_tell(&context, &facts);
	for (const char* line = facts.text; *line; line = strchr(line, '\n') + 1) {
		char         name[ZOUT_ABX_FACT_NAME_BYTES + 8];
		ZoutAbxText  text = zout_abx_text(name, sizeof(name));
		const char*  c    = line;
		const size_t n    = (size_t)(strchr(line + 3, '"') - line) + 3U; // up to the value
		for (; c < line + n; ++c) {
			zout_abx_put_char(&text, *c);
		}
		if (!strstr(record->settings.text, name)) {
			name[n - 3] = '\0';
			object_setting(verdict, name + 3, "is missing");
		}
	}
}

static void
check_match(ZoutAbxRecord* const record, ZoutAbxVerdict* const verdict)
{
	char match[16];
	zout_abx_facts_find(&record->settings, "match", match, sizeof(match));
	unsigned i = 0;
	while (i < ZOUT_ABX_N_MATCHES && strcmp(match, zout_abx_match_names[i]) != 0) {
		++i;
	}
	record->match = i < ZOUT_ABX_N_MATCHES ? (ZoutAbxMatch)i : ZOUT_ABX_MATCH_OFF;
	if (i == ZOUT_ABX_N_MATCHES) {
		object_setting(verdict, "match", "is none of off, 1kHz and programme");
	}
}

/// With matched levels no session begins unless they are equal, or nearly so, on each side
static void
check_levels(const ZoutAbxRecord* const record, ZoutAbxVerdict* const verdict)
{
	static const char* const names[] = {"residual_left_db", "residual_right_db"};
	for (unsigned side = 0; side < 2 && record->match != ZOUT_ABX_MATCH_OFF; ++side) {
		char   text[48];
		double residual_db = (double)NAN;
		if (zout_abx_facts_find(&record->settings, names[side], text, sizeof(text))) {
			(void)zout_abx_take_number(text, &residual_db);
		}
		if (!(fabs(residual_db) <= ZOUT_ABX_MAX_LEVEL_ERROR_DB)) {
			object_setting(verdict, names[side], "is not within 0.1 dB, though levels are matched");
		}
	}
}

static bool
tells_controls(const ZoutAbxFacts* const facts, const char* const prefix)
{
	bool tells = false;
	for (unsigned i = 0; i < ZOUT_N_PARAMS && !tells; ++i) {
		char name[ZOUT_ABX_FACT_NAME_BYTES];
		char value[48];
		zout_abx_facts_name(name, prefix, zout_param_info((ZoutParam)i)->symbol);
		tells = zout_abx_facts_find(facts, name, value, sizeof(value));
	}
	return tells;
}

/// Controls are told with their hash; a session whose amplifiers are not the model's tells neither
static void
check_hash(const ZoutAbxRecord* const record, const char* const prefix, ZoutAbxVerdict* const verdict)
{
	char name[ZOUT_ABX_FACT_NAME_BYTES];
	char told[ZOUT_ABX_HEX_BYTES + 1]; // what is longer is another one
	char hex[ZOUT_ABX_HEX_BYTES];
	zout_abx_facts_name(name, prefix, "sha256");
	zout_abx_facts_hash(&record->settings, prefix, hex);
	const bool is_told = zout_abx_facts_find(&record->settings, name, told, sizeof(told));
	if (is_told ? strcmp(told, hex) != 0 : tells_controls(&record->settings, prefix)) {
		object_setting(verdict, name, "is not that of these controls");
	}
}

void
zout_abx_check_settings(ZoutAbxRecord* const record, ZoutAbxVerdict* const verdict)
{
	check_names(record, verdict);
	check_match(record, verdict);
	check_levels(record, verdict);
	check_hash(record, "common", verdict);
	check_hash(record, "a", verdict);
	check_hash(record, "b", verdict);
}
