// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/html_text.h"

void
zout_html_text(FILE* const file, const char* const text)
{
	for (const char* c = text; *c; ++c) {
		switch (*c) {
		case '&':
			fputs("&amp;", file);
			break;
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		default:
			fputc((unsigned char)*c < ' ' ? ' ' : *c, file);
		}
	}
}
