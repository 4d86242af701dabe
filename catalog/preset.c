// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "catalog/preset.h"

#include "catalog/quiet.h"
#include "catalog/suggest.h"
#include "catalog/turtle.h"
#include "catalog/value.h"

#include <errno.h>
#include <lv2/atom/atom.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Largest file that is taken for a preset; ours have some kilobytes
static const off_t max_file_bytes = 1 << 22;

typedef struct {
	ZoutUrids*      urids;  ///< NULL without lilv
	const char*     origin; ///< Of the preset, for messages
	ZoutSettings*   settings;
	ZoutAudioError* error;
	ZoutAudioStatus status; ///< First failure
} Application;

/// Reads a number of any type that RDF has for it
static bool
read_number(ZoutUrids* const urids, const void* const value, const uint32_t size, const uint32_t type, double* const n)
{
	union {
		int32_t i;
		int64_t l;
		float   f;
		double  d;
	} v;
	if (size > sizeof(v)) {
		return false;
	}
	memcpy(&v, value, size);
	if (type == zout_urids_map(urids, LV2_ATOM__Float)) {
		*n = (double)v.f;
	} else if (type == zout_urids_map(urids, LV2_ATOM__Double)) {
		*n = v.d;
	} else if (type == zout_urids_map(urids, LV2_ATOM__Int) || type == zout_urids_map(urids, LV2_ATOM__Bool)) {
		*n = (double)v.i;
	} else if (type == zout_urids_map(urids, LV2_ATOM__Long)) {
		*n = (double)v.l;
	} else {
		return false;
	}
	return true;
}

/// True for an output, whose momentary value some hosts save along with the settings
static bool
is_output(const char* const symbol)
{
	bool found = !strcmp(symbol, "latency");
	for (unsigned i = 0; i < ZOUT_N_METERS && !found; ++i) {
		found = !strcmp(symbol, zout_meter_info((ZoutMeter)i)->symbol);
	}
	return found;
}

/// Sets a control, unless the symbol is that of something else
static ZoutAudioStatus
set_port(Application* const application, const char* const symbol, const bool is_number, const double number)
{
	ZoutAudioError* const error = application->error;
	const ZoutParam       param = zout_param_find(symbol);
	if (param == ZOUT_N_PARAMS) {
		return is_output(symbol) ? ZOUT_AUDIO_SUCCESS
		                         : zout_audio_fail(error,
		                                           ZOUT_AUDIO_BAD_INPUT,
		                                           "preset '%s' sets an unknown control '%s' (see: zout list params)",
		                                           application->origin,
		                                           symbol);
	}
	if (!is_number) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "preset '%s': value of %s is not a number", application->origin, symbol);
	}

	ZoutAudioError        detail;
	const ZoutAudioStatus status = zout_value_check(param, number, &application->settings->value[param], &detail);
	return status ? zout_audio_fail(error, status, "preset '%.200s': %.200s", application->origin, detail.text)
	              : status;
}

static void
on_port(const char* const symbol, void* const handle, const void* const value, const uint32_t size, const uint32_t type)
{
	Application* const application = (Application*)handle;
	if (!application->status) {
		double     number    = 0.0;
		const bool is_number = read_number(application->urids, value, size, type, &number);
		application->status  = set_port(application, symbol, is_number, number);
	}
}

/// The same for a port of a text
static bool
on_text_port(void* const user, const ZoutTurtlePort* const port)
{
	Application* const application = (Application*)user;
	application->status            = set_port(application, port->symbol, port->is_number, port->number);
	return !application->status;
}

static ZoutAudioStatus
refuse_other(const char* const origin, const char* const uri, ZoutAudioError* const error)
{
	return uri ? zout_audio_fail(error,
	                             ZOUT_AUDIO_BAD_INPUT,
	                             "preset '%s' is for <%s>, expected one of <" ZOUT_AMP_URI ">",
	                             origin,
	                             uri)
	           : zout_audio_fail(error,
	                             ZOUT_AUDIO_BAD_INPUT,
	                             "'%s' is not an LV2 preset, expected one of <" ZOUT_AMP_URI ">",
	                             origin);
}

/// Applies and frees what lilv made of a preset, which is NULL if it could make nothing of it
static ZoutAudioStatus
apply_state(ZoutCatalog* const    catalog,
            LilvState* const      state,
            const char* const     origin,
            ZoutSettings* const   settings,
            ZoutAudioError* const error)
{
	const LilvNode* const plugin      = state ? lilv_state_get_plugin_uri(state) : NULL;
	const char* const     uri         = plugin ? lilv_node_as_uri(plugin) : NULL;
	ZoutSettings          applied     = *settings;
	Application           application = {&catalog->urids, origin, &applied, error, ZOUT_AUDIO_SUCCESS};
	if (!uri || strcmp(uri, ZOUT_AMP_URI) != 0) {
		application.status = refuse_other(origin, uri, error);
	} else {
		lilv_state_emit_port_values(state, on_port, &application);
	}
	lilv_state_free(state);
	if (catalog->urids.failed) { // types of values are unknown: whatever was made of them is wrong
		application.status = zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	*settings = application.status ? *settings : applied;
	return application.status;
}

ZoutAudioStatus
zout_preset_apply(ZoutCatalog* const      catalog,
                  const ZoutPreset* const preset,
                  ZoutSettings* const     settings,
                  ZoutAudioError* const   error)
{
	if (!preset->loaded) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_FAILED, "the bundle is damaged: cannot read preset '%s'", preset->name);
	}
	LilvState* const state = lilv_state_new_from_world(catalog->world, &catalog->urids.map, preset->node);
	return apply_state(catalog, state, preset->name, settings, error);
}

