// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "cli/columns.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

/// All bytes of a UTF-8 character but the first are 10xxxxxx
static bool
begins_character(const char c)
{
	return ((unsigned char)c & 0xc0U) != 0x80U;
}

int
zout_columns(const char* const text)
{
	wchar_t      wide[256];
	const size_t n     = mbstowcs(wide, text, sizeof(wide) / sizeof(wide[0]));
	const int    width = n < sizeof(wide) / sizeof(wide[0]) ? wcswidth(wide, n) : -1;
	if (width >= 0) {
		return width;
	}

	int count = 0; // A locale without UTF-8: one column per character
	for (const char* c = text; *c; ++c) {
		count += begins_character(*c);
	}
	return count;
}

size_t
zout_characters(const char* const text, const int most)
{
	size_t bytes = 0;
	for (int count = 0; text[bytes]; ++bytes) {
		count += begins_character(text[bytes]);
		if (count > most) {
			break;
		}
	}
	return bytes;
}

void
zout_print_padded(const char* const text, const int width)
{
	const int missing = width - zout_columns(text);
	printf("%s%*s", text, missing > 0 ? missing : 0, "");
}
