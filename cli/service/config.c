// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/config.h"

#include "cli/service/config_keys.h"
#include "cli/service/config_presets.h"
#include "cli/service/ini.h"

#include <stdlib.h>
#include <string.h>

static const float idle_after_default_s = 60.0F;

typedef struct {
	ZoutConfig*       config;
	const char*       file;
	ZoutConfigPresets presets;
	ZoutComplaints*   complaints;
} Loader;

static ZoutAudioStatus
take_entry(Loader* const loader, const ZoutIniEntry* const entry, ZoutAudioError* const error)
{
	static const char prefix[] = "preset ";
	if (!strcmp(entry->section, "sound")) {
		return zout_config_presets_take(&loader->presets, NULL, entry->name, entry->value, error);
	}
	if (!strncmp(entry->section, prefix, sizeof(prefix) - 1U)) {
		const char* const title = entry->section + sizeof(prefix) - 1U;
		return zout_config_presets_take(&loader->presets, title, entry->name, entry->value, error);
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
	const bool     begun  = zout_config_presets_open(&loader.presets);
	if (!set_defaults(config, path) || !begun) {
		zout_complaints_fail(complaints, loader.file, "out of memory");
	} else {
		if (path) {
			zout_ini_read(path, on_entry, &loader, complaints);
		}
		if (!zout_config_presets_finish(&loader.presets, &config->sound, &config->scenes)) {
			zout_complaints_fail(complaints, loader.file, "out of memory");
		}
	}
	zout_config_presets_close(&loader.presets);
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
