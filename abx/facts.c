// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/facts.h"

#include "abx/hash.h"
#include "abx/text.h"

#include <math.h>
#include <string.h>

static const char start_of_line[] = "\t\t\"";
static const char hash_name[]     = "sha256\""; // behind the controls that it is of

void
zout_abx_facts_init(ZoutAbxFacts* const facts)
{
	facts->size     = 0;
	facts->overflow = 0;
	facts->text[0]  = '\0';
}

/// Puts a comma behind the last line and begins a new one; the caller writes the value, then calls end_line()
static ZoutAbxText
begin_line(ZoutAbxFacts* const facts, const char* const name)
{
	ZoutAbxText line = zout_abx_text(facts->text + facts->size, ZOUT_ABX_FACTS_BYTES - facts->size);
	if (facts->size) {
		--line.start; // over the newline
		++line.size;
		zout_abx_put(&line, ",\n");
	}
	zout_abx_put(&line, start_of_line);
	zout_abx_put(&line, name);
	zout_abx_put(&line, "\": ");
	line.full = line.full || strlen(name) >= ZOUT_ABX_FACT_NAME_BYTES;
	return line;
}

static void
end_line(ZoutAbxFacts* const facts, ZoutAbxText* const line)
{
	zout_abx_put_char(line, '\n');
	if (!line->full && !facts->overflow) {
		facts->size = (uint32_t)(line->start + line->length - facts->text);
		return;
	}
	facts->overflow = 1;
	if (facts->size) {
		facts->text[facts->size - 1U] = '\n';
	}
	facts->text[facts->size] = '\0';
}

void
zout_abx_facts_text(ZoutAbxFacts* const facts, const char* const name, const char* const text)
{
	ZoutAbxText line = begin_line(facts, name);
	if (text) {
		zout_abx_put_quoted(&line, text, ZOUT_ABX_FACT_TEXT_BYTES - 1U);
	} else {
		zout_abx_put(&line, "null");
	}
	end_line(facts, &line);
}

void
zout_abx_facts_number(ZoutAbxFacts* const facts, const char* const name, const double value)
{
	ZoutAbxText line = begin_line(facts, name);
	zout_abx_put_number(&line, value);
	end_line(facts, &line);
}

void
zout_abx_facts_count(ZoutAbxFacts* const facts, const char* const name, const uint64_t value)
{
	ZoutAbxText line = begin_line(facts, name);
	zout_abx_put_count(&line, value);
	end_line(facts, &line);
}

void
zout_abx_facts_toggle(ZoutAbxFacts* const facts, const char* const name, const bool value)
{
	ZoutAbxText line = begin_line(facts, name);
	zout_abx_put(&line, value ? "true" : "false");
	end_line(facts, &line);
}

void
zout_abx_facts_append(ZoutAbxFacts* const facts, const ZoutAbxFacts* const others)
{
	facts->overflow |= others->overflow;
	if (!others->size || facts->overflow) {
		return;
	}
	if ((size_t)facts->size + others->size + 2U > ZOUT_ABX_FACTS_BYTES) {
		facts->overflow = 1;
		return;
	}
	if (facts->size) {
		memcpy(facts->text + facts->size - 1U, ",\n", 2);
		++facts->size;
	}
	memcpy(facts->text + facts->size, others->text, (size_t)others->size + 1U);
	facts->size += others->size;
}

void
zout_abx_facts_name(char name[ZOUT_ABX_FACT_NAME_BYTES], const char* const prefix, const char* const symbol)
{
	ZoutAbxText text = zout_abx_text(name, ZOUT_ABX_FACT_NAME_BYTES);
	zout_abx_put(&text, prefix);
	zout_abx_put_char(&text, '.');
	zout_abx_put(&text, symbol);
}

void
zout_abx_facts_hash(const ZoutAbxFacts* const facts, const char* const prefix, char hex[ZOUT_ABX_HEX_BYTES])
{
	const size_t length = strlen(prefix);
	ZoutAbxHash  hash;
	zout_abx_hash_init(&hash);
	for (const char* line = facts->text; *line; line = strchr(line, '\n') + 1) {
		const char* const name = line + sizeof(start_of_line) - 1U;
		if (strncmp(name, prefix, length) != 0 || name[length] != '.') {
			zout_abx_hash_init(&hash);
			continue;
		}
		const char* const symbol   = name + length + 1U;
		const size_t      n_symbol = strcspn(symbol, "\"");
		const char* const value    = symbol + n_symbol + sizeof("\": ") - 1U;
		if (!strncmp(symbol, hash_name, sizeof(hash_name) - 1U)) {
			break;
		}
		zout_abx_hash_add(&hash, symbol, n_symbol);
		zout_abx_hash_text(&hash, "=");
		zout_abx_hash_add(&hash, value, strcspn(value, ",\n"));
		zout_abx_hash_text(&hash, "\n");
	}

	uint8_t     digest[ZOUT_ABX_HASH_BYTES];
	ZoutAbxText text = zout_abx_text(hex, ZOUT_ABX_HEX_BYTES);
	zout_abx_hash_end(&hash, digest);
	zout_abx_put_hex(&text, digest, sizeof(digest));
}

void
zout_abx_facts_settings(ZoutAbxFacts* const       facts,
                        const char* const         prefix,
                        const ZoutSettings* const settings,
                        const bool                shared)
{
	char name[ZOUT_ABX_FACT_NAME_BYTES];
	char hex[ZOUT_ABX_HEX_BYTES];
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		const ZoutParam param = (ZoutParam)i;
		if (zout_param_is_shared(param) != shared) {
			continue;
		}
		zout_abx_facts_name(name, prefix, zout_param_info(param)->symbol);
		zout_abx_facts_number(facts, name, (double)settings->value[i]);
	}
	zout_abx_facts_hash(facts, prefix, hex);
	zout_abx_facts_name(name, prefix, "sha256");
	zout_abx_facts_text(facts, name, hex);
}

/// Takes a text up to its closing quote, or as many whole characters as there is room for
static void
take_text(ZoutAbxText* const text, const char* c)
{
	while (*c != '"') {
		c += *c == '\\';
		const unsigned n = zout_abx_utf8_bytes(c);
		if (!n || text->length + n >= text->size) {
			return;
		}
		for (const char* const end = c + n; c < end; ++c) {
			zout_abx_put_char(text, *c);
		}
	}
}

bool
zout_abx_facts_find(const ZoutAbxFacts* const facts, const char* const name, char* const value, const size_t size)
{
	const size_t length = strlen(name);
	ZoutAbxText  text   = zout_abx_text(value, size);
	for (const char* line = facts->text; *line; line = strchr(line, '\n') + 1) {
		const char* c = line + sizeof(start_of_line) - 1U;
		if (strncmp(c, name, length) != 0 || strncmp(c + length, "\": ", 3) != 0) {
			continue;
		}
		c += length + 3U;
		if (*c == '"') {
			take_text(&text, c + 1);
			return true;
		}
		for (; *c != ',' && *c != '\n'; ++c) {
			zout_abx_put_char(&text, *c);
		}
		if (strcmp(value, "null") != 0) {
			return true;
		}
		value[0] = '\0';
		return false;
	}
	return false;
}
