// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file saving.h
 * When the service's loop has its state written, and what it makes of the result. Without a place for the state all of
 * this does nothing.
 */

#ifndef ZOUT_CLI_SERVICE_SAVING_H
#define ZOUT_CLI_SERVICE_SAVING_H

#include "audio/status.h"
#include "cli/service/service.h"

#include <stdint.h>

/** Makes ready to write. */
ZoutAudioStatus
zout_saving_start(ZoutService* service, ZoutAudioError* error);

/** Looks whether there is something new to remember. */
void
zout_saving_follow(ZoutService* service, int64_t now_ms);

/** When zout_saving_turn() is to be called; -1 for not before zout_saving_fd() is readable. */
int64_t
zout_saving_due_ms(const ZoutService* service);

/** Readable when zout_saving_turn() is to be called; -1 for none. */
int
zout_saving_fd(const ZoutService* service);

/** Takes the result of the last writing, and begins one if it is time. Does not wait. */
void
zout_saving_turn(ZoutService* service, int64_t now_ms);

/** Begins to write what is not written yet, however short ago it has changed. Does not wait. */
void
zout_saving_finish(ZoutService* service, int64_t now_ms);

/** Waits until that is written; but no more than a few seconds since `finish_ms`, when it has begun. */
void
zout_saving_end(ZoutService* service, int64_t finish_ms);

#endif // ZOUT_CLI_SERVICE_SAVING_H
