// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file write_all.h
 * Writing, of which a single call may do a part or be interrupted. [setup]
 */

#ifndef ZOUT_AUDIO_WRITE_ALL_H
#define ZOUT_AUDIO_WRITE_ALL_H

#include <stddef.h>

/** Writes all bytes to a file descriptor that blocks; returns 0, or the errno of what failed. */
int
zout_write_all(int fd, const void* bytes, size_t n_bytes);

#endif // ZOUT_AUDIO_WRITE_ALL_H
