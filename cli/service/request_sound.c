// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* Requests about the sound: controls, presets, mute and dim. */

#define _POSIX_C_SOURCE 200809L

#include "catalog/value.h"
#include "cli/service/report.h"
#include "cli/service/request.h"
#include "cli/settings.h"

#include <string.h>

/// The control of a symbol, or ZOUT_N_PARAMS with an error
static ZoutParam
find_control(ZoutRequest* const request, const char* const symbol)
{
	const ZoutParam param = zout_param_find(symbol);
	if (param == ZOUT_N_PARAMS) {
		ZoutSettings ignored; // finds the words for it
		zout_settings_set(symbol, "", &ignored, &request->error);
	}
	return param;
}

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
	for (const char* word = NULL; (word = zout_request_word(&request->rest));) {
		const ZoutParam param = find_control(request, word);
		if (param == ZOUT_N_PARAMS) {
			return ZOUT_BAD_VALUE;
		}
		// Each once: the answer to a long line of the same would be longer than anybody may leave unread
		if (!named[param]) {
			json_array_append_new(array, zout_report_control(request->service, param));
		}
		named[param] = true;
	}
	return NULL;
}

/// Applies SYMBOL=VALUE, SYMBOL+=STEP or SYMBOL-=STEP; steps end at the end of the range
static const char*
apply(ZoutRequest* const request, char* const word, ZoutSettings* const settings, bool touched[ZOUT_N_PARAMS])
{
	char* const equals = strchr(word, '=');
	if (!equals || equals == word) {
		return zout_request_fail(
			request, ZOUT_BAD_REQUEST, "bad setting '%.100s', expected SYMBOL=VALUE or SYMBOL+=STEP", word);
	}
	const char sign                                       = equals[-1];
	*((sign == '+' || sign == '-') ? equals - 1 : equals) = '\0';
	const ZoutParam param                                 = find_control(request, word);
	if (param == ZOUT_N_PARAMS) {
		return ZOUT_BAD_VALUE;
	}
	touched[param] = true;
	if (sign != '+' && sign != '-') {
		return zout_value_parse(param, equals + 1, &settings->value[param], &request->error) ? ZOUT_BAD_VALUE : NULL;
	}
	double step = 0.0;
	if (!zout_number_parse(equals + 1, &step)) {
		return zout_request_fail(request, ZOUT_BAD_VALUE, "bad step '%.100s', expected a number", equals + 1);
	}
	settings->value[param] =
		zout_param_clamp(param, (float)((double)settings->value[param] + (sign == '+' ? step : -step)));
	return NULL;
}

const char*
zout_request_set(ZoutRequest* const request)
{
	ZoutSettings settings               = request->service->desk.settings;
	bool         touched[ZOUT_N_PARAMS] = {false};
	if (!*request->rest) {
		return zout_request_fail(request, ZOUT_BAD_REQUEST, "expected SYMBOL=VALUE");
	}
	for (char* word = NULL; (word = zout_request_word(&request->rest));) {
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

/// Reads on, off or toggle, and nothing for on
static const char*
switch_over(ZoutRequest* const request, bool* const what, const char* const name)
{
	if (!*request->rest || !strcmp(request->rest, "on")) {
		*what = true;
	} else if (!strcmp(request->rest, "off")) {
		*what = false;
	} else if (!strcmp(request->rest, "toggle")) {
		*what = !*what;
	} else {
		return zout_request_fail(
			request, ZOUT_BAD_VALUE, "bad value '%.100s', expected on, off or toggle", request->rest);
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
