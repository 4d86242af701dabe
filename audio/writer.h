// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file writer.h
 * A stereo audio file to write, which appears under its name when it is complete and not before. [setup]
 */

#ifndef ZOUT_AUDIO_WRITER_H
#define ZOUT_AUDIO_WRITER_H

#include "audio/status.h"

#include <stdint.h>

/** How samples are stored. */
typedef enum {
	ZOUT_FORMAT_DEFAULT, ///< Float where the container holds it, else 24 bit
	ZOUT_FORMAT_FLOAT,   ///< 32-bit float
	ZOUT_FORMAT_24,      ///< 24-bit integer, limited at full scale; what is not a number becomes silence
} ZoutSampleFormat;

/** Opaque. */
typedef struct ZoutWriterImpl ZoutWriter;

/**
 * Creates a file of a temporary name in the directory of `path`, whose extension chooses the container. Where `path` is
 * a link, the file will be where it leads, even if nothing is there yet.
 *
 * @param rate_hz Sample rate.
 * @param frames Expected length, 0 if unknown; above 4 GB a WAV file becomes an RF64 one.
 * @param writer Receives the writer, which the caller frees with zout_writer_free(); NULL on failure.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT for a path or format that cannot be written; ZOUT_AUDIO_FAILED
 *   without memory. After a failure nothing is left behind.
 */
ZoutAudioStatus
zout_writer_open(const char*      path,
                 ZoutSampleFormat format,
                 unsigned         rate_hz,
                 uint64_t         frames,
                 ZoutWriter**     writer,
                 ZoutAudioError*  error);

/** Closes the file, and removes it unless it was committed. Safe on NULL. */
void
zout_writer_free(ZoutWriter* writer);

/**
 * Appends frames.
 *
 * @param left Samples [frames], full scale.
 * @param right Likewise.
 * @param frames At most ZOUT_BLOCK_FRAMES.
 * @return ZOUT_AUDIO_SUCCESS or ZOUT_AUDIO_FAILED.
 */
ZoutAudioStatus
zout_writer_write(ZoutWriter* writer, const float* left, const float* right, uint32_t frames, ZoutAudioError* error);

/**
 * Completes the file and gives it its name, in place of a file that had it before, whose permissions it keeps.
 * Nothing can be written then.
 *
 * @return ZOUT_AUDIO_SUCCESS or ZOUT_AUDIO_FAILED; ZOUT_AUDIO_BAD_INPUT for no frames in a format that cannot be empty.
 */
ZoutAudioStatus
zout_writer_commit(ZoutWriter* writer, ZoutAudioError* error);

/** Number of samples so far that 24 bits limited. Always 0 for float. */
uint64_t
zout_writer_clipped(const ZoutWriter* writer);

#endif // ZOUT_AUDIO_WRITER_H
