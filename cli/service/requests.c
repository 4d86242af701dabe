// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/requests.h"

#include "catalog/suggest.h"
#include "cli/json_text.h"
#include "cli/service/report.h"
#include "cli/service/request.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// 7 digits are what a float holds
static const size_t json_flags = JSON_COMPACT | JSON_REAL_PRECISION(7);

typedef struct {
	const char* verb;
	/// Fills the reply, or returns what kind of failure there is and fills the error
	const char* (*run)(ZoutRequest* request);
} Verb;

char*
zout_request_word(char** const rest)
{
	char* const word = *rest + strspn(*rest, ZOUT_BLANKS);
	if (!*word) {
		return NULL;
	}
	char* const end = word + strcspn(word, ZOUT_BLANKS);
	*rest           = *end ? end + 1 : end;
	*end            = '\0';
	return word;
}

const char*
zout_request_fail(ZoutRequest* const request, const char* const code, const char* const format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(request->error.text, sizeof(request->error.text), format, args);
	va_end(args);
	return code;
}

static const char*
no_more(ZoutRequest* const request)
{
	return *request->rest ? zout_request_fail(request, ZOUT_BAD_REQUEST, "unexpected argument '%.100s'", request->rest)
	                      : NULL;
}

static const char*
run_status(ZoutRequest* const request)
{
	const char* const bad = no_more(request);
	if (!bad) {
		json_object_set_new(request->reply, "status", zout_report_status(request->service));
	}
	return bad;
}

static const char*
run_meters(ZoutRequest* const request)
{
	const char* const bad = no_more(request);
	if (!bad) {
		json_t* const meters = zout_report_meters(request->service);
		json_object_update(request->reply, meters);
		json_decref(meters);
	}
	return bad;
}

static const char*
run_reload(ZoutRequest* const request)
{
	const char* const bad = no_more(request);
	if (bad) {
		return bad;
	}
	const ZoutAudioStatus status = zout_service_reload(request->service, &request->error);
	return !status ? NULL : status == ZOUT_AUDIO_BAD_INPUT ? ZOUT_BAD_VALUE : ZOUT_FAILED;
}

static const char*
run_watch(ZoutRequest* const request)
{
	enum { DEFAULT_MS = 100, MIN_MS = 16, MAX_MS = 60000 };
	char*      end         = NULL;
	const long interval_ms = *request->rest ? strtol(request->rest, &end, 10) : DEFAULT_MS;
	if ((end && (end == request->rest || *end)) || interval_ms < MIN_MS || interval_ms > MAX_MS) {
		return zout_request_fail(
			request, ZOUT_BAD_VALUE, "bad interval '%.100s', expected 16 to 60000 ms", request->rest);
	}
	if (!zout_control_may_watch(&request->service->control, request->client)) {
		return zout_request_fail(
			request, ZOUT_FAILED, "too many watch already, expected at most %d", ZOUT_MAX_WATCHERS);
	}
	request->client->watch_ms = (unsigned)interval_ms;
	request->client->due_ms   = zout_service_now_ms();
	json_object_set_new(request->reply, "interval_ms", json_integer(interval_ms));
	json_object_set_new(request->reply, "status", zout_report_status(request->service));
	return NULL;
}

static const char*
run_quit(ZoutRequest* const request)
{
	const char* const bad  = no_more(request);
	request->service->quit = request->service->quit || !bad;
	return bad;
}

static const Verb verbs[] = {
	{"status", run_status},
	{"get", zout_request_get},
	{"set", zout_request_set},
	{"preset", zout_request_preset},
	{"mute", zout_request_mute},
	{"dim", zout_request_dim},
	{"reload", run_reload},
	{"meters", run_meters},
	{"watch", run_watch},
	{"quit", run_quit},
};

static const char*
dispatch(ZoutRequest* const request, const char* const verb)
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
	return ZOUT_BAD_REQUEST;
}

void
zout_request(void* const user, ZoutClient* const client, char* const line)
{
	ZoutRequest request    = {.service = (ZoutService*)user, .client = client};
	request.rest           = line;
	const char* const verb = zout_request_word(&request.rest);
	if (!verb) {
		return; // an empty line asks for nothing
	}
	request.rest += strspn(request.rest, ZOUT_BLANKS);
	for (size_t length = strlen(request.rest); length && strchr(ZOUT_BLANKS, request.rest[length - 1U]); --length) {
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
