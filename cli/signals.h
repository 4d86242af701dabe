// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file signals.h
 * The user's wish to end, as a file descriptor: no handler, no global.
 */

#ifndef ZOUT_CLI_SIGNALS_H
#define ZOUT_CLI_SIGNALS_H

#include <stdbool.h>

/**
 * Takes SIGINT, SIGTERM and SIGHUP away from their default action. To be called before any thread is made, so that
 * all of them inherit it. A signal that was ignored from the start, as under nohup, stays ignored.
 *
 * Also ignores the signals that would kill where an error code does: of a lost peer and of the file size limit.
 *
 * @return A descriptor that is readable when one of them has come, which the caller closes; -1 on failure.
 */
int
zout_signals_open(void);

/** The number of the next signal that has come, or 0 if there is none. Does not wait. */
int
zout_signals_take(int fd);

/** True if one of them has come. Does not wait. */
bool
zout_signals_pending(int fd);

#endif // ZOUT_CLI_SIGNALS_H
