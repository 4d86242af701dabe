// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "cli/columns.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

int
zout_columns(const char* const text)
{
	wchar_t      wide[256];
	const size_t n     = mbstowcs(wide, text, sizeof(wide) / sizeof(wide[0]));
	const int    width = n < sizeof(wide) / sizeof(wide[0]) ? wcswidth(wide, n) : -1;
	if (width >= 0) {
		return width;
	}

	// A locale without UTF-8: one column per character, of which all bytes but the first are 10xxxxxx
	int count = 0;
	for (const char* c = text; *c; ++c) {
		count += ((unsigned char)*c & 0xc0U) != 0x80U;
	}
	return count;
}

void
zout_print_padded(const char* const text, const int width)
{
	const int missing = width - zout_columns(text);
	printf("%s%*s", text, missing > 0 ? missing : 0, "");
}
