// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file config_keys.h
 * The keys of zout.conf outside of presets: what each one takes.
 */

#ifndef ZOUT_CLI_SERVICE_CONFIG_KEYS_H
#define ZOUT_CLI_SERVICE_CONFIG_KEYS_H

#include "audio/status.h"
#include "cli/service/config.h"

#include <stdbool.h>

/** True if the file may have a section of this name with keys of its own. */
bool
zout_config_knows_section(const char* section);

/**
 * Takes the value of a key.
 *
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT with what is wrong, without file, line and key.
 */
ZoutAudioStatus
zout_config_take(ZoutConfig* config, const char* section, const char* name, const char* value, ZoutAudioError* error);

/** Whether this can be the name of a service: also of a file. */
ZoutAudioStatus
zout_config_check_name(const char* name, ZoutAudioError* error);

#endif // ZOUT_CLI_SERVICE_CONFIG_KEYS_H
