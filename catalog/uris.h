// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file uris.h
 * Names in the world of LV2: hosts and sessions keep them, so none may ever change.
 */

#ifndef ZOUT_CATALOG_URIS_H
#define ZOUT_CATALOG_URIS_H

#define ZOUT_NS "urn:zout:ns#"
#define ZOUT_AMP_URI "urn:zout:amp"
#define ZOUT_ABX_URI "urn:zout:abx"
#define ZOUT_ABX_RECORDS_URI "urn:zout:abx#records" ///< The property that is the state of the blind tester

#endif // ZOUT_CATALOG_URIS_H
