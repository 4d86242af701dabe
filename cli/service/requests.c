// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/requests.h"

#include "audio/clock.h"
#include "cli/json_text.h"
#include "cli/service/client.h"
#include "cli/service/report.h"
#include "cli/service/request.h"

#include <stdlib.h>
#include <string.h>

static const char*
run_status(ZoutRequest* const request)
{
	const char* const bad = zout_grammar_end(request->rest, &request->error);
	if (!bad) {
		json_object_set_new(request->reply, "status", zout_report_status(request->service));
	}
	return bad;
}

static const char*
run_meters(ZoutRequest* const request)
{
	const char* const bad = zout_grammar_end(request->rest, &request->error);
	if (!bad) {
		json_t* const meters = zout_report_meters(request->service);
		json_object_update(request->reply, meters);
		json_decref(meters);
	}
	return bad;
}

/// Has the client wait for zout_requests_reload()
static const char*
run_reload(ZoutRequest* const request)
{
	const char* const bad  = zout_grammar_end(request->rest, &request->error);
	request->client->waits = !bad;
	return bad;
}

static const char*
run_watch(ZoutRequest* const request)
{
	unsigned          interval_ms = 0;
	const char* const bad         = zout_grammar_interval(request->rest, &interval_ms, &request->error);
	if (bad) {
		return bad;
	}
	if (!zout_control_may_watch(&request->service->control, request->client)) {
		return zout_grammar_fail(
			&request->error, ZOUT_FAILED, "too many watch already, expected at most %d", ZOUT_MAX_WATCHERS);
	}
	if (!request->client->watch_ms) {
		zout_report_begin_peaks(request->service, request->client);
	}
	request->client->watch_ms = interval_ms;
	request->client->due_ms   = zout_clock_ms();
	json_object_set_new(request->reply, "interval_ms", json_integer(interval_ms));
	json_object_set_new(request->reply, "status", zout_report_status(request->service));
	return NULL;
}

static const char*
run_quit(ZoutRequest* const request)
{
	const char* const bad  = zout_grammar_end(request->rest, &request->error);
	request->service->quit = request->service->quit || !bad;
	return bad;
}

/// What fills the reply to a verb, or returns what kind of failure there is and fills the error
static const char* (*const handlers[])(ZoutRequest* request) = {
	[ZOUT_VERB_STATUS] = run_status,
	[ZOUT_VERB_GET]    = zout_request_get,
	[ZOUT_VERB_SET]    = zout_request_set,
	[ZOUT_VERB_PRESET] = zout_request_preset,
	[ZOUT_VERB_MUTE]   = zout_request_mute,
	[ZOUT_VERB_DIM]    = zout_request_dim,
	[ZOUT_VERB_RELOAD] = run_reload,
	[ZOUT_VERB_METERS] = run_meters,
	[ZOUT_VERB_WATCH]  = run_watch,
	[ZOUT_VERB_QUIT]   = run_quit,
};

/// Sends a reply, or what went wrong; frees it
static void
answer(ZoutClient* const client, json_t* const reply, const char* const wrong, const ZoutAudioError* const error)
{
	json_t* said = reply;
	if (wrong) {
		json_decref(reply);
		said = json_pack("{s:b, s:s, s:o}", "ok", 0, "code", wrong, "error", zout_report_text(error->text));
	}
	// Something was perhaps changed, which watchers are told as soon as there is memory again
	char* const text = zout_json_end(said, ZOUT_JSON_LINE);
	zout_control_send(client, text ? text : "{\"ok\":false,\"code\":\"failed\",\"error\":\"no memory for a reply\"}");
	free(text);
}

void
zout_request(void* const user, ZoutClient* const client, char* const line)
{
	ZoutRequest request = {.service = (ZoutService*)user, .client = client};
	ZoutVerb    verb    = ZOUT_VERB_STATUS;
	if (!line[strspn(line, ZOUT_BLANKS)]) {
		return; // an empty line asks for nothing
	}
	zout_json_begin();
	request.reply     = json_pack("{s:b}", "ok", 1);
	const char* wrong = zout_grammar_verb(line, &verb, &request.rest, &request.error);
	wrong             = wrong ? wrong : handlers[verb](&request);
	if (client->waits) {
		free(zout_json_end(request.reply, ZOUT_JSON_LINE));
	} else {
		answer(client, request.reply, wrong, &request.error);
	}
}

void
zout_requests_reload(ZoutService* const service)
{
	ZoutClient* const clients = service->control.clients;
	unsigned          first   = 0;
	while (first < ZOUT_MAX_CLIENTS && !clients[first].waits) {
		++first;
	}
	if (first == ZOUT_MAX_CLIENTS && !service->reload) {
		return;
	}
	ZoutAudioError        error;
	const ZoutAudioStatus status = zout_service_reload(service, &error);
	const char* const     wrong  = !status ? NULL : status == ZOUT_AUDIO_BAD_INPUT ? ZOUT_BAD_VALUE : ZOUT_FAILED;
	if (wrong && service->reload) {
		zout_complain(ZOUT_EXIT_SUCCESS, "%s; the old configuration stays", error.text);
	}
	service->reload = false;
	for (unsigned i = first; i < ZOUT_MAX_CLIENTS; ++i) {
		if (clients[i].waits) {
			unsigned none    = 0;
			clients[i].waits = false;
			zout_json_begin();
			answer(&clients[i], json_pack("{s:b}", "ok", 1), wrong, &error);
			zout_client_serve(&clients[i], false, &none, zout_request, service); // it may have been its last
		}
	}
}
