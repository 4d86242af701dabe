// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_state.h
 * The records in a host's project, by the LV2 state extension.
 *
 * One property, <urn:zout:abx#records>, an atom:String: records one after another, each as in a file of `zout abx`. Of
 * a session that runs it holds the unfinished record, which commits and reveals nothing. Restoring never drops a
 * record: what the project brings is added to what is there. Words for threads as in lv2.h.
 */

#ifndef ZOUT_PLUGIN_ABX_STATE_H
#define ZOUT_PLUGIN_ABX_STATE_H

#include "abx_archive.h"
#include "abx_desk.h"

#include <lv2/state/state.h>
#include <lv2/urid/urid.h>

/** What the plugin keeps of its project. All zero is valid. */
typedef struct {
	const LV2_URID_Map* map; ///< NULL if the host has none; then save and restore need it themselves
	ZoutAbxArchive      archive;
} ZoutAbxStore;

/** The host's urid:map among features, or NULL. Instantiation. */
const LV2_URID_Map*
zout_abx_find_map(const LV2_Feature* const* features);

/** Adds to what the project keeps. Runs beside the audio, but not beside instantiation or itself. */
LV2_State_Status
zout_abx_store_save(const ZoutAbxStore*       store,
                    const ZoutAbxDesk*        desk,
                    LV2_State_Store_Function  keep,
                    LV2_State_Handle          handle,
                    const LV2_Feature* const* features);

/** Takes what the project kept. Instantiation. */
LV2_State_Status
zout_abx_store_restore(ZoutAbxStore*               store,
                       ZoutAbxDesk*                desk,
                       LV2_State_Retrieve_Function retrieve,
                       LV2_State_Handle            handle,
                       const LV2_Feature* const*   features);

#endif // ZOUT_PLUGIN_ABX_STATE_H
