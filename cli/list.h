// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file list.h
 * What `zout list` prints.
 */

#ifndef ZOUT_CLI_LIST_H
#define ZOUT_CLI_LIST_H

#include "audio/status.h"
#include "catalog/catalog.h"

#include <stdbool.h>

/** What to list: a set of these. */
typedef enum { ZOUT_LIST_AMPS = 1 << 0, ZOUT_LIST_PHONES = 1 << 1, ZOUT_LIST_PARAMS = 1 << 2 } ZoutListed;

/** Prints the table of controls by group: symbol, range, default, and the comment or else only the name. */
void
zout_print_params(bool comments);

/**
 * Prints one JSON object with a member for each of the things to list.
 *
 * @param catalog NULL if only controls are listed.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED without memory.
 */
ZoutAudioStatus
zout_print_json(const ZoutCatalog* catalog, unsigned what, ZoutAudioError* error);

#endif // ZOUT_CLI_LIST_H
