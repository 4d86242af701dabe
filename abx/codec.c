// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/codec.h"

#include <math.h>
#include <string.h>

static const uint64_t max_count = 9007199254740991U; // what every reader of JSON holds exactly

void
zout_abx_codec_fail(ZoutAbxCodec* const codec, const char* const what)
{
	if (codec->failed) {
		return;
	}
	codec->failed     = true;
	ZoutAbxText field = zout_abx_text(codec->fault.field, sizeof(codec->fault.field));
	zout_abx_put(&field, codec->section ? codec->section : "");
	if (codec->index >= 0) {
		zout_abx_put_char(&field, '[');
		zout_abx_put_count(&field, (uint64_t)codec->index);
		zout_abx_put_char(&field, ']');
	}
	zout_abx_put(&field, codec->section && codec->key ? "." : "");
	zout_abx_put(&field, codec->key ? codec->key : "");
	ZoutAbxText text = zout_abx_text(codec->fault.text, sizeof(codec->fault.text));
	zout_abx_put(&text, what);
}

void
zout_abx_code_literal(ZoutAbxCodec* const codec, const char* const literal)
{
	const size_t length = strlen(literal);
	if (codec->out) {
		zout_abx_put(codec->out, literal);
	} else if (!codec->failed) {
		if (strncmp(codec->in, literal, length) != 0) {
			zout_abx_codec_fail(codec, "is not in the form of a record, in which every byte counts");
			return;
		}
		codec->in += length;
	}
}

void
zout_abx_code_open(ZoutAbxCodec* const codec, const char* const name, const char* const bracket)
{
	codec->section = name;
	codec->key     = NULL;
	zout_abx_code_literal(codec, "\t\"");
	zout_abx_code_literal(codec, name);
	zout_abx_code_literal(codec, "\": ");
	zout_abx_code_literal(codec, bracket);
}

void
zout_abx_code_close(ZoutAbxCodec* const codec, const char* const bracket)
{
	codec->key   = NULL;
	codec->index = -1;
	zout_abx_code_literal(codec, bracket);
	codec->section = NULL;
}

void
zout_abx_code_key(ZoutAbxCodec* const codec, const char* const key)
{
	codec->key = key;
	zout_abx_code_literal(codec, codec->section ? "\t\t\"" : "\t\"");
	zout_abx_code_literal(codec, key);
	zout_abx_code_literal(codec, "\": ");
}

void
zout_abx_code_count(ZoutAbxCodec* const codec, uint64_t* const value, const uint64_t max)
{
	if (codec->out) {
		zout_abx_put_count(codec->out, *value);
		return;
	}
	if (codec->failed) {
		return;
	}

	uint64_t    read = 0;
	const char* c    = codec->in;
	for (; *c >= '0' && *c <= '9' && read <= max_count; ++c) {
		read = read * 10U + (uint64_t)(*c - '0');
	}
	if (c == codec->in || (*codec->in == '0' && c > codec->in + 1)) {
		zout_abx_codec_fail(codec, "is not a whole number");
	} else if (read > max || read > max_count) {
		zout_abx_codec_fail(codec, "is out of range");
	} else {
		codec->in = c;
		*value    = read;
	}
}

void
zout_abx_code_number(ZoutAbxCodec* const codec, double* const value)
{
	if (codec->out) {
		zout_abx_put_number(codec->out, *value);
		return;
	}
	if (codec->failed) {
		return;
	}
	if (!strncmp(codec->in, "null", 4)) {
		codec->in += 4;
		*value = (double)NAN;
		return;
	}

	double       read   = 0.0;
	const size_t length = zout_abx_take_number(codec->in, &read);
	char         again[48];
	ZoutAbxText  text = zout_abx_text(again, sizeof(again));
	zout_abx_put_number(&text, read);
	if (!length || text.length != length || strncmp(again, codec->in, length) != 0) {
		zout_abx_codec_fail(codec, "is not a number as a record writes it");
		return;
	}
	codec->in += length;
	*value = read;
}

void
zout_abx_code_word(ZoutAbxCodec* const codec, const char* const* const words, const unsigned n, unsigned* const value)
{
	if (codec->out) {
		zout_abx_put_quoted(codec->out, words[*value], strlen(words[*value]));
		return;
	}
	for (unsigned i = 0; i < n && !codec->failed; ++i) {
		const size_t length = strlen(words[i]);
		if (codec->in[0] == '"' && !strncmp(codec->in + 1, words[i], length) && codec->in[length + 1U] == '"') {
			codec->in += length + 2U;
			*value = i;
			return;
		}
	}
	zout_abx_codec_fail(codec, "is not one of the words that may stand here");
}

static int
hex_digit(const char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
zout_abx_code_hash(ZoutAbxCodec* const codec, uint8_t hash[ZOUT_ABX_HASH_BYTES])
{
	zout_abx_code_literal(codec, "\"");
	if (codec->out) {
		zout_abx_put_hex(codec->out, hash, ZOUT_ABX_HASH_BYTES);
	}
	for (unsigned i = 0; i < ZOUT_ABX_HASH_BYTES && !codec->out && !codec->failed; ++i) {
		const int high = hex_digit(codec->in[0]);
		const int low  = high < 0 ? -1 : hex_digit(codec->in[1]);
		if (low < 0) {
			zout_abx_codec_fail(codec, "is not 64 digits 0 to 9 and a to f");
			return;
		}
		hash[i] = (uint8_t)(16 * high + low);
		codec->in += 2;
	}
	zout_abx_code_literal(codec, "\"");
}

void
zout_abx_code_unsigned(ZoutAbxCodec* const codec, unsigned* const value, const unsigned max)
{
	uint64_t wide = *value;
	zout_abx_code_count(codec, &wide, max);
	*value = (unsigned)wide;
}

void
zout_abx_code_keyed_number(ZoutAbxCodec* const codec, const char* const key, double* const value)
{
	zout_abx_code_key(codec, key);
	zout_abx_code_number(codec, value);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
}

void
zout_abx_code_keyed_unsigned(ZoutAbxCodec* const codec,
                             const char* const   key,
                             unsigned* const     value,
                             const unsigned      max)
{
	zout_abx_code_key(codec, key);
	zout_abx_code_unsigned(codec, value, max);
	zout_abx_code_literal(codec, ZOUT_ABX_NEXT);
}
