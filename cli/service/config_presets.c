// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "cli/service/config_presets.h"

#include "cli/service/config_values.h"
#include "cli/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/// The preset of this name in any case, as a remote control would find it; NULL for none
static ZoutConfigPreset*
find(const ZoutConfigPresets* const presets, const char* const name)
{
	for (unsigned i = 0; i < presets->n; ++i) {
		if (!strcasecmp(presets->presets[i].name, name)) {
			return &presets->presets[i];
		}
	}
	return NULL;
}

/// Makes a preset; NULL without memory
static ZoutConfigPreset*
add(ZoutConfigPresets* const presets, const char* const name)
{
	ZoutConfigPreset* const grown =
		(ZoutConfigPreset*)realloc(presets->presets, (presets->n + 1U) * sizeof(ZoutConfigPreset));
	if (!grown) {
		return NULL;
	}
	presets->presets              = grown;
	ZoutConfigPreset* const added = &grown[presets->n++];
	snprintf(added->name, sizeof(added->name), "%s", name);
	zout_scene_values_init(&added->chosen);
	zout_scene_values_init(&added->controls);
	return added;
}

bool
zout_config_presets_open(ZoutConfigPresets* const presets)
{
	presets->presets        = NULL;
	presets->n              = 0;
	presets->catalog_status = zout_catalog_open(&presets->catalog, &presets->catalog_error);
	return add(presets, "") != NULL;
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

/// The preset of this name, a new one if need be; NULL with the reason in `status` and `error`
static ZoutConfigPreset*
find_or_add(ZoutConfigPresets* const presets,
            const char* const        name,
            ZoutAudioStatus* const   status,
            ZoutAudioError* const    error)
{
	ZoutConfigPreset* const known = find(presets, name);
	if (known && strcmp(known->name, name) != 0) {
		*status = zout_audio_fail(error,
		                          ZOUT_AUDIO_BAD_INPUT,
		                          "preset '%s' differs from '%s' only in case, expected another name",
		                          name,
		                          known->name);
		return NULL;
	}
	if (!known && presets->n > ZOUT_MAX_OWN_SCENES) { // [sound] is one more
		*status =
			zout_audio_fail(error, ZOUT_AUDIO_BAD_INPUT, "too many presets, expected at most %d", ZOUT_MAX_OWN_SCENES);
		return NULL;
	}
	ZoutConfigPreset* const preset = known ? known : add(presets, name);
	*status = preset ? ZOUT_AUDIO_SUCCESS : zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	return preset;
}

ZoutAudioStatus
zout_config_presets_take(ZoutConfigPresets* const presets,
                         const char* const        title,
                         const char* const        name,
                         const char* const        value,
                         ZoutAudioError* const    error)
{
	char                    section[ZOUT_MAX_SCENE_NAME + 1] = "";
	ZoutAudioStatus         status = title ? take_name(section, title, error) : ZOUT_AUDIO_SUCCESS;
	ZoutConfigPreset* const preset = status ? NULL : find_or_add(presets, section, &status, error);
	if (status || !name) {
		return status;
	}
	if (strcmp(name, "amp") != 0 && strcmp(name, "phones") != 0 && strcmp(name, "preset") != 0) {
		return zout_settings_set(name, value, &preset->controls.settings, error);
	}
	if (!strcmp(name, "preset") && zout_config_check_preset(value, error)) {
		return ZOUT_AUDIO_BAD_INPUT;
	}
	if (presets->catalog_status) {
		*error = presets->catalog_error;
		return presets->catalog_status;
	}
	return zout_scene_values_choose(&preset->chosen, &presets->catalog, name, value, error);
}

bool
zout_config_presets_finish(ZoutConfigPresets* const presets, ZoutSceneValues* const sound, ZoutScenes* const scenes)
{
	bool whole = true;
	for (unsigned i = 0; i < presets->n; ++i) {
		ZoutConfigPreset* const preset = &presets->presets[i];
		zout_scene_values_lay(&preset->chosen, &preset->controls);
		if (!i) {
			*sound = preset->chosen;
		} else {
			whole = zout_scenes_add(scenes, ZOUT_SCENE_OWN, preset->name, preset->name, &preset->chosen) && whole;
		}
	}
	return (presets->catalog_status || zout_scenes_add_catalog(scenes, &presets->catalog)) && whole;
}

void
zout_config_presets_close(ZoutConfigPresets* const presets)
{
	zout_catalog_close(&presets->catalog);
	free(presets->presets);
}
