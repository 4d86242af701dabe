// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _XOPEN_SOURCE 700

#include "catalog/preset.h"

#include "catalog/bundles.h"
#include "catalog/suggest.h"
#include "catalog/text.h"
#include "catalog/turtle.h"
#include "catalog/value.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
	const char*     origin; ///< Of the preset, for messages
	ZoutSettings*   settings;
	ZoutAudioError* error;
	bool            found;
	ZoutAudioStatus status; ///< First failure
} Application;

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

/// Takes a port of a text
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

/// Takes what a file says of a preset, of whatever preset there is without a `uri`
static ZoutAudioStatus
take_file(Application* const application, const char* const path, const char* const uri)
{
	ZoutAudioError* const error = application->error;
	char* const           text  = zout_text_read(path);
	if (!text && errno == EINVAL) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "cannot read preset '%s': expected the .ttl file of an LV2 preset", path);
	}
	if (!text) {
		return zout_audio_fail(error,
		                       errno == ENOMEM ? ZOUT_AUDIO_FAILED : ZOUT_AUDIO_BAD_INPUT,
		                       "cannot read preset '%s': %s%s",
		                       path,
		                       strerror(errno),
		                       errno == ENOENT ? "; expected a file or a URI" : "");
	}

	char other[256];
	switch (zout_turtle_read(text, uri, ZOUT_AMP_URI, on_text_port, application, other, sizeof(other))) {
	case ZOUT_TURTLE_READ:
		application->found = true;
		break;
	case ZOUT_TURTLE_NO_PRESET:
		break;
	case ZOUT_TURTLE_OTHER:
		application->status = refuse_other(application->origin, other, error);
		break;
	case ZOUT_TURTLE_NO_MEMORY:
		application->status = zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
		break;
	}
	free(text);
	return application->status;
}

/// What became of it: all, or nothing
static ZoutAudioStatus
finish(Application* const application, ZoutSettings* const settings)
{
	if (!application->status && !application->found) {
		application->status = refuse_other(application->origin, NULL, application->error);
	}
	*settings = application->status ? *settings : *application->settings;
	return application->status;
}

static ZoutAudioStatus
apply_file(const char* const path, ZoutSettings* const settings, ZoutAudioError* const error)
{
	ZoutSettings applied     = *settings;
	Application  application = {path, &applied, error, false, ZOUT_AUDIO_SUCCESS};
	application.status       = take_file(&application, path, NULL);
	return finish(&application, settings);
}

/// Where a preset of a bundle is applied
typedef struct {
	Application application;
	const char* uri;
	unsigned    n_files;
} Assembly;

/// Takes one of the files in which a bundle says that a preset is
static bool
on_file(void* const user, const char* const path)
{
	Assembly* const assembly = (Assembly*)user;
	++assembly->n_files;
	assembly->application.status = take_file(&assembly->application, path, assembly->uri);
	return !assembly->application.status;
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
	ZoutSettings     applied  = *settings;
	Assembly         assembly = {{preset->name, &applied, error, false, ZOUT_AUDIO_SUCCESS}, preset->uri, 0};
	LilvNode* const  see_also = lilv_new_uri(catalog->world, LILV_NS_RDFS "seeAlso");
	LilvNodes* const files    = lilv_world_find_nodes(catalog->world, preset->node, see_also, NULL);
	bool             more     = true;
	LILV_FOREACH(nodes, i, files)
	{
		char* const path = zout_text_path(lilv_node_as_string(lilv_nodes_get(files, i)));
		more             = more && path && on_file(&assembly, path);
		lilv_free(path);
	}
	lilv_nodes_free(files);
	lilv_node_free(see_also);
	return finish(&assembly.application, settings);
}

ZoutAudioStatus
zout_preset_apply_named(ZoutCatalog* const       catalog,
                        const ZoutBank           bank,
                        const char* const        name,
                        ZoutSettings* const      settings,
                        const ZoutPreset** const preset,
                        ZoutAudioError* const    error)
{
	const ZoutPreset*     found  = NULL;
	const ZoutAudioStatus status = zout_catalog_find(catalog, bank, name, &found, error);
	if (preset) {
		*preset = found;
	}
	return status ? status : zout_preset_apply(catalog, found, settings, error);
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

	ZoutSettings applied  = *settings;
	Assembly     assembly = {{uri, &applied, error, false, ZOUT_AUDIO_SUCCESS}, uri, 0};
	if (!zout_bundles_find(uri, on_file, &assembly)) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	return assembly.n_files ? finish(&assembly.application, settings)
	                        : zout_audio_fail(error,
	                                          ZOUT_AUDIO_BAD_INPUT,
	                                          "unknown preset <%s>%s (expected a file, or a preset in LV2_PATH)",
	                                          uri,
	                                          zout_suggestion_text(&suggestion).text);
}

ZoutAudioStatus
zout_preset_apply_any(ZoutCatalog* const    catalog,
                      const char* const     file_or_uri,
                      ZoutSettings* const   settings,
                      ZoutAudioError* const error)
{
	struct stat info;
	if (!strncmp(file_or_uri, "file:", 5)) {
		char* const           path = zout_text_path(file_or_uri);
		const ZoutAudioStatus status =
			path ? apply_file(path, settings, error)
				 : zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "'%s' is not a file URI", file_or_uri);
		lilv_free(path);
		return status;
	}
	return strchr(file_or_uri, ':') && stat(file_or_uri, &info) ? apply_uri(catalog, file_or_uri, settings, error)
	                                                            : apply_file(file_or_uri, settings, error);
}
