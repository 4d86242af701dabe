// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file reader.h
 * A mono or stereo audio file to read from, always delivered as stereo. [setup]
 */

#ifndef ZOUT_AUDIO_READER_H
#define ZOUT_AUDIO_READER_H

#include "audio/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { ZOUT_BLOCK_FRAMES = 4096 }; ///< Largest number of frames read or written at once

/** Opaque. */
typedef struct ZoutReaderImpl ZoutReader;

/**
 * Opens any file that libsndfile reads.
 *
 * @param reader Receives the reader, which the caller frees with zout_reader_free(); NULL on failure.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT if it cannot be read, has more than two channels or a
 *   sample rate that no model takes; ZOUT_AUDIO_FAILED without memory.
 */
ZoutAudioStatus
zout_reader_open(const char* path, ZoutReader** reader, ZoutAudioError* error);

/** Closes the file. Safe on NULL. */
void
zout_reader_free(ZoutReader* reader);

/** Sample rate in Hz. */
unsigned
zout_reader_rate_hz(const ZoutReader* reader);

/** Channels of the file: 1 or 2. */
unsigned
zout_reader_channels(const ZoutReader* reader);

/** Length in frames as the file's header says it; 0 if it does not say. */
uint64_t
zout_reader_frames(const ZoutReader* reader);

/** True if `path` leads to the very file that is being read, by whatever name or link. */
bool
zout_reader_is_file(const ZoutReader* reader, const char* path);

/**
 * Reads the next frames; a mono file goes to both sides.
 *
 * @param left Receives samples, full scale, room for ZOUT_BLOCK_FRAMES.
 * @param right Likewise.
 * @param frames Receives the number of frames: ZOUT_BLOCK_FRAMES, less at the end, then 0 for ever.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT if the file is damaged.
 */
ZoutAudioStatus
zout_reader_read(ZoutReader* reader, float* left, float* right, uint32_t* frames, ZoutAudioError* error);

#endif // ZOUT_AUDIO_READER_H
