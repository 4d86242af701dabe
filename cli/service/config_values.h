// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file config_values.h
 * Values as they stand in the configuration. Functions change nothing when they fail.
 */

#ifndef ZOUT_CLI_SERVICE_CONFIG_VALUES_H
#define ZOUT_CLI_SERVICE_CONFIG_VALUES_H

#include "audio/status.h"

#include <stdbool.h>

/** Replaces an owned string; an empty one is kept as such. */
ZoutAudioStatus
zout_config_replace(char** string, const char* value, ZoutAudioError* error);

/** Reads a number from `min` to `max`; `unit` is for the message. */
ZoutAudioStatus
zout_config_real(const char* value, float min, float max, const char* unit, float* result, ZoutAudioError* error);

/** Reads a number from `min` to `max` and leaves out what is behind its point. */
ZoutAudioStatus
zout_config_whole(const char*     value,
                  unsigned        min,
                  unsigned        max,
                  const char*     unit,
                  unsigned*       result,
                  ZoutAudioError* error);

/** Reads yes or no, in any of the usual words. */
ZoutAudioStatus
zout_config_toggle(const char* value, bool* result, ZoutAudioError* error);

/** Checks that a preset is a path from the root or a URI: a service may be started anywhere. */
ZoutAudioStatus
zout_config_check_preset(const char* value, ZoutAudioError* error);

/** Reads where a file is to be: "" for no, NULL for the usual place. The caller owns it and what it replaces. */
ZoutAudioStatus
zout_config_place(const char* value, char** path, ZoutAudioError* error);

#endif // ZOUT_CLI_SERVICE_CONFIG_VALUES_H
