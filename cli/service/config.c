// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/config.h"

#include "catalog/catalog.h"
#include "cli/service/config_keys.h"
#include "cli/service/config_values.h"
#include "cli/service/ini.h"
#include "cli/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const float idle_after_default_s = 60.0F;

/// A preset as it is being read: single controls count after everything that sets many
typedef struct {
	char            name[ZOUT_MAX_SCENE_NAME + 1];
	ZoutSceneValues chosen;
	ZoutSceneValues controls;
} Draft;

typedef struct {
	ZoutConfig*     config;
	const char*     file;
	ZoutCatalog     catalog;
	ZoutAudioStatus catalog_status;
	ZoutAudioError  catalog_error;
	Draft*          drafts; ///< [n_drafts]; the first one is [sound]
	unsigned        n_drafts;
	ZoutComplaints* complaints;
} Loader;

/// The draft of this name in any case, as a remote control would find it; NULL for none
static Draft*
find_draft(const Loader* const loader, const char* const name)
{
	for (unsigned i = 0; i < loader->n_drafts; ++i) {
		if (!strcasecmp(loader->drafts[i].name, name)) {
			return &loader->drafts[i];
		}
	}
	return NULL;
}

/// Makes a draft; NULL without memory
static Draft*
add_draft(Loader* const loader, const char* const name)
{
	Draft* const grown = (Draft*)realloc(loader->drafts, (loader->n_drafts + 1U) * sizeof(Draft));
	if (!grown) {
		return NULL;
	}
	loader->drafts     = grown;
	Draft* const draft = &grown[loader->n_drafts++];
	snprintf(draft->name, sizeof(draft->name), "%s", name);
	zout_scene_values_init(&draft->chosen);
	zout_scene_values_init(&draft->controls);
	return draft;
}

/// Takes a line of a preset
static ZoutAudioStatus
take_sound(Loader* const         loader,
           const char* const     preset,
           const char* const     name,
           const char* const     value,
           ZoutAudioError* const error)
{
	Draft* draft = find_draft(loader, preset);
	if (draft && strcmp(draft->name, preset) != 0) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "preset '%s' differs from '%s' only in case, expected another name",
		                       preset,
		                       draft->name);
	}
	if (!draft && loader->n_drafts > ZOUT_MAX_OWN_SCENES) { // [sound] is one more
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "too many presets, expected at most %d", ZOUT_MAX_OWN_SCENES);
	}
	draft = draft ? draft : add_draft(loader, preset);
	if (!draft) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	if (!name) {
		return ZOUT_AUDIO_SUCCESS; // a preset that changes nothing
	}
	if (strcmp(name, "amp") != 0 && strcmp(name, "phones") != 0 && strcmp(name, "preset") != 0) {
		return zout_settings_set(name, value, &draft->controls.settings, error);
	}
	if (!strcmp(name, "preset") && zout_config_check_preset(value, error)) {
		return ZOUT_AUDIO_BAD_INPUT;
	}
	if (loader->catalog_status) {
		*error = loader->catalog_error;
		return loader->catalog_status;
	}
	return zout_scene_values_choose(&draft->chosen, &loader->catalog, name, value, error);
}

/// Whether `zout ctl preset` would take the first word of a name for the kind of a preset
static bool
begins_with_kind(const char* const name)
{
	static const char* const kinds[] = {"preset", "amp", "phones"};
	const size_t             length  = strcspn(name, " \t");
	unsigned                 i       = 0;
	while (i < sizeof(kinds) / sizeof(kinds[0]) &&
	       (strlen(kinds[i]) != length || strncmp(kinds[i], name, length) != 0)) {
		++i;
	}
	return i < sizeof(kinds) / sizeof(kinds[0]);
}

/// Takes the name of a preset from the title of its section; what is asked for has no blanks at its ends
static ZoutAudioStatus
take_name(char name[ZOUT_MAX_SCENE_NAME + 1], const char* const title, ZoutAudioError* const error)
{
	const char* const first  = title + strspn(title, " \t");
	size_t            length = strlen(first);
	while (length && strchr(" \t", first[length - 1U])) {
		--length;
	}
	if (!length || strlen(title) > ZOUT_MAX_SCENE_NAME) {
		return zout_audio_fail(
			error, ZOUT_AUDIO_BAD_INPUT, "bad name of a preset, expected 1 to %d characters", ZOUT_MAX_SCENE_NAME);
	}
	memcpy(name, first, length);
	name[length] = '\0';
	if (begins_with_kind(name)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad name of a preset '%s', expected another first word than preset, amp or phones",
		                       name);
	}
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
take_entry(Loader* const loader, const ZoutIniEntry* const entry, ZoutAudioError* const error)
{
	static const char prefix[] = "preset ";
	if (!strcmp(entry->section, "sound")) {
		return take_sound(loader, "", entry->name, entry->value, error);
	}
	if (!strncmp(entry->section, prefix, sizeof(prefix) - 1U)) {
		char                  name[ZOUT_MAX_SCENE_NAME + 1];
		const ZoutAudioStatus status = take_name(name, entry->section + sizeof(prefix) - 1U, error);
		return status ? status : take_sound(loader, name, entry->name, entry->value, error);
	}
	if (zout_config_knows_section(entry->section)) {
		return entry->name ? zout_config_take(loader->config, entry->section, entry->name, entry->value, error)
		                   : ZOUT_AUDIO_SUCCESS;
	}
	return zout_audio_fail(error,
	                       ZOUT_AUDIO_BAD_INPUT,
	                       "unknown section [%s], expected [service], [sound], [preset NAME], [safety], [connect] or "
	                       "[alsa]",
	                       entry->section);
}

