// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "catalog/suggest.h"
#include "cli/commands.h"
#include "dsp/zout.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	ZoutCommand command;
	ZoutExit (*run)(const ZoutOptions* options);
} Command;

static const Command commands[] = {
	{ZOUT_COMMAND_CTL, zout_ctl},
	{ZOUT_COMMAND_LIST, zout_list},
	{ZOUT_COMMAND_MATCH, zout_match_command},
	{ZOUT_COMMAND_MEASURE, zout_measure},
	{ZOUT_COMMAND_RENDER, zout_render_file},
	{ZOUT_COMMAND_RUN, zout_run},
	{ZOUT_COMMAND_ABX, zout_abx},
	{ZOUT_COMMAND_VERIFY, zout_verify},
};

static ZoutExit
run_command(const Command* const command, const int argc, char** const argv)
{
	ZoutOptions options;
	ZoutExit    status = zout_options_parse(&options, command->command, argc, argv);
	if (!status && options.help) {
		zout_help_command(command->command);
	} else if (!status) {
		status = command->run(&options);
	}
	zout_options_clear(&options);
	return status;
}

/// All commands as in "list, render or run", in a static buffer
static const char*
command_names(void)
{
	enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

	static char names[160];
	for (unsigned i = 0; i < N_COMMANDS; ++i) {
		const char* const between = i == 0 ? "" : (i + 1 < N_COMMANDS ? ", " : " or ");
		strncat(names, between, sizeof(names) - strlen(names) - 1);
		strncat(names, zout_command_name(commands[i].command), sizeof(names) - strlen(names) - 1);
	}
	return names;
}

static const Command*
find_command(const char* const name, ZoutSuggestion* const suggestion)
{
	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); ++i) {
		if (!strcmp(name, zout_command_name(commands[i].command))) {
			return &commands[i];
		}
		zout_suggestion_offer(suggestion, zout_command_name(commands[i].command));
	}
	return NULL;
}

static bool
asks_for_help(const char* const word)
{
	return !strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h");
}

/// Of `zout help` and `zout help COMMAND`
static ZoutExit
help(const Command* const command)
{
	if (command) {
		zout_help_command(command->command);
	} else {
		zout_help();
	}
	return ZOUT_EXIT_SUCCESS;
}

static ZoutExit
dispatch(const int argc, char** const argv)
{
	if (argc < 2) {
		return zout_complain(ZOUT_EXIT_USAGE, "expected a command: %s (see: zout --help)", command_names());
	}
	const bool asks = asks_for_help(argv[1]);
	if (asks && (argc < 3 || asks_for_help(argv[2]))) {
		return help(NULL);
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		printf("zout %s\n", zout_version());
		return ZOUT_EXIT_SUCCESS;
	}
	const char* const    name       = argv[asks ? 2 : 1];
	ZoutSuggestion       suggestion = zout_suggestion(name);
	const Command* const command    = find_command(name, &suggestion);
	if (command) {
		return asks ? help(command) : run_command(command, argc - 2, argv + 2);
	}
	return zout_complain(ZOUT_EXIT_USAGE,
	                     "unknown %s '%s'%s (expected %s; see: zout --help)",
	                     name[0] == '-' ? "option" : "command",
	                     name,
	                     zout_suggestion_text(&suggestion).text,
	                     command_names());
}

/// Who starts us may have closed them: a file or a socket of ours would take their places, and what is printed
static void
occupy_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
		if (fcntl(fd, F_GETFD) < 0) {
			(void)!open("/dev/null", O_RDONLY); // the lowest there is; writing fails there as it would have
		}
	}
}

int
main(const int argc, char** const argv)
{
	occupy_standard_descriptors();
	setlocale(LC_CTYPE, ""); // widths of characters; numbers keep their point in every language
	const ZoutExit status = dispatch(argc, argv);
	if ((fflush(stdout) || ferror(stdout)) && !status) {
		return (int)zout_complain_of_output(errno);
	}
	return (int)status;
}
