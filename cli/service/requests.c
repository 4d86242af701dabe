// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/requests.h"

#include "catalog/suggest.h"
#include "catalog/value.h"
#include "cli/json_text.h"
#include "cli/service/report.h"
#include "cli/settings.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// 7 digits are what a float holds
static const size_t json_flags = JSON_COMPACT | JSON_REAL_PRECISION(7);

static const char blanks[] = " \t\r";

typedef struct {
	ZoutService*   service;
	ZoutClient*    client;
	char*          rest; ///< Of the line, behind the verb, without blanks around
	json_t*        reply;
	ZoutAudioError error;
} Request;

typedef struct {
	const char* verb;
	/// Fills the reply, or returns what kind of failure there is and fills the error
	const char* (*run)(Request* request);
} Verb;

static const char bad_value[]   = "bad_value";
static const char bad_request[] = "bad_request";
static const char failed[]      = "failed";

/// Cuts the next word off the rest; NULL if there is none
static char*
next_word(char** const rest)
{
	char* const word = *rest + strspn(*rest, blanks);
	if (!*word) {
		return NULL;
	}
	char* const end = word + strcspn(word, blanks);
	*rest           = *end ? end + 1 : end;
	*end            = '\0';
	return word;
}

/// Says what is wrong, and returns the kind of failure
static const char* ZOUT_PRINTF(3, 4) fail(Request* const request, const char* const code, const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(request->error.text, sizeof(request->error.text), format, args);
	va_end(args);
	return code;
}

static const char*
no_more(Request* const request)
{
	return *request->rest ? fail(request, bad_request, "unexpected argument '%.100s'", request->rest) : NULL;
}

static const char*
run_status(Request* const request)
{
	const char* const bad = no_more(request);
	if (!bad) {
		json_object_set_new(request->reply, "status", zout_report_status(request->service));
	}
	return bad;
}

static const char*
run_meters(Request* const request)
{
	const char* const bad = no_more(request);
	if (!bad) {
		json_t* const meters = zout_report_meters(request->service);
		json_object_update(request->reply, meters);
		json_decref(meters);
	}
	return bad;
}

/// The control of a symbol, or ZOUT_N_PARAMS with an error
static ZoutParam
find_control(Request* const request, const char* const symbol)
{
	const ZoutParam param = zout_param_find(symbol);
	if (param == ZOUT_N_PARAMS) {
		ZoutSettings ignored; // finds the words for it
		zout_settings_set(symbol, "", &ignored, &request->error);
	}
	return param;
}

static const char*
run_get(Request* const request)
{
	json_t* const array = json_array();
	json_object_set_new(request->reply, "values", array);
	if (!*request->rest) {
		for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
			json_array_append_new(array, zout_report_control(request->service, (ZoutParam)i));
		}
	}
	for (const char* word = NULL; (word = next_word(&request->rest));) {
		const ZoutParam param = find_control(request, word);
		if (param == ZOUT_N_PARAMS) {
			return bad_value;
		}
		json_array_append_new(array, zout_report_control(request->service, param));
	}
	return NULL;
}

/// Applies SYMBOL=VALUE, SYMBOL+=STEP or SYMBOL-=STEP; steps end at the end of the range
static const char*
apply(Request* const request, char* const word, ZoutSettings* const settings, bool touched[ZOUT_N_PARAMS])
{
	char* const equals = strchr(word, '=');
	if (!equals || equals == word) {
		return fail(request, bad_request, "bad setting '%.100s', expected SYMBOL=VALUE or SYMBOL+=STEP", word);
	}
	const char sign                                       = equals[-1];
	*((sign == '+' || sign == '-') ? equals - 1 : equals) = '\0';
	const ZoutParam param                                 = find_control(request, word);
	if (param == ZOUT_N_PARAMS) {
		return bad_value;
	}
	touched[param] = true;
	if (sign != '+' && sign != '-') {
		return zout_value_parse(param, equals + 1, &settings->value[param], &request->error) ? bad_value : NULL;
	}
	char*        end  = NULL;
	const double step = strtod(equals + 1, &end);
	if (end == equals + 1 || *end || !isfinite(step)) {
		return fail(request, bad_value, "bad step '%.100s', expected a number", equals + 1);
	}
	settings->value[param] =
		zout_param_clamp(param, (float)((double)settings->value[param] + (sign == '+' ? step : -step)));
	return NULL;
}

static const char*
run_set(Request* const request)
{
	ZoutSettings settings               = request->service->desk.settings;
	bool         touched[ZOUT_N_PARAMS] = {false};
	if (!*request->rest) {
		return fail(request, bad_request, "expected SYMBOL=VALUE");
	}
	for (char* word = NULL; (word = next_word(&request->rest));) {
		const char* const bad = apply(request, word, &settings, touched);
		if (bad) {
			return bad; // nothing at all is set
		}
	}
	request->service->desk.settings = settings;
	request->service->changed       = true;
	json_t* const array             = json_array();
	for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
		if (touched[i]) {
			json_array_append_new(array, zout_report_control(request->service, (ZoutParam)i));
		}
	}
	json_object_set_new(request->reply, "values", array);
	return NULL;
}