static void
on_entry(void* const user, const ZoutIniEntry* const entry)
{
	Loader* const         loader = (Loader*)user;
	ZoutAudioError        error;
	const ZoutAudioStatus status = take_entry(loader, entry, &error);
	if (status) {
		zout_complaints_add(loader->complaints, loader->file, entry->line, entry->name, "%s", error.text);
		loader->complaints->outside = loader->complaints->outside || status != ZOUT_AUDIO_BAD_INPUT;
	}
}

/// Turns drafts into what the service works with
static void
finish_drafts(Loader* const loader)
{
	ZoutConfig* const config = loader->config;
	for (unsigned i = 0; i < loader->n_drafts; ++i) {
		Draft* const draft = &loader->drafts[i];
		zout_scene_values_lay(&draft->chosen, &draft->controls);
		if (!i) {
			config->sound = draft->chosen;
		} else if (!zout_scenes_add(&config->scenes, ZOUT_SCENE_OWN, draft->name, draft->name, &draft->chosen)) {
			zout_complaints_fail(loader->complaints, loader->file, "out of memory");
		}
	}
	if (!loader->catalog_status && !zout_scenes_add_catalog(&config->scenes, &loader->catalog)) {
		zout_complaints_fail(loader->complaints, loader->file, "out of memory");
	}
}

static bool
set_defaults(ZoutConfig* const config, const char* const path)
{
	memset(config, 0, sizeof(*config));
	zout_scene_values_init(&config->sound);
	config->backend      = &zout_jack_backend;
	config->safety       = zout_safety_default();
	config->idle_after_s = idle_after_default_s;
	config->name         = strdup("zout");
	config->capture      = strdup("default");
	config->playback     = strdup("default");
	config->file         = path ? strdup(path) : NULL;
	return config->name && config->capture && config->playback && (!path || config->file);
}

bool
zout_config_load(ZoutConfig* const config, const char* const path, ZoutComplaints* const complaints)
{
	const unsigned before = complaints->n;
	Loader         loader = {.config = config, .file = path ? path : "zout.conf", .complaints = complaints};
	loader.catalog_status = zout_catalog_open(&loader.catalog, &loader.catalog_error);
	if (!set_defaults(config, path) || !add_draft(&loader, "")) {
		zout_complaints_fail(complaints, loader.file, "out of memory");
	} else {
		if (path) {
			zout_ini_read(path, on_entry, &loader, complaints);
		}
		finish_drafts(&loader);
	}
	zout_catalog_close(&loader.catalog);
	free(loader.drafts);
	return complaints->n == before;
}

/// Whether two places are the same; NULL is where paths.h says
static bool
is_same_place(const char* const a, const char* const b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/// A place as the configuration has it
static const char*
place_text(const char* const place)
{
	return !place ? "yes" : *place ? place : "no";
}

ZoutAudioStatus
zout_config_may_follow(const ZoutConfig* const now, const ZoutConfig* const fresh, ZoutAudioError* const error)
{
	const char* what  = NULL;
	const char* value = NULL;
	if (fresh->backend != now->backend) {
		what  = "backend";
		value = fresh->backend->kind;
	} else if (strcmp(fresh->name, now->name) != 0) {
		what  = "name";
		value = fresh->name;
	} else if (!is_same_place(fresh->control, now->control)) {
		what  = "control socket";
		value = place_text(fresh->control);
	} else if (!is_same_place(fresh->state, now->state)) {
		what  = "state file";
		value = place_text(fresh->state);
	}
	if (!what) {
		return ZOUT_AUDIO_SUCCESS;
	}
	return zout_audio_fail(
		error, ZOUT_AUDIO_BAD_INPUT, "cannot change the %s to '%.300s' without a restart", what, value);
}

ZoutBackendSetup
zout_config_setup(const ZoutConfig* const config)
{
	const ZoutBackendSetup setup = {
		.name         = config->name,
		.physical     = config->physical,
		.links        = config->links,
		.n_links      = config->n_links,
		.capture      = config->capture,
		.playback     = config->playback,
		.rate_hz      = config->rate_hz,
		.block_frames = config->block_frames,
	};
	return setup;
}

void
zout_config_clear(ZoutConfig* const config)
{
	for (unsigned i = 0; i < config->n_links; ++i) {
		char* pattern = NULL;
		memcpy(&pattern, &config->links[i].pattern, sizeof(pattern)); // ours, though links are const to others
		free(pattern);
	}
	zout_scenes_clear(&config->scenes);
	free(config->file);
	free(config->name);
	free(config->control);
	free(config->state);
	free(config->capture);
	free(config->playback);
	memset(config, 0, sizeof(*config));
}
