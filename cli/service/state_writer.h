// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file state_writer.h
 * A thread that writes the state file, because a disk may take seconds, or for ever, and nobody else is to wait for it.
 *
 * It writes one state at a time. One that comes meanwhile waits, and only the newest of these is written. All functions
 * are for one thread; none waits for the disk but zout_state_writer_end().
 */

#ifndef ZOUT_CLI_SERVICE_STATE_WRITER_H
#define ZOUT_CLI_SERVICE_STATE_WRITER_H

#include "audio/status.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct ZoutStateWriterImpl ZoutStateWriter;

/**
 * Starts the thread.
 *
 * @param path Of the state file; a copy is made.
 * @return NULL with the reason in `error`; else to be freed with zout_state_writer_end().
 */
ZoutStateWriter*
zout_state_writer_new(const char* path, ZoutAudioError* error);

/** Has a state written as soon as the one before is, by zout_state_write(). Frees `text`. */
void
zout_state_writer_write(ZoutStateWriter* writer, char* text);

/** A descriptor that is readable when a state has been written, or could not be. */
int
zout_state_writer_fd(const ZoutStateWriter* writer);

/**
 * Takes the result of the last writing.
 *
 * @param failed Receives 0 or the error number.
 * @return False if none has come to its end since the last result was taken.
 */
bool
zout_state_writer_result(ZoutStateWriter* writer, int* failed);

/**
 * Waits until all is written, then frees the writer.
 *
 * @param until_ms Monotonic time when patience ends: then the writer is left to its thread, which frees it.
 * @param failed Receives the result of the last writing that nobody has taken; 0 for none.
 * @return Whether all came to its end.
 */
bool
zout_state_writer_end(ZoutStateWriter* writer, int64_t until_ms, int* failed);

#endif // ZOUT_CLI_SERVICE_STATE_WRITER_H
