// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "abx/text.h"

#include <string.h>

ZoutAbxText
zout_abx_text(char* const buffer, const size_t size)
{
	const ZoutAbxText text = {buffer, size, 0, false};
	buffer[0]              = '\0';
	return text;
}

void
zout_abx_put_char(ZoutAbxText* const text, const char c)
{
	if (text->length + 1U >= text->size) {
		text->full = true;
		return;
	}
	text->start[text->length++] = c;
	text->start[text->length]   = '\0';
}

void
zout_abx_put(ZoutAbxText* const text, const char* const string)
{
	for (const char* c = string; *c; ++c) {
		zout_abx_put_char(text, *c);
	}
}

void
zout_abx_put_count(ZoutAbxText* const text, const uint64_t value)
{
	char     digits[20];
	unsigned n    = 0;
	uint64_t rest = value;
	do {
		digits[n++] = (char)('0' + rest % 10U);
		rest /= 10U;
	} while (rest);
	while (n) {
		zout_abx_put_char(text, digits[--n]);
	}
}

static const char hex_digits[] = "0123456789abcdef";

void
zout_abx_put_hex(ZoutAbxText* const text, const uint8_t* const bytes, const size_t n_bytes)
{
	for (size_t i = 0; i < n_bytes; ++i) {
		zout_abx_put_char(text, hex_digits[bytes[i] >> 4U]);
		zout_abx_put_char(text, hex_digits[bytes[i] & 15U]);
	}
}

/// True if the byte continues a character
static bool
continues(const char c)
{
	return ((unsigned char)c & 0xc0U) == 0x80U;
}

unsigned
zout_abx_utf8_bytes(const char* const s)
{
	const unsigned char first  = (unsigned char)s[0];
	const unsigned char second = first ? (unsigned char)s[1] : 0U;
	if (first < 0x80U) {
		return first >= ' ' && first != 0x7fU ? 1U : 0U;
	}
	if (first >= 0xc2U && first <= 0xdfU) {
		// U+0080 to U+009F are control characters
		return continues(s[1]) && !(first == 0xc2U && second < 0xa0U) ? 2U : 0U;
	}
	if (first >= 0xe0U && first <= 0xefU) {
		const bool overlong  = first == 0xe0U && second < 0xa0U;
		const bool surrogate = first == 0xedU && second >= 0xa0U;
		return continues(s[1]) && continues(s[2]) && !overlong && !surrogate ? 3U : 0U;
	}
	if (first >= 0xf0U && first <= 0xf4U) {
		const bool overlong = first == 0xf0U && second < 0x90U;
		const bool beyond   = first == 0xf4U && second >= 0x90U;
		return continues(s[1]) && continues(s[2]) && continues(s[3]) && !overlong && !beyond ? 4U : 0U;
	}
	return 0U;
}

void
zout_abx_put_quoted(ZoutAbxText* const text, const char* const string, const size_t max_bytes)
{
	zout_abx_put_char(text, '"');
	for (size_t i = 0; i < max_bytes && string[i];) {
		const unsigned n = zout_abx_utf8_bytes(string + i);
		if (!n || i + n > max_bytes) {
			zout_abx_put_char(text, '?');
			++i;
			continue;
		}
		if (string[i] == '"' || string[i] == '\\') {
			zout_abx_put_char(text, '\\');
		}
		for (unsigned k = 0; k < n; ++k) {
			zout_abx_put_char(text, string[i + k]);
		}
		i += n;
	}
	zout_abx_put_char(text, '"');
}
