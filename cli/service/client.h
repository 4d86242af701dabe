// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file client.h
 * One client of the control socket.
 */

#ifndef ZOUT_CLI_SERVICE_CLIENT_H
#define ZOUT_CLI_SERVICE_CLIENT_H

#include "cli/service/control.h"

/** Whether a complete line waits, and the client may be answered. */
bool
zout_client_has_line(const ZoutClient* client);

/**
 * Reads once if there is something to read, and hands out complete lines; the end of the input ends the last one. Lets
 * the client go when it has nothing more to say nor to get.
 *
 * @param left Requests that may still be handled; what is beyond stays where it is.
 * @return Whether the client said something.
 */
bool
zout_client_serve(ZoutClient* client, bool readable, unsigned* left, ZoutControlHandler handler, void* user);

/** Writes what waits, as far as the client takes it. */
void
zout_client_write(ZoutClient* client);

/** Lets the client go. Safe for nobody. */
void
zout_client_close(ZoutClient* client);

#endif // ZOUT_CLI_SERVICE_CLIENT_H
