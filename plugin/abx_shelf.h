// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file abx_shelf.h
 * Records of the sessions that ended since the plugin was loaded.
 *
 * The audio thread puts a record on the shelf, where it stays as it is until the plugin is unloaded; whoever saves the
 * project reads it there at any time. Neither waits for the other.
 */

#ifndef ZOUT_PLUGIN_ABX_SHELF_H
#define ZOUT_PLUGIN_ABX_SHELF_H

#include "abx/session.h"

#include <stdbool.h>

enum { ZOUT_ABX_SHELF_RECORDS = 32 };

/** Opaque. */
typedef struct ZoutAbxShelfImpl ZoutAbxShelf;

/** NULL if out of memory. [instantiation] */
ZoutAbxShelf*
zout_abx_shelf_new(void);

/** Safe on NULL. [instantiation] */
void
zout_abx_shelf_free(ZoutAbxShelf* shelf);

/** Whether another record has room. [audio] */
ZOUT_REALTIME
bool
zout_abx_shelf_has_room(const ZoutAbxShelf* shelf);

/** Keeps the record of a session that has ended; without room it is lost, so ask before the start. [audio] */
ZOUT_REALTIME
void
zout_abx_shelf_add(ZoutAbxShelf* shelf, const ZoutAbxSession* session);

/** Number of records. Any thread. */
ZOUT_REALTIME
unsigned
zout_abx_shelf_size(const ZoutAbxShelf* shelf);

/** Number of records of aborted sessions. [audio] */
ZOUT_REALTIME
unsigned
zout_abx_shelf_aborted(const ZoutAbxShelf* shelf);

/** Record `index`, below the size, the earliest first. Any thread. */
const ZoutAbxRecord*
zout_abx_shelf_at(const ZoutAbxShelf* shelf, unsigned index);

#endif // ZOUT_PLUGIN_ABX_SHELF_H
