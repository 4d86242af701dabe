// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/columns.h"
#include "cli/commands.h"
#include "cli/list.h"

#include <stdio.h>

typedef struct {
	ZoutCommand command;
	const char* arguments;
	const char* summary;
} CommandHelp;

static const CommandHelp commands[] = {
	{ZOUT_COMMAND_CTL, "[OPTION]... REQUEST", "steer a `zout run` that is running"},
	{ZOUT_COMMAND_LIST, "[amps|phones|params]", "print what there is to choose from"},
	{ZOUT_COMMAND_MATCH, "[OPTION]...", "tell how an amplifier and a headphone go together"},
	{ZOUT_COMMAND_MEASURE, "[OPTION]... [AMP]...", "measure as a hardware review does"},
	{ZOUT_COMMAND_RENDER, "[OPTION]... IN OUT", "process an audio file into another one"},
	{ZOUT_COMMAND_RUN, "[OPTION]...", "process live audio as a service"},
	{ZOUT_COMMAND_ABX, "[OPTION]... [FILE]...", "compare two amplifiers in a blind test"},
	{ZOUT_COMMAND_VERIFY, "FILE...", "check records of blind tests"},
};

/// What exit status 0, 1 and 2 mean to most commands, and to those to which they mean something else
static const char* const exit_statuses[] = {
	"done",
	"failed for an outside reason: I/O error, no service to ask, interrupted",
	"something that was typed cannot be used",
};
static const char* const abx_statuses[] = {
	"the session was finished, whatever its verdict",
	"aborted by the listener, the end of the input or a signal; no server, no place for the record",
	"something that was typed cannot be used, levels differ, or the terminal is too small",
};
static const char* const verify_statuses[] = {
	"all records hold",
	"a record has been changed or contradicts itself",
	"a file cannot be read or is no record",
};

/* Completion in the shells reads both lists of options and commands: two spaces at least before a summary. */

static void
print_options(const ZoutCommand command)
{
	char                  left[64];
	const ZoutOptionInfo* info = NULL;
	printf("Options:\n");
	for (unsigned i = 0; (info = zout_option_info(i)); ++i) {
		if (info->commands & (unsigned)command) {
			const char* const argument = info->argument ? info->argument : "";
			snprintf(left, sizeof(left), "  --%s%s%s  ", info->name, *argument ? " " : "", argument);
			zout_print_padded(left, 24);
			printf("%s\n", info->help);
		}
	}
}

static void
print_exit_statuses(const char* const meanings[3])
{
	printf("\nExit status:\n");
	for (unsigned i = 0; i < 3; ++i) {
		printf("  %u  %s\n", i, meanings[i]);
	}
}

void
zout_help(void)
{
	printf("Usage: zout COMMAND [ARGUMENT]...\n\n"
	       "A headphone amplifier that drives a headphone, as a model.\n\nCommands:\n");
	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); ++i) {
		char left[64];
		snprintf(left, sizeof(left), "  %s %s  ", zout_command_name(commands[i].command), commands[i].arguments);
		zout_print_padded(left, 32);
		printf("%s\n", commands[i].summary);
	}
	printf("\n"
	       "  --help                      print this and end; after a command, its own help\n"
	       "  --version                   print the version and end\n");
	print_exit_statuses(exit_statuses);
	printf("\nControls for --set, with range and [default]:\n\n");
	zout_print_params(false);
}

void
zout_help_command(const ZoutCommand command)
{
	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); ++i) {
		if (commands[i].command == command) {
			printf("Usage: zout %s %s\n\n", zout_command_name(command), commands[i].arguments);
		}
	}

	switch (command) {
	case ZOUT_COMMAND_LIST:
		printf("Prints amplifiers and headphones, or the controls of the model.\n\n");
		break;
	case ZOUT_COMMAND_MATCH:
		printf(
			"Tells how loud an amplifier drives a headphone and what stops it, where its volume control will stand,\n"
			"what it adds that might be heard, and how to hear it. With --amp alone it compares all headphones, with\n"
			"--phones alone all amplifiers.\n\n");
		break;
	case ZOUT_COMMAND_MEASURE:
		printf(
			"Measures an amplifier that drives a headphone or a resistor, and prints its dashboard. With --report it\n"
			"draws the charts of a hardware review; docs/measure.md explains every figure by its id.\n"
			"With --compare the amplifiers AMP... are measured under equal conditions and ranked.\n\n");
		break;
	case ZOUT_COMMAND_RENDER:
		printf("Processes the audio file IN, mono or stereo, in any format that libsndfile reads, into the\n"
		       "stereo file OUT: same rate, same length, no delay. The extension of OUT chooses its format:\n"
		       "wav, flac, aiff, w64, rf64, caf or au. OUT appears when it is complete, and not before.\n\n");
		break;
	case ZOUT_COMMAND_RUN:
		printf("Processes live audio until SIGINT, SIGTERM or `zout ctl quit`: as a JACK client with the ports in_l,\n"
		       "in_r, out_l and out_r. Waits for a server that is not there or goes away. Starts silent and fades in;\n"
		       "fades out before it ends. SIGHUP and `zout ctl reload` read the configuration again.\n\n");
		break;
	case ZOUT_COMMAND_CTL:
		printf("Asks a running service for something, by its control socket:\n\n"
		       "  status                    how it is\n"
		       "  get [SYMBOL]...           values of controls, of all without a symbol\n"
		       "  set SYMBOL=VALUE...       set controls; SYMBOL+=STEP and SYMBOL-=STEP go on from where they are\n"
		       "  preset [NAME]             choose a preset of the configuration, an amplifier or a headphone;\n"
		       "                            without a name list them\n"
		       "  mute [on|off|toggle]      silence; on without a word\n"
		       "  dim [on|off|toggle]       lower by what the configuration says; on without a word\n"
		       "  meters                    what arrives at the headphone\n"
		       "  watch [MS]                print changes, and meters every MS milliseconds (100), until SIGINT\n"
		       "  reload                    read the configuration again\n"
		       "  quit                      fade out and end\n\n");
		break;
	case ZOUT_COMMAND_ABX:
		printf("Plays a track, or live audio, through two chains A and B at matched levels, and finds out\n"
		       "whether you hear a difference: X is A or B, drawn anew for each trial. --a, --b and one of\n"
		       "--track and --live must be there. The session is recorded and sealed; see zout-abx(1).\n\n"
		       "With --report it puts records of sessions, of any number of listeners, on one HTML page.\n\n");
		break;
	case ZOUT_COMMAND_VERIFY:
		printf("Computes everything in the records of blind tests anew: digest, commitment, order, score, p-value,\n"
		       "interval and verdict. Prints what each record says if all of it holds, and names the fields that\n"
		       "do not.\n\n");
		break;
	}
	print_options(command);
	print_exit_statuses(command == ZOUT_COMMAND_ABX      ? abx_statuses
	                    : command == ZOUT_COMMAND_VERIFY ? verify_statuses
	                                                     : exit_statuses);
	if (command & (unsigned)(ZOUT_COMMAND_RENDER | ZOUT_COMMAND_RUN)) {
		printf("\nControls for --set, with range and [default]:\n\n");
		zout_print_params(false);
	}
}
