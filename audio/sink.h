// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file sink.h
 * A file descriptor to which libsndfile writes, and which remembers why it could not. [setup]
 *
 * libsndfile itself does not tell: the last block of a FLAC file is written inside sf_close(), which returns success
 * however that ended.
 */

#ifndef ZOUT_AUDIO_SINK_H
#define ZOUT_AUDIO_SINK_H

#include <sndfile.h>

/** Has to stay where it is until sf_close(). */
typedef struct {
	int fd;    ///< Of a regular file, the caller's to close after sf_close()
	int error; ///< errno of the first write or seek that failed, 0 while all is well
} ZoutSink;

/** As sf_open_fd() for writing, but anything may fail without a word: look at `error` then, also after sf_close(). */
SNDFILE*
zout_sink_open(ZoutSink* sink, SF_INFO* info);

#endif // ZOUT_AUDIO_SINK_H
