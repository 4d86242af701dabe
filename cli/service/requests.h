// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file requests.h
 * The language of the control socket. docs/control.md describes it.
 */

#ifndef ZOUT_CLI_SERVICE_REQUESTS_H
#define ZOUT_CLI_SERVICE_REQUESTS_H

#include "cli/service/service.h"

/** Does what a line asks for and answers, a reload excepted; a ZoutControlHandler whose `user` is a ZoutService. */
void
zout_request(void* user, ZoutClient* client, char* line);

/**
 * Reads the configuration again, once for all signals and all clients that have asked for that, and answers these. To
 * be called when the other requests of a turn are answered, because it takes many times as long as they do.
 */
void
zout_requests_reload(ZoutService* service);

#endif // ZOUT_CLI_SERVICE_REQUESTS_H
