// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file places.h
 * What a service has in the file system: its state and its control socket.
 */

#ifndef ZOUT_CLI_SERVICE_PLACES_H
#define ZOUT_CLI_SERVICE_PLACES_H

#include "cli/service/service.h"

/** Looks at what is where state and socket are to be, as a start would, and leaves it alone. Complains. */
ZoutExit
zout_places_check(const ZoutConfig* config);

/**
 * Reads the state, opens the socket, and takes the lock of a state whose place was typed. What the service can do
 * without is a warning: a state that another service has is not written.
 *
 * @param memory Receives what the state file has.
 */
ZoutExit
zout_places_take(ZoutService* service, ZoutMemory* memory);

#endif // ZOUT_CLI_SERVICE_PLACES_H
