// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file notify.h
 * Telling a service manager how we are: systemd's protocol for services of Type=notify, one datagram a message.
 */

#ifndef ZOUT_CLI_SERVICE_NOTIFY_H
#define ZOUT_CLI_SERVICE_NOTIFY_H

#include "audio/attributes.h"

/** Sends assignments separated by newlines, as "READY=1\nSTATUS=running". Without a manager nothing happens. */
void
zout_notify(const char* format, ...) ZOUT_PRINTF(1, 2);

/** Says that a reload begins; it ends with READY=1. */
void
zout_notify_reloading(void);

/** How often the manager wants to hear WATCHDOG=1, in ms, with a margin; 0 for not at all. */
unsigned
zout_notify_watchdog_ms(void);

#endif // ZOUT_CLI_SERVICE_NOTIFY_H
