// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file grammar.h
 * What a request may look like, whatever a service has set: for the service, and for who finds none to ask. Pure logic.
 *
 * Functions return NULL, or what kind of failure there is and fill the error. They may cut words in the text apart.
 */

#ifndef ZOUT_CLI_SERVICE_GRAMMAR_H
#define ZOUT_CLI_SERVICE_GRAMMAR_H

#include "audio/attributes.h"
#include "audio/status.h"
#include "dsp/zout.h"

#include <stdbool.h>

/** Kinds of failures, as clients are told. */
#define ZOUT_BAD_VALUE "bad_value"
#define ZOUT_BAD_REQUEST "bad_request"
#define ZOUT_FAILED "failed"

/** What stands between words. */
#define ZOUT_BLANKS " \t\r"

/** What a client may ask for. */
typedef enum {
	ZOUT_VERB_STATUS,
	ZOUT_VERB_GET,
	ZOUT_VERB_SET,
	ZOUT_VERB_PRESET,
	ZOUT_VERB_MUTE,
	ZOUT_VERB_DIM,
	ZOUT_VERB_RELOAD,
	ZOUT_VERB_METERS,
	ZOUT_VERB_WATCH,
	ZOUT_VERB_QUIT
} ZoutVerb;

/** Says what is wrong, and returns the kind of failure. */
const char*
zout_grammar_fail(ZoutAudioError* error, const char* code, const char* format, ...) ZOUT_PRINTF(3, 4);

/** Cuts the next word off the rest of a line; NULL if there is none. */
char*
zout_grammar_word(char** rest);

/** Finds the verb that begins a line, and takes blanks off both ends of what follows it; `verb` stays if it is empty.
 */
const char*
zout_grammar_verb(char* line, ZoutVerb* verb, char** rest, ZoutAudioError* error);

/** Expects that nothing follows. */
const char*
zout_grammar_end(const char* rest, ZoutAudioError* error);

/** Reads the symbol of a control. */
const char*
zout_grammar_control(const char* symbol, ZoutParam* param, ZoutAudioError* error);

/** Cuts off the next SYMBOL=VALUE, in which the value may hold blanks; NULL at the end. */
char*
zout_grammar_assignment(char** rest);

/** Applies SYMBOL=VALUE, SYMBOL+=STEP or SYMBOL-=STEP to settings; steps end at the end of the range. */
const char*
zout_grammar_setting(char* word, ZoutSettings* settings, ZoutParam* param, ZoutAudioError* error);

/** Reads on, off or toggle, and nothing for on. */
const char*
zout_grammar_switch(const char* rest, bool* what, ZoutAudioError* error);

/** Reads milliseconds, and nothing for the default. */
const char*
zout_grammar_interval(const char* rest, unsigned* interval_ms, ZoutAudioError* error);

/** Looks at a whole line for what no service of this version would accept. Names of presets are not looked at. */
const char*
zout_grammar_check(char* line, ZoutAudioError* error);

#endif // ZOUT_CLI_SERVICE_GRAMMAR_H