static const char*
run_preset(Request* const request)
{
	static const char* const words[] = {"preset ", "amp ", "phones "};
	const ZoutSceneKind*     kind    = NULL;
	ZoutSceneKind            wanted  = ZOUT_SCENE_OWN;
	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
		if (!strncmp(request->rest, words[i], strlen(words[i]))) {
			wanted = (ZoutSceneKind)i;
			kind   = &wanted;
			request->rest += strlen(words[i]);
			request->rest += strspn(request->rest, blanks);
			break;
		}
	}
	if (!*request->rest) {
		json_object_set_new(request->reply, "presets", zout_report_presets(request->service));
		return NULL;
	}
	const ZoutScene* scene = NULL;
	if (zout_scenes_find(&request->service->config.scenes, kind, request->rest, &scene, &request->error)) {
		return bad_value;
	}
	zout_desk_choose(&request->service->desk, scene);
	request->service->changed = true;
	json_object_set_new(request->reply, "name", zout_report_text(scene->name));
	json_object_set_new(request->reply, "label", zout_report_text(scene->label));
	return NULL;
}

/// Reads on, off or toggle, and nothing for on
static const char*
switch_over(Request* const request, bool* const what, const char* const name)
{
	if (!*request->rest || !strcmp(request->rest, "on")) {
		*what = true;
	} else if (!strcmp(request->rest, "off")) {
		*what = false;
	} else if (!strcmp(request->rest, "toggle")) {
		*what = !*what;
	} else {
		return fail(request, bad_value, "bad value '%.100s', expected on, off or toggle", request->rest);
	}
	request->service->changed = true;
	json_object_set_new(request->reply, name, json_boolean(*what));
	return NULL;
}

static const char*
run_mute(Request* const request)
{
	return switch_over(request, &request->service->desk.muted, "muted");
}

static const char*
run_dim(Request* const request)
{
	return switch_over(request, &request->service->desk.dimmed, "dimmed");
}

static const char*
run_reload(Request* const request)
{
	const char* const bad = no_more(request);
	if (bad) {
		return bad;
	}
	const ZoutAudioStatus status = zout_service_reload(request->service, &request->error);
	return !status ? NULL : status == ZOUT_AUDIO_BAD_INPUT ? bad_value : failed;
}

static const char*
run_watch(Request* const request)
{
	enum { DEFAULT_MS = 100, MIN_MS = 16, MAX_MS = 60000 };
	char*      end         = NULL;
	const long interval_ms = *request->rest ? strtol(request->rest, &end, 10) : DEFAULT_MS;
	if ((end && (end == request->rest || *end)) || interval_ms < MIN_MS || interval_ms > MAX_MS) {
		return fail(request, bad_value, "bad interval '%.100s', expected 16 to 60000 ms", request->rest);
	}
	request->client->watch_ms = (unsigned)interval_ms;
	request->client->due_ms   = zout_service_now_ms();
	json_object_set_new(request->reply, "interval_ms", json_integer(interval_ms));
	json_object_set_new(request->reply, "status", zout_report_status(request->service));
	return NULL;
}

static const char*
run_quit(Request* const request)
{
	const char* const bad  = no_more(request);
	request->service->quit = request->service->quit || !bad;
	return bad;
}

static const Verb verbs[] = {
	{"status", run_status},
	{"get", run_get},
	{"set", run_set},
	{"preset", run_preset},
	{"mute", run_mute},
	{"dim", run_dim},
	{"reload", run_reload},
	{"meters", run_meters},
	{"watch", run_watch},
	{"quit", run_quit},
};

static const char*
dispatch(Request* const request, const char* const verb)
{
	ZoutSuggestion suggestion = zout_suggestion(verb);
	for (unsigned i = 0; i < sizeof(verbs) / sizeof(verbs[0]); ++i) {
		if (!strcmp(verb, verbs[i].verb)) {
			return verbs[i].run(request);
		}
		zout_suggestion_offer(&suggestion, verbs[i].verb);
	}
	zout_audio_fail(
		&request->error,
		ZOUT_AUDIO_BAD_INPUT,
		"unknown request '%.50s'%s (expected status, get, set, preset, mute, dim, reload, meters, watch or quit)",
		verb,
		zout_suggestion_text(&suggestion).text);
	return bad_request;
}

void
zout_request(void* const user, ZoutClient* const client, char* const line)
{
	Request request        = {.service = (ZoutService*)user, .client = client};
	request.rest           = line;
	const char* const verb = next_word(&request.rest);
	if (!verb) {
		return; // an empty line asks for nothing
	}
	request.rest += strspn(request.rest, blanks);
	for (size_t length = strlen(request.rest); length && strchr(blanks, request.rest[length - 1U]); --length) {
		request.rest[length - 1U] = '\0';
	}

	zout_json_begin();
	request.reply           = json_pack("{s:b}", "ok", 1);
	const char* const wrong = dispatch(&request, verb);
	if (wrong) {
		json_decref(request.reply);
		request.reply =
			json_pack("{s:b, s:s, s:o}", "ok", 0, "code", wrong, "error", zout_report_text(request.error.text));
	}
	// Something was perhaps changed, which watchers are told as soon as there is memory again
	char* const text = zout_json_end(request.reply, json_flags);
	zout_control_send(
		client, text ? text : "{\"ok\":false,\"code\":\"failed\",\"error\":\"no memory for a reply\"}", false);
	free(text);
}
