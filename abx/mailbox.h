// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file mailbox.h
 * A record from the audio thread to others, which may look at any time and never make it wait.
 *
 * A plugin posts after every change; its state is saved, in whatever thread the host likes, from what was posted last.
 */

#ifndef ZOUT_ABX_MAILBOX_H
#define ZOUT_ABX_MAILBOX_H

#include "abx/session.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Opaque. */
typedef struct ZoutAbxMailboxImpl ZoutAbxMailbox;

/** Allocates an empty mailbox. NULL if out of memory. [setup] */
ZoutAbxMailbox*
zout_abx_mailbox_new(void);

/** Safe on NULL. [setup] */
void
zout_abx_mailbox_free(ZoutAbxMailbox* mailbox);

/** Posts the record of a session as it may be seen now, instead of the last one. [audio] One thread. */
ZOUT_REALTIME
void
zout_abx_mailbox_post(ZoutAbxMailbox* mailbox, const ZoutAbxSession* session);

/**
 * Copies what was posted last. Any other thread, any number of them.
 *
 * @return False if nothing was posted yet, or if the audio thread posted anew in every one of many attempts.
 */
bool
zout_abx_mailbox_take(ZoutAbxMailbox* mailbox, ZoutAbxRecord* record);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // ZOUT_ABX_MAILBOX_H
