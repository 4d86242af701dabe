// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/shell_text.h"

#include "abx/text.h"

#include <stdlib.h>
#include <string.h>

void
zout_shell_begin(ZoutShellText* const command, const char* const words)
{
	*command        = (ZoutShellText){.text = NULL};
	command->stream = open_memstream(&command->text, &command->size);
	if (command->stream) {
		fputs(words, command->stream);
	}
}

/// In single quotes a shell changes nothing, and only a single quote cannot stand there. Neither JSON nor HTML hold a
/// byte that is no UTF-8, and names of files may: in its place, a ? outside of the quotes finds the file
static void
put_quoted(FILE* const stream, const char* const argument)
{
	unsigned n = 1;
	fputc('\'', stream);
	for (const char* c = argument; *c; c += n) {
		const unsigned bytes = (unsigned char)*c < 0x80U ? 1U : zout_abx_utf8_bytes(c);
		n                    = bytes ? bytes : 1U;
		if (!bytes) {
			fputs("'?'", stream);
		} else if (*c == '\'') {
			fputs("'\\''", stream);
		} else {
			fwrite(c, 1, n, stream);
		}
	}
	fputc('\'', stream);
}

void
zout_shell_argument(ZoutShellText* const command, const char* const argument)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/";
	if (!command->stream) {
		return;
	}
	fputc(' ', command->stream);
	if (*argument && !argument[strspn(argument, plain)]) {
		fputs(argument, command->stream);
	} else {
		put_quoted(command->stream, argument);
	}
}

void
zout_shell_option(ZoutShellText* const command, const char* const option, const char* const value)
{
	if (value) {
		zout_shell_argument(command, option);
		zout_shell_argument(command, value);
	}
}

void
zout_shell_number(ZoutShellText* const command, const char* const option, const double value)
{
	char text[32];
	snprintf(text, sizeof(text), "%.10g", value);
	zout_shell_option(command, option, value > 0.0 ? text : NULL);
}

char*
zout_shell_end(ZoutShellText* const command)
{
	const int failed = !command->stream || ferror(command->stream);
	const int closed = command->stream ? fclose(command->stream) : 0;
	if (failed || closed) {
		free(command->text);
		command->text = NULL;
	}
	return command->text;
}
