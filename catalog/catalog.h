// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file catalog.h
 * The amplifiers and headphones of our LV2 bundle, and presets from anywhere else.
 */

#ifndef ZOUT_CATALOG_CATALOG_H
#define ZOUT_CATALOG_CATALOG_H

#include "audio/status.h"
#include "catalog/uris.h"

#include <lilv/lilv.h>
#include <stdbool.h>

typedef enum { ZOUT_BANK_AMPS, ZOUT_BANK_PHONES, ZOUT_N_BANKS } ZoutBank;

/** What is to be known of a bank. */
typedef struct {
	const char* command; ///< As in `zout list COMMAND`
	const char* noun;    ///< One member, for messages
	const char* title;   ///< All members, for lists
	const char* prefix;  ///< Of the URI of a preset, before its name
} ZoutBankInfo;

/** Facts of a bank. */
const ZoutBankInfo*
zout_bank_info(ZoutBank bank);

/** A preset of our bundle. All of it is owned by the catalogue. */
typedef struct {
	ZoutBank        bank;
	const LilvNode* node;
	const char*     uri;
	const char*     name; ///< End of the URI
	char*           label;
	bool            loaded; ///< False if its file cannot be read
} ZoutPreset;

/** The presets of our bundle, in order of bank and label. */
typedef struct {
	LilvWorld*  world;
	LilvNodes*  nodes; ///< The presets' nodes
	ZoutPreset* presets;
	unsigned    n_presets;
	bool        guest; ///< In a program that is not ours, whose stderr is to be left alone
} ZoutCatalog;

/**
 * Loads the bundle: beside the program or in ../lib/lv2, ../lib64/lv2 or that of its architecture if it is there, else
 * where it was to be installed, else by LV2_PATH.
 *
 * @param catalog Receives the catalogue, which the caller frees with zout_catalog_close(),
 *   also after a failure.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_FAILED if there is no bundle or no memory.
 */
ZoutAudioStatus
zout_catalog_open(ZoutCatalog* catalog, ZoutAudioError* error);

/**
 * As zout_catalog_open(), for a module in somebody else's program: never redirects stderr.
 *
 * @param directory Where the module is. The bundle is looked for in it, in the folder above, and in `lv2` beside it.
 */
ZoutAudioStatus
zout_catalog_open_beside(ZoutCatalog* catalog, const char* directory, ZoutAudioError* error);

/** Frees all that the catalogue owns, not `catalog` itself. Safe after a failure to open it; once. */
void
zout_catalog_close(ZoutCatalog* catalog);

/**
 * Finds a preset by its name, or by its label, in any case.
 *
 * @param preset Receives the preset. Owned by the catalogue.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT with a message that suggests the nearest name.
 */
ZoutAudioStatus
zout_catalog_find(const ZoutCatalog* catalog,
                  ZoutBank           bank,
                  const char*        name,
                  const ZoutPreset** preset,
                  ZoutAudioError*    error);

#endif // ZOUT_CATALOG_CATALOG_H
