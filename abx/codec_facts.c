// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/codec.h"

#include <string.h>

/// Bytes of a JSON string as zout_abx_put_quoted() writes it, quotes included; 0 if it is none
static size_t
string_bytes(const char* const s)
{
	if (*s != '"') {
		return 0;
	}
	size_t i = 1;
	while (s[i] != '"') {
		const bool     escape = s[i] == '\\';
		const unsigned n      = escape ? (s[i + 1U] == '"' || s[i + 1U] == '\\' ? 2U : 0U) : zout_abx_utf8_bytes(s + i);
		if (!n) {
			return 0;
		}
		i += n;
	}
	return i + 1U;
}

/// Bytes of the value of a fact; 0 if it is none
static size_t
value_bytes(const char* const s)
{
	static const char* const words[] = {"null", "true", "false"};
	for (unsigned i = 0; i < 3; ++i) {
		if (!strncmp(s, words[i], strlen(words[i]))) {
			return strlen(words[i]);
		}
	}
	double number = 0.0;
	return *s == '"' ? string_bytes(s) : zout_abx_take_number(s, &number);
}

static bool
is_name_byte(const char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/// True if a line of the same name stands before `line`
static bool
is_repeated(const char* const first, const char* const line, const size_t name_bytes)
{
	for (const char* other = first; other < line; other = strchr(other, '\n') + 1) {
		if (!strncmp(other, line, name_bytes)) {
			return true;
		}
	}
	return false;
}

/// Checks one line and returns its bytes, newline included; 0 with the failure noted
static size_t
line_bytes(ZoutAbxCodec* const codec, const char* const first, const char* const line)
{
	static const char front[] = "\t\t\"";
	size_t            i       = sizeof(front) - 1U;
	char              name[ZOUT_ABX_FACT_NAME_BYTES];
	ZoutAbxText       text = zout_abx_text(name, sizeof(name));
	if (strncmp(line, front, i) != 0) {
		zout_abx_codec_fail(codec, "has a line that is not in the form of a record");
		return 0;
	}
	for (; is_name_byte(line[i]); ++i) {
		zout_abx_put_char(&text, line[i]);
	}

	codec->key            = name;
	const size_t value_at = i + 3U;
	const bool   named    = text.length && !text.full && !strncmp(line + i, "\": ", 3);
	const size_t length   = named ? value_bytes(line + value_at) : 0;
	const char*  end      = line + value_at + length;
	end += length && *end == ',';
	if (!length || *end != '\n') {
		zout_abx_codec_fail(codec, "is not in the form of a record");
		return 0;
	}
	if (is_repeated(first, line, value_at)) {
		zout_abx_codec_fail(codec, "stands there twice");
		return 0;
	}
	const bool last = !strncmp(end + 1, ZOUT_ABX_CLOSE, strlen(ZOUT_ABX_CLOSE));
	if (last == (end[-1] == ',')) {
		zout_abx_codec_fail(codec, "has a comma too many, or lacks one");
		return 0;
	}
	codec->key = NULL;
	return (size_t)(end - line) + 1U;
}

void
zout_abx_code_facts(ZoutAbxCodec* const codec, ZoutAbxFacts* const facts)
{
	if (codec->out) {
		zout_abx_put(codec->out, facts->text);
		return;
	}
	zout_abx_facts_init(facts);
	const char* const first = codec->in;
	while (!codec->failed && *codec->in != '\0' && strncmp(codec->in, ZOUT_ABX_CLOSE, strlen(ZOUT_ABX_CLOSE)) != 0) {
		codec->in += line_bytes(codec, first, codec->in);
		if ((size_t)(codec->in - first) >= ZOUT_ABX_FACTS_BYTES) {
			codec->key = NULL;
			zout_abx_codec_fail(codec, "are too long");
		}
	}
	codec->key = NULL; // was on the stack of line_bytes()
	if (!codec->failed) {
		facts->size = (uint32_t)(codec->in - first);
		memcpy(facts->text, first, facts->size);
		facts->text[facts->size] = '\0';
	}
}
