// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/grammar.h"

#include "catalog/suggest.h"
#include "catalog/value.h"
#include "cli/settings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char*
zout_grammar_fail(ZoutAudioError* const error, const char* const code, const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return code;
}

/// Cuts what ends at `end` off the rest of a line
static char*
cut(char** const rest, char* const begin, char* const end)
{
	*rest = *end ? end + 1 : end;
	*end  = '\0';
	return begin;
}

char*
zout_grammar_word(char** const rest)
{
	char* const word = *rest + strspn(*rest, ZOUT_BLANKS);
	return *word ? cut(rest, word, word + strcspn(word, ZOUT_BLANKS)) : NULL;
}

char*
zout_grammar_assignment(char** const rest)
{
	char* const begin = *rest + strspn(*rest, ZOUT_BLANKS);
	if (!*begin) {
		return NULL;
	}
	// Words without = go on with the value before them: a number has a unit
	char* end = begin + strcspn(begin, ZOUT_BLANKS);
	for (char* next = end + strspn(end, ZOUT_BLANKS); *next; next = end + strspn(end, ZOUT_BLANKS)) {
		const size_t length = strcspn(next, ZOUT_BLANKS);
		if (memchr(next, '=', length)) {
			break;
		}
		end = next + length;
	}
	return cut(rest, begin, end);
}

static const char*
find_verb(const char* const word, ZoutVerb* const verb, ZoutAudioError* const error)
{
	static const char* const verbs[] = {
		"status", "get", "set", "preset", "mute", "dim", "reload", "meters", "watch", "quit"};
	ZoutSuggestion suggestion = zout_suggestion(word);
	for (unsigned i = 0; i < sizeof(verbs) / sizeof(verbs[0]); ++i) {
		if (!strcmp(word, verbs[i])) {
			*verb = (ZoutVerb)i;
			return NULL;
		}
		zout_suggestion_offer(&suggestion, verbs[i]);
	}
	return zout_grammar_fail(
		error,
		ZOUT_BAD_REQUEST,
		"unknown request '%.50s'%s (expected status, get, set, preset, mute, dim, reload, meters, watch or quit)",
		word,
		zout_suggestion_text(&suggestion).text);
}

const char*
zout_grammar_verb(char* const line, ZoutVerb* const verb, char** const rest, ZoutAudioError* const error)
{
	*rest                  = line;
	const char* const word = zout_grammar_word(rest);
	*rest += strspn(*rest, ZOUT_BLANKS);
	for (size_t length = strlen(*rest); length && strchr(ZOUT_BLANKS, (*rest)[length - 1U]); --length) {
		(*rest)[length - 1U] = '\0';
	}
	return word ? find_verb(word, verb, error) : NULL;
}

const char*
zout_grammar_end(const char* const rest, ZoutAudioError* const error)
{
	return *rest ? zout_grammar_fail(error, ZOUT_BAD_REQUEST, "unexpected argument '%.100s'", rest) : NULL;
}

const char*
zout_grammar_control(const char* const symbol, ZoutParam* const param, ZoutAudioError* const error)
{
	*param = zout_param_find(symbol);
	if (*param == ZOUT_N_PARAMS) {
		ZoutSettings ignored; // finds the words for it
		zout_settings_set(symbol, "", &ignored, error);
		return ZOUT_BAD_VALUE;
	}
	return NULL;
}

/// A value as it is told, so that many small steps do not show how it is rounded
static double
as_told(const float value)
{
	char text[24];
	snprintf(text, sizeof(text), "%.7g", (double)value);
	return strtod(text, NULL);
}

const char*
zout_grammar_setting(char* const           word,
                     ZoutSettings* const   settings,
                     ZoutParam* const      param,
                     ZoutAudioError* const error)
{
	char* const equals = strchr(word, '=');
	if (!equals || equals == word) {
		return zout_grammar_fail(
			error, ZOUT_BAD_REQUEST, "bad setting '%.100s', expected SYMBOL=VALUE or SYMBOL+=STEP", word);
	}
	const char sign                                       = equals[-1];
	*((sign == '+' || sign == '-') ? equals - 1 : equals) = '\0';
	const char* const bad                                 = zout_grammar_control(word, param, error);
	if (bad) {
		return bad;
	}
	float* const value = &settings->value[*param];
	if (sign != '+' && sign != '-') {
		return zout_value_parse(*param, equals + 1, value, error) ? ZOUT_BAD_VALUE : NULL;
	}
	double step = 0.0;
	if (!zout_number_parse(equals + 1, &step)) {
		return zout_grammar_fail(error, ZOUT_BAD_VALUE, "bad step '%.100s', expected a number", equals + 1);
	}
	*value = zout_param_clamp(*param, (float)(as_told(*value) + (sign == '+' ? step : -step)));
	return NULL;
}

const char*
zout_grammar_switch(const char* const rest, bool* const what, ZoutAudioError* const error)
{
	if (!*rest || !strcmp(rest, "on")) {
		*what = true;
	} else if (!strcmp(rest, "off")) {
		*what = false;
	} else if (!strcmp(rest, "toggle")) {
		*what = !*what;
	} else {
		return zout_grammar_fail(error, ZOUT_BAD_VALUE, "bad value '%.100s', expected on, off or toggle", rest);
	}
	return NULL;
}

const char*
zout_grammar_interval(const char* const rest, unsigned* const interval_ms, ZoutAudioError* const error)
{
	enum { DEFAULT_MS = 100, MIN_MS = 16, MAX_MS = 60000 };
	char*      end   = NULL;
	const long value = *rest ? strtol(rest, &end, 10) : DEFAULT_MS;
	if ((end && (end == rest || *end)) || value < MIN_MS || value > MAX_MS) {
		return zout_grammar_fail(error, ZOUT_BAD_VALUE, "bad interval '%.100s', expected 16 to 60000 ms", rest);
	}
	*interval_ms = (unsigned)value;
	return NULL;
}

/// Looks at the words of a request for controls
static const char*
check_words(char* rest, const bool setting, ZoutAudioError* const error)
{
	const char*  bad = NULL;
	ZoutSettings settings;
	ZoutParam    param = ZOUT_N_PARAMS;
	zout_settings_init(&settings);
	if (setting && !*rest) {
		return zout_grammar_fail(error, ZOUT_BAD_REQUEST, "expected SYMBOL=VALUE");
	}
	for (char* word = NULL; !bad && (word = setting ? zout_grammar_assignment(&rest) : zout_grammar_word(&rest));) {
		bad =
			setting ? zout_grammar_setting(word, &settings, &param, error) : zout_grammar_control(word, &param, error);
	}
	return bad;
}

const char*
zout_grammar_check(char* const line, ZoutAudioError* const error)
{
	ZoutVerb          verb        = ZOUT_VERB_STATUS;
	char*             rest        = NULL;
	bool              what        = false;
	unsigned          interval_ms = 0;
	const char* const bad         = zout_grammar_verb(line, &verb, &rest, error);
	if (bad) {
		return bad;
	}
	switch (verb) {
	case ZOUT_VERB_GET:
		return check_words(rest, false, error);
	case ZOUT_VERB_SET:
		return check_words(rest, true, error);
	case ZOUT_VERB_MUTE:
	case ZOUT_VERB_DIM:
		return zout_grammar_switch(rest, &what, error);
	case ZOUT_VERB_WATCH:
		return zout_grammar_interval(rest, &interval_ms, error);
	case ZOUT_VERB_PRESET:
		return NULL; // the service alone knows which there are
	default:
		return zout_grammar_end(rest, error);
	}
}
