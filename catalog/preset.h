// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file preset.h
 * Applying LV2 presets to settings. A preset sets some controls and leaves the others alone.
 */

#ifndef ZOUT_CATALOG_PRESET_H
#define ZOUT_CATALOG_PRESET_H

#include "audio/status.h"
#include "catalog/catalog.h"
#include "dsp/zout.h"

/**
 * Applies a preset of our bundle: all of it, or after a failure nothing.
 *
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT if it holds something that is no setting of ours.
 */
ZoutAudioStatus
zout_preset_apply(ZoutCatalog* catalog, const ZoutPreset* preset, ZoutSettings* settings, ZoutAudioError* error);

/**
 * Finds a preset as zout_catalog_find() does, and applies it.
 *
 * @param preset Receives the preset, owned by the catalogue. May be NULL.
 * @return As zout_catalog_find() and zout_preset_apply().
 */
ZoutAudioStatus
zout_preset_apply_named(ZoutCatalog*       catalog,
                        ZoutBank           bank,
                        const char*        name,
                        ZoutSettings*      settings,
                        const ZoutPreset** preset,
                        ZoutAudioError*    error);

/**
 * Applies a preset that anybody saved: a file, a file URI, or the URI of a preset in our bundle or in LV2_PATH.
 *
 * @return As zout_preset_apply(); ZOUT_AUDIO_BAD_INPUT also if it cannot be found or read.
 */
ZoutAudioStatus
zout_preset_apply_any(ZoutCatalog* catalog, const char* file_or_uri, ZoutSettings* settings, ZoutAudioError* error);

#endif // ZOUT_CATALOG_PRESET_H
