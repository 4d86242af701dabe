// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file config_presets.h
 * Presets of zout.conf as they are being read. In each of them single controls count after everything that sets many,
 * in whatever order the lines are.
 */

#ifndef ZOUT_CLI_SERVICE_CONFIG_PRESETS_H
#define ZOUT_CLI_SERVICE_CONFIG_PRESETS_H

#include "audio/status.h"
#include "catalog/catalog.h"
#include "cli/service/scene.h"

#include <stdbool.h>

/** One preset. */
typedef struct {
	char            name[ZOUT_MAX_SCENE_NAME + 1];
	ZoutSceneValues chosen;
	ZoutSceneValues controls;
} ZoutConfigPreset;

/** All of them, and where those that they name are found. */
typedef struct {
	ZoutCatalog       catalog;
	ZoutAudioStatus   catalog_status; ///< Of opening it; who names no preset needs none
	ZoutAudioError    catalog_error;
	ZoutConfigPreset* presets; ///< [n]; the first one is [sound]
	unsigned          n;
} ZoutConfigPresets;

/**
 * Begins with what [sound] is without a line.
 *
 * @param presets Receives it, to be freed with zout_config_presets_close(), also after a failure.
 * @return False without memory.
 */
bool
zout_config_presets_open(ZoutConfigPresets* presets);

/**
 * Takes a line of a preset.
 *
 * @param title What the section says behind "preset "; NULL for [sound].
 * @param name Key, or NULL for the section alone: a preset may change nothing.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT with what is wrong, without file, line and key; ZOUT_AUDIO_FAILED
 *   without memory or without presets of ours.
 */
ZoutAudioStatus
zout_config_presets_take(ZoutConfigPresets* presets,
                         const char*        title,
                         const char*        name,
                         const char*        value,
                         ZoutAudioError*    error);

/**
 * Turns them into what the service works with.
 *
 * @param sound Receives [sound].
 * @param scenes Receives the others, and behind them those of the catalogue.
 * @return False without memory for all of them.
 */
bool
zout_config_presets_finish(ZoutConfigPresets* presets, ZoutSceneValues* sound, ZoutScenes* scenes);

/** Frees. */
void
zout_config_presets_close(ZoutConfigPresets* presets);

#endif // ZOUT_CLI_SERVICE_CONFIG_PRESETS_H
