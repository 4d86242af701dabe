// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file wake.h
 * An event descriptor (eventfd) by which one thread wakes another one. Any thread.
 */

#ifndef ZOUT_AUDIO_WAKE_H
#define ZOUT_AUDIO_WAKE_H

/** Makes one, which neither blocks nor goes to other programs; -1, and errno, without success. */
int
zout_wake_open(void);

/** Makes it readable. */
void
zout_wake_post(int fd);

/** Makes it unreadable. */
void
zout_wake_drain(int fd);

/** Frees it. Safe for -1. */
void
zout_wake_close(int fd);

#endif // ZOUT_AUDIO_WAKE_H
