// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file catalog.h
 * One catalogue for all inputs: opening one reads the bundle, which takes longer than all that is to be tried.
 *
 * The linker puts these in the place of the functions of the catalogue that have the names without the prefix.
 */

#ifndef ZOUT_FUZZ_WRAP_CATALOG_H
#define ZOUT_FUZZ_WRAP_CATALOG_H

#include "catalog/catalog.h"

ZoutAudioStatus
__real_zout_catalog_open(ZoutCatalog* catalog, ZoutAudioError* error);

/** A copy of the one catalogue; one at a time. */
ZoutAudioStatus
__wrap_zout_catalog_open(ZoutCatalog* catalog, ZoutAudioError* error);

/** Gives the copy back. */
void
__wrap_zout_catalog_close(ZoutCatalog* catalog);

#endif // ZOUT_FUZZ_WRAP_CATALOG_H
