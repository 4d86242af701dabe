// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Requests about the sound: controls, presets, mute and dim. */

#define _POSIX_C_SOURCE 200809L

#include "cli/service/report.h"
#include "cli/service/request.h"

#include <string.h>

const char*
zout_request_get(ZoutRequest* const request)
{
	json_t* const array                = json_array();
	bool          named[ZOUT_N_PARAMS] = {false};
	json_object_set_new(request->reply, "values", array);
	if (!*request->rest) {
		for (unsigned i = 0; i < ZOUT_N_PARAMS; ++i) {
			json_array_append_new(array, zout_report_control(request->service, (ZoutParam)i));
		}
	}
	for (const char* word = NULL; (word = zout_grammar_word(&request->rest));) {
		ZoutParam         param = ZOUT_N_PARAMS;
		const char* const bad   = zout_grammar_control(word, &param, &request->error);
		if (bad) {
			return bad;
		}
		// Each once: the answer to a long line of the same would be longer than anybody may leave unread
		if (!named[param]) {
			json_array_append_new(array, zout_report_control(request->service, param));
		}
		named[param] = true;
	}
	return NULL;
}

const char*
zout_request_set(ZoutRequest* const request)
{
	ZoutSettings settings               = request->service->desk.settings;
	bool         touched[ZOUT_N_PARAMS] = {false};
	if (!*request->rest) {
		return zout_grammar_fail(&request->error, ZOUT_BAD_REQUEST, "expected SYMBOL=VALUE");
	}
	for (char* word = NULL; (word = zout_grammar_assignment(&request->rest));) {
		ZoutParam         param = ZOUT_N_PARAMS;
		const char* const bad   = zout_grammar_setting(word, &settings, &param, &request->error);
		if (bad) {
			return bad; // nothing at all is set
		}
		touched[param] = true;
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

const char*
zout_request_preset(ZoutRequest* const request)
{
	static const char* const words[] = {"preset ", "amp ", "phones "};
	const ZoutSceneKind*     kind    = NULL;
	ZoutSceneKind            wanted  = ZOUT_SCENE_OWN;
	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
		if (!strncmp(request->rest, words[i], strlen(words[i]))) {
			wanted = (ZoutSceneKind)i;
			kind   = &wanted;
			request->rest += strlen(words[i]);
			request->rest += strspn(request->rest, ZOUT_BLANKS);
			break;
		}
	}
	if (!*request->rest) {
		json_object_set_new(request->reply, "presets", zout_report_presets(request->service));
		return NULL;
	}
	const ZoutScene* scene = NULL;
	if (zout_scenes_find(&request->service->config.scenes, kind, request->rest, &scene, &request->error)) {
		return ZOUT_BAD_VALUE;
	}
	zout_desk_choose(&request->service->desk, scene);
	request->service->changed = true;
	json_object_set_new(request->reply, "name", zout_report_text(scene->name));
	json_object_set_new(request->reply, "label", zout_report_text(scene->label));
	return NULL;
}

static const char*
switch_over(ZoutRequest* const request, bool* const what, const char* const name)
{
	const char* const bad = zout_grammar_switch(request->rest, what, &request->error);
	if (bad) {
		return bad;
	}
	request->service->changed = true;
	json_object_set_new(request->reply, name, json_boolean(*what));
	return NULL;
}

const char*
zout_request_mute(ZoutRequest* const request)
{
	return switch_over(request, &request->service->desk.muted, "muted");
}

const char*
zout_request_dim(ZoutRequest* const request)
{
	return switch_over(request, &request->service->desk.dimmed, "dimmed");
}
