// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file settings.h
 * From options to the settings of the model.
 */

#ifndef ZOUT_CLI_SETTINGS_H
#define ZOUT_CLI_SETTINGS_H

#include "cli/message.h"
#include "cli/options.h"
#include "dsp/zout.h"

/** What the command line asks for: defaults, then presets as they were typed, then single controls as typed. */
ZoutExit
zout_settings_load(const ZoutOptions* options, ZoutSettings* settings);

/** Puts the presets that the command line names over settings, as they were typed. */
ZoutExit
zout_settings_choose(const ZoutOptions* options, ZoutSettings* settings);

/** Puts the single controls of the command line over settings. */
ZoutExit
zout_settings_control(const ZoutOptions* options, ZoutSettings* settings);

/**
 * Sets one control to a value as it was typed.
 *
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT with a message that names what was expected.
 */
ZoutAudioStatus
zout_settings_set(const char* symbol, const char* value, ZoutSettings* settings, ZoutAudioError* error);

/**
 * Applies one SYMBOL=VALUE as it was typed.
 *
 * @param found Receives the control that it is about, ZOUT_N_PARAMS if there is none.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT with a message that names what was expected.
 */
ZoutAudioStatus
zout_settings_apply(const char* text, ZoutSettings* settings, ZoutParam* found, ZoutAudioError* error);

#endif // ZOUT_CLI_SETTINGS_H
