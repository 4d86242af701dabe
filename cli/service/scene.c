// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/scene.h"

#include "catalog/preset.h"
#include "catalog/suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/// Puts a preset of any origin over values, which may be none of the amplifiers and headphones that have names
static ZoutAudioStatus
choose_preset(ZoutSceneValues* const values,
              ZoutCatalog* const     catalog,
              const char* const      name,
              ZoutAudioError* const  error)
{
	ZoutSceneValues preset;
	zout_scene_values_init(&preset);
	const ZoutAudioStatus status = zout_preset_apply_any(catalog, name, &preset.settings, error);
	if (!status) {
		zout_scene_values_replace(values, &preset.settings);
	}
	return status;
}

ZoutAudioStatus
zout_scene_values_choose(ZoutSceneValues* const values,
                         ZoutCatalog* const     catalog,
                         const char* const      what,
                         const char* const      name,
                         ZoutAudioError* const  error)
{
	if (!strcmp(what, "preset")) {
		return choose_preset(values, catalog, name, error);
	}
	const bool            amp    = !strcmp(what, "amp");
	const ZoutBank        bank   = amp ? ZOUT_BANK_AMPS : ZOUT_BANK_PHONES;
	const ZoutPreset*     preset = NULL;
	const ZoutAudioStatus status = zout_preset_apply_named(catalog, bank, name, &values->settings, &preset, error);
	if (!status) {
		snprintf(amp ? values->amp : values->phones, sizeof(values->amp), "%s", preset->name);
		*(amp ? &values->other_amp : &values->other_phones) = false;
	}
	return status;
}

bool
zout_scenes_add(ZoutScenes* const            scenes,
                const ZoutSceneKind          kind,
                const char* const            name,
                const char* const            label,
                const ZoutSceneValues* const values)
{
	ZoutScene* const grown = (ZoutScene*)realloc(scenes->scenes, (scenes->n + 1U) * sizeof(ZoutScene));
	if (!grown) {
		return false;
	}
	scenes->scenes         = grown;
	ZoutScene* const scene = &grown[scenes->n];
	scene->kind            = kind;
	scene->name            = strdup(name);
	scene->label           = strdup(label);
	scene->values          = *values;
	if (!scene->name || !scene->label) {
		free(scene->name);
		free(scene->label);
		return false;
	}
	++scenes->n;
	return true;
}

bool
zout_scenes_add_catalog(ZoutScenes* const scenes, ZoutCatalog* const catalog)
{
	bool good = true;
	for (unsigned i = 0; i < catalog->n_presets && good; ++i) {
		const ZoutPreset* const preset = &catalog->presets[i];
		const bool              amp    = preset->bank == ZOUT_BANK_AMPS;
		ZoutSceneValues         values;
		ZoutAudioError          error;
		zout_scene_values_init(&values);
		const ZoutAudioStatus status =
			zout_scene_values_choose(&values, catalog, amp ? "amp" : "phones", preset->name, &error);
		if (!status) {
			good =
				zout_scenes_add(scenes, amp ? ZOUT_SCENE_AMP : ZOUT_SCENE_PHONES, preset->name, preset->label, &values);
		} else if (preset->loaded) { // else the bundle is damaged there, which is said to who chooses it
			good = status != ZOUT_AUDIO_FAILED;
		}
	}
	return good;
}

ZoutAudioStatus
zout_scenes_find(const ZoutScenes* const    scenes,
                 const ZoutSceneKind* const kind,
                 const char* const          name,
                 const ZoutScene** const    scene,
                 ZoutAudioError* const      error)
{
	static const char* const nouns[]    = {"preset", "amplifier", "headphone"};
	ZoutSuggestion           suggestion = zout_suggestion(name);
	const ZoutScene*         found      = NULL;
	bool                     exact      = false;
	for (unsigned i = 0; i < scenes->n; ++i) {
		const ZoutScene* const candidate = &scenes->scenes[i];
		if (!kind || candidate->kind == *kind) {
			const bool twin = !strcmp(candidate->name, name) || !strcmp(candidate->label, name);
			const bool same = twin || !strcasecmp(candidate->name, name) || !strcasecmp(candidate->label, name);
			if (same && (!found || twin > exact || (twin == exact && candidate->kind < found->kind))) {
				found = candidate;
				exact = twin;
			}
			zout_suggestion_offer(&suggestion, candidate->name);
		}
	}
	*scene = found;
	return found ? ZOUT_AUDIO_SUCCESS
	             : zout_audio_fail(error,
	                               ZOUT_AUDIO_BAD_INPUT,
	                               "unknown %s '%s'%s (see: zout ctl preset)",
	                               nouns[kind ? *kind : ZOUT_SCENE_OWN],
	                               name,
	                               zout_suggestion_text(&suggestion).text);
}

void
zout_scenes_clear(ZoutScenes* const scenes)
{
	for (unsigned i = 0; i < scenes->n; ++i) {
		free(scenes->scenes[i].name);
		free(scenes->scenes[i].label);
	}
	free(scenes->scenes);
	memset(scenes, 0, sizeof(*scenes));
}
