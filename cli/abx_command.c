// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/abx_command.h"

#include "catalog/suggest.h"
#include "cli/abx_line.h"
#include "cli/abx_say.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	const char* name;
	const char* argument; ///< What is expected; NULL for nothing
	const char* help;
	ZoutAudioStatus (*obey)(ZoutAbxLine* line);
} Command;

static ZoutAudioStatus
press(ZoutAbxLine* const line, const unsigned source)
{
	ZoutAbxTest* const  test    = line->test;
	const bool          by_name = test->view.state != ZOUT_ABX_RUNNING;
	const ZoutAbxStatus status  = zout_abx_test_press(test, source);
	if (status) {
		return zout_abx_refuse(zout_abx_strerror(status));
	}
	if (by_name) {
		zout_abx_say("training", "%s", source == 1 ? "B" : "A");
	} else {
		zout_abx_say("listening", "%c", zout_abx_source_name(test->setup->plan.protocol, source));
	}
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
answer(ZoutAbxLine* const line, const unsigned answer_index)
{
	ZoutAbxTest* const  test   = line->test;
	const ZoutAbxStatus status = zout_abx_test_answer(test, answer_index);
	if (status) {
		return zout_abx_refuse(zout_abx_strerror(status));
	}
	zout_abx_say("answer", "%c", zout_abx_source_name(test->setup->plan.protocol, answer_index));
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
obey_first(ZoutAbxLine* const line)
{
	return press(line, 0);
}

static ZoutAudioStatus
obey_second(ZoutAbxLine* const line)
{
	return press(line, 1);
}

static ZoutAudioStatus
obey_third(ZoutAbxLine* const line)
{
	return press(line, 2);
}

static ZoutAudioStatus
obey_answer(ZoutAbxLine* const line)
{
	return answer(line, (unsigned)(line->name[0] - '1'));
}

static ZoutAudioStatus
obey_undo(ZoutAbxLine* const line)
{
	const ZoutAbxStatus status = zout_abx_test_undo(line->test);
	if (status) {
		return zout_abx_refuse(zout_abx_strerror(status));
	}
	zout_abx_say("answer", "none");
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
obey_start(ZoutAbxLine* const line)
{
	ZoutAbxTest* const test = line->test;
	if (test->view.state == ZOUT_ABX_RUNNING) {
		return zout_abx_refuse(zout_abx_strerror(ZOUT_ABX_BUSY));
	}
	if (zout_abx_test_loop_is_new(test)) {
		const ZoutAudioStatus matched = zout_abx_test_match_loop(test, line->error);
		if (matched) {
			return matched == ZOUT_AUDIO_BAD_INPUT ? zout_abx_refuse(line->error->text) : matched;
		}
		zout_abx_say_levels(test);
	}
	if (zout_abx_audio_is_unheard(&test->audio)) { // still, or again
		zout_abx_say("warning", "%s", zout_abx_unheard);
	}
	const ZoutAudioStatus status = zout_abx_test_start(test, line->error);
	if (!status) {
		zout_abx_say("commitment", "%s", test->view.commitment);
		zout_abx_say_trial(test);
	}
	return status;
}

static ZoutAudioStatus
obey_confirm(ZoutAbxLine* const line)
{
	ZoutAbxStatus         said   = ZOUT_ABX_OK;
	const ZoutAudioStatus status = zout_abx_test_confirm(line->test, &said, line->error);
	if (said) {
		return zout_abx_refuse(zout_abx_strerror(said));
	}
	if (line->test->view.state == ZOUT_ABX_RUNNING) {
		if (status) { // the record could not be written now: the next trial tries again
			zout_abx_say("error", "%s", line->error->text);
		}
		zout_abx_say_trial(line->test);
		return ZOUT_AUDIO_SUCCESS;
	}
	return status;
}

static ZoutAudioStatus
obey_quit(ZoutAbxLine* const line)
{
	return zout_audio_fail(line->error, ZOUT_AUDIO_STOPPED, "ended by the listener");
}

static ZoutAudioStatus
obey_help(ZoutAbxLine* line);

static const Command commands[] = {
	{"a", NULL, "listen to A, or to 1", obey_first},
	{"b", NULL, "listen to B, or to 2", obey_second},
	{"x", NULL, "listen to X, or to 3", obey_third},
	{"1", NULL, "answer: X is A, or 1", obey_answer},
	{"2", NULL, "answer: X is B, or 2", obey_answer},
	{"3", NULL, "answer: 3", obey_answer},
	{"confirm", NULL, "make the answer final", obey_confirm},
	{"undo", NULL, "take the answer back", obey_undo},
	{"start", NULL, "begin the test", obey_start},
	{"pause", NULL, "pause, or play on", zout_abx_obey_pause},
	{"play", NULL, "play on", zout_abx_obey_pause},
	{"seek", "SECONDS", "jump within the loop", zout_abx_obey_seek},
	{"loop", "START END", "set the loop, before the test", zout_abx_obey_loop},
	{"wait", "SECONDS", "let time pass, then say so", zout_abx_obey_wait},
	{"status", NULL, "say where we are", zout_abx_obey_status},
	{"quit", NULL, "end; a test that runs is aborted", obey_quit},
	{"help", NULL, "say this", obey_help},
};

static ZoutAudioStatus
obey_help(ZoutAbxLine* const line)
{
	(void)line;
	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); ++i) {
		const Command* const c = &commands[i];
		zout_abx_say("help", "%s%s%s: %s", c->name, c->argument ? " " : "", c->argument ? c->argument : "", c->help);
	}
	return ZOUT_AUDIO_SUCCESS;
}

enum { NAME_BYTES = 32, ARGUMENT_BYTES = 64 };

/// Takes a command apart, without the spaces around its parts; what is too long is cut
static void
split(const char* const command, char name[NAME_BYTES], char argument[ARGUMENT_BYTES])
{
	static const char spaces[] = " \t\r";
	const char*       start    = command + strspn(command, spaces);
	const size_t      length   = strcspn(start, spaces);
	snprintf(name, NAME_BYTES, "%.*s", (int)(length < NAME_BYTES ? length : NAME_BYTES - 1U), start);
	start += length;
	snprintf(argument, ARGUMENT_BYTES, "%s", start + strspn(start, spaces));
	for (size_t end = strlen(argument); end && isspace((unsigned char)argument[end - 1U]); --end) {
		argument[end - 1U] = '\0';
	}
}

ZoutAudioStatus
zout_abx_obey(ZoutAbxTest* const test, const char* const command, double* const wait_s, ZoutAudioError* const error)
{
	char name[NAME_BYTES];
	char argument[ARGUMENT_BYTES];
	split(command, name, argument);
	if (!*name) {
		return ZOUT_AUDIO_SUCCESS;
	}

	ZoutAbxLine    line       = {test, name, argument, *wait_s, error};
	ZoutSuggestion suggestion = zout_suggestion(name);
	for (unsigned i = 0; i < sizeof(commands) / sizeof(commands[0]); ++i) {
		if (!strcmp(commands[i].name, name)) {
			const bool            much = *argument && !commands[i].argument;
			const ZoutAudioStatus status =
				much ? zout_abx_refuse("this command takes no value") : commands[i].obey(&line);
			*wait_s = line.wait_s;
			return status;
		}
		zout_suggestion_offer(&suggestion, commands[i].name);
	}
	zout_abx_say("error", "unknown command '%s'%s", name, zout_suggestion_text(&suggestion).text);
	return ZOUT_AUDIO_SUCCESS;
}