static ZoutAudioStatus
apply_uri(ZoutCatalog* const catalog, const char* const uri, ZoutSettings* const settings, ZoutAudioError* const error)
{
	ZoutSuggestion suggestion = zout_suggestion(uri);
	for (unsigned i = 0; i < catalog->n_presets; ++i) {
		if (!strcmp(catalog->presets[i].uri, uri)) {
			return zout_preset_apply(catalog, &catalog->presets[i], settings, error);
		}
		zout_suggestion_offer(&suggestion, catalog->presets[i].uri);
	}

	zout_catalog_load_all(catalog);
	LilvNode* const  node  = lilv_new_uri(catalog->world, uri);
	const int        saved = zout_catalog_quiet_begin(catalog);
	const bool       found = node && lilv_world_load_resource(catalog->world, node) > 0;
	LilvState* const state = found ? lilv_state_new_from_world(catalog->world, &catalog->urids.map, node) : NULL;
	zout_quiet_end(saved);
	lilv_node_free(node);
	return found ? apply_state(catalog, state, uri, settings, error)
	             : zout_audio_fail(error,
	                               ZOUT_AUDIO_BAD_INPUT,
	                               "unknown preset <%s>%s; expected a file, or a preset in LV2_PATH",
	                               uri,
	                               zout_suggestion_text(&suggestion).text);
}

/// The text of a Turtle file with its own address before it, which presets saved by hosts use as their name
static char*
read_with_base(const char* const path, const off_t size)
{
	char* const absolute = realpath(path, NULL);
	FILE* const file     = absolute ? fopen(absolute, "rb") : NULL;
	LilvNode*   uri      = NULL;
	LilvWorld*  world    = file ? lilv_world_new() : NULL;
	if (world) {
		uri = lilv_new_file_uri(world, NULL, absolute);
	}
	const size_t room = uri ? strlen(lilv_node_as_uri(uri)) + (size_t)size + 16U : 0U;
	char*        text = room ? (char*)calloc(room, 1) : NULL;
	if (text) {
		const int    head        = snprintf(text, room, "@base <%s> .\n", lilv_node_as_uri(uri));
		const size_t got         = fread(text + head, 1, (size_t)size, file);
		text[(size_t)head + got] = '\0';
	}
	lilv_node_free(uri);
	lilv_world_free(world);
	if (file) {
		fclose(file);
	}
	free(absolute);
	return text;
}

static ZoutAudioStatus
apply_file(const char* const path, ZoutSettings* const settings, ZoutAudioError* const error)
{
	struct stat info;
	if (stat(path, &info)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "cannot read preset '%s': %s; expected a file or a URI",
		                       path,
		                       strerror(errno));
	}
	if (!S_ISREG(info.st_mode) || info.st_size > max_file_bytes) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "cannot read preset '%s': expected the .ttl file of an LV2 preset", path);
	}
	errno            = 0;
	char* const text = read_with_base(path, info.st_size);
	if (!text) {
		return zout_audio_fail(error,
		                       errno == ENOMEM ? ZOUT_AUDIO_FAILED : ZOUT_AUDIO_BAD_INPUT,
		                       "cannot read preset '%s': %s",
		                       path,
		                       strerror(errno));
	}

	ZoutSettings applied     = *settings;
	Application  application = {NULL, path, &applied, error, ZOUT_AUDIO_SUCCESS};
	char         other[256];
	switch (zout_turtle_read(text, ZOUT_AMP_URI, on_text_port, &application, other, sizeof(other))) {
	case ZOUT_TURTLE_READ:
		break;
	case ZOUT_TURTLE_NO_PRESET:
		application.status = refuse_other(path, NULL, error);
		break;
	case ZOUT_TURTLE_OTHER:
		application.status = refuse_other(path, other, error);
		break;
	case ZOUT_TURTLE_NO_MEMORY:
		application.status = zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
		break;
	}
	free(text);
	*settings = application.status ? *settings : applied;
	return application.status;
}

/// Whether every % of a URI begins two hexadecimal digits. serd reads beyond the end of others
static bool
is_escaped_well(const char* uri)
{
	for (; (uri = strchr(uri, '%')); uri += 3) {
		if (strspn(uri + 1, "0123456789ABCDEFabcdef") < 2U) {
			return false;
		}
	}
	return true;
}

ZoutAudioStatus
zout_preset_apply_any(ZoutCatalog* const    catalog,
                      const char* const     file_or_uri,
                      ZoutSettings* const   settings,
                      ZoutAudioError* const error)
{
	struct stat info;
	if (!strncmp(file_or_uri, "file:", 5)) {
		char* const           path = is_escaped_well(file_or_uri) ? lilv_file_uri_parse(file_or_uri, NULL) : NULL;
		const ZoutAudioStatus status =
			path ? apply_file(path, settings, error)
				 : zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "'%s' is not a file URI", file_or_uri);
		lilv_free(path);
		return status;
	}
	return strchr(file_or_uri, ':') && stat(file_or_uri, &info) ? apply_uri(catalog, file_or_uri, settings, error)
	                                                            : apply_file(file_or_uri, settings, error);
}
