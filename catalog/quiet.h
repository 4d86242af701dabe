// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file quiet.h
 * Silence on stderr while a library reads what others wrote.
 *
 * lilv prints its parser's messages and offers no way to take them, but a failure of ours is one line of our own.
 */

#ifndef ZOUT_CATALOG_QUIET_H
#define ZOUT_CATALOG_QUIET_H

/** Sends stderr nowhere; returns what zout_quiet_end() needs. One thread only. */
int
zout_quiet_begin(void);

/** Brings stderr back. */
void
zout_quiet_end(int saved);

#endif // ZOUT_CATALOG_QUIET_H
