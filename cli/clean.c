// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/clean.h"

#include "abx/text.h"

#include <string.h>

/// Whether a byte is a control character of the second set, by itself or behind 0xC2 in UTF-8
static bool
is_second_set(const unsigned char byte)
{
	return byte >= 0x80U && byte <= 0x9fU;
}

size_t
zout_character(const char* const text, bool* const control)
{
	const unsigned char first   = (unsigned char)text[0];
	const size_t        n_bytes = zout_abx_utf8_bytes(text);
	const bool          pair    = first == 0xc2U && is_second_set((unsigned char)text[1]);
	*control                    = !n_bytes && (first < ' ' || first == 0x7fU || is_second_set(first) || pair);
	return n_bytes ? n_bytes : pair ? 2U : 1U;
}

void
zout_clean(char* const text)
{
	char* to = text;
	for (const char* from = text; *from;) {
		bool         control = false;
		const size_t n_bytes = zout_character(from, &control);
		if (control) {
			*to++ = '?';
		} else {
			memmove(to, from, n_bytes);
			to += n_bytes;
		}
		from += n_bytes;
	}
	*to = '\0';
}
