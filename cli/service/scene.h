// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file scene.h
 * Presets by name, read once, so that choosing one needs neither a file nor time.
 *
 * There are three kinds: those of the configuration, which may combine anything, amplifiers and headphones.
 */

#ifndef ZOUT_CLI_SERVICE_SCENE_H
#define ZOUT_CLI_SERVICE_SCENE_H

#include "audio/status.h"
#include "catalog/catalog.h"
#include "dsp/zout.h"

enum {
	ZOUT_MAX_SCENE_NAME = 40, ///< Longest name of a preset in the configuration, in bytes
	ZOUT_MAX_OWN_SCENES = 500 ///< Presets in the configuration: the list of all goes into one reply
};

/** Values for some controls; the others are not numbers. */
typedef struct {
	ZoutSettings settings;
	char         amp[64];      ///< Amplifier that is part of it, or ""
	char         phones[64];   ///< Headphone that is part of it, or ""
	bool         other_amp;    ///< A preset sets controls of the amplifier: none that has a name
	bool         other_phones; ///< Likewise of the headphone
} ZoutSceneValues;

typedef enum { ZOUT_SCENE_OWN, ZOUT_SCENE_AMP, ZOUT_SCENE_PHONES } ZoutSceneKind;

typedef struct {
	ZoutSceneKind   kind;
	char*           name;
	char*           label; ///< What people call it
	ZoutSceneValues values;
} ZoutScene;

/** Zeroed at first. */
typedef struct {
	ZoutScene* scenes; ///< [n]
	unsigned   n;
} ZoutScenes;

/** Values that change nothing. */
void
zout_scene_values_init(ZoutSceneValues* values);

/** Puts the numbers of `top` over `values`, and its names where it has some or takes away those that were. */
void
zout_scene_values_lay(ZoutSceneValues* values, const ZoutSceneValues* top);

/** Puts the numbers that a preset without a name sets over `values`, and takes away the names of what it replaces. */
void
zout_scene_values_replace(ZoutSceneValues* values, const ZoutSettings* set);

/**
 * Puts an amplifier, a headphone, or a preset of any origin over values.
 *
 * @param what "amp", "phones" or "preset".
 * @return As zout_preset_apply_named() and zout_preset_apply_any().
 */
ZoutAudioStatus
zout_scene_values_choose(ZoutSceneValues* values,
                         ZoutCatalog*     catalog,
                         const char*      what,
                         const char*      name,
                         ZoutAudioError*  error);

/** Adds a scene; a copy of everything. False without memory. */
bool
zout_scenes_add(ZoutScenes*            scenes,
                ZoutSceneKind          kind,
                const char*            name,
                const char*            label,
                const ZoutSceneValues* values);

/** Adds every amplifier and headphone of the catalogue that can be read. False without memory. */
bool
zout_scenes_add_catalog(ZoutScenes* scenes, ZoutCatalog* catalog);

/**
 * Finds a scene by its name or label in any case; one that is written so comes first, then own ones.
 *
 * @param kind NULL for any kind.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT with a message that suggests the nearest name.
 */
ZoutAudioStatus
zout_scenes_find(const ZoutScenes*    scenes,
                 const ZoutSceneKind* kind,
                 const char*          name,
                 const ZoutScene**    scene,
                 ZoutAudioError*      error);

/** Frees and empties. */
void
zout_scenes_clear(ZoutScenes* scenes);

#endif // ZOUT_CLI_SERVICE_SCENE_H
