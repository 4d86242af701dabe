// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file container.h
 * File formats by the extension of a file name. [setup]
 */

#ifndef ZOUT_AUDIO_CONTAINER_H
#define ZOUT_AUDIO_CONTAINER_H

#include "audio/status.h"
#include "audio/writer.h"

#include <stdint.h>

/**
 * Finds the libsndfile format for a file.
 *
 * @param bytes Expected size of the audio data, for WAV's limit of 4 GB.
 * @param sndfile_format Receives container and sample format.
 * @return ZOUT_AUDIO_SUCCESS, or ZOUT_AUDIO_BAD_INPUT for an unknown extension or a format that it cannot hold.
 */
ZoutAudioStatus
zout_container_find(const char*      path,
                    ZoutSampleFormat format,
                    uint64_t         bytes,
                    int*             sndfile_format,
                    ZoutAudioError*  error);

#endif // ZOUT_AUDIO_CONTAINER_H
