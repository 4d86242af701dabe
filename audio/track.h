// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file track.h
 * A whole audio file in memory, stereo, at the sample rate that it is wanted at. [setup]
 *
 * Resampling is done once, by libsoxr in its 28-bit quality: its errors lie near -170 dB, below the float samples.
 * (liquid-dsp, which measures for us elsewhere, works in single precision and ends near -110 dB.)
 */

#ifndef ZOUT_AUDIO_TRACK_H
#define ZOUT_AUDIO_TRACK_H

#include "audio/status.h"

#include <stdbool.h>
#include <stdint.h>

enum { ZOUT_TRACK_MAX_S = 3600 }; ///< Longest track, in seconds; an hour at 48 kHz takes 1.4 GB

/** A loaded track. */
typedef struct {
	float*   side[2];      ///< Left and right, full scale, each [frames]
	uint64_t frames;       ///< Length at `rate_hz`
	unsigned rate_hz;      ///< Of the samples here
	unsigned file_rate_hz; ///< Of the file
	unsigned channels;     ///< Of the file: 1 went to both sides
} ZoutTrack;

/** Called after every block: frames of the file read so far, and its length or 0 if unknown; false stops. */
typedef bool (*ZoutTrackFunc)(void* handle, uint64_t done, uint64_t total);

/**
 * Reads a mono or stereo file of any format that libsndfile knows.
 *
 * @param rate_hz Wanted sample rate; 0 for the file's own.
 * @param func Progress and interruption; NULL for none.
 * @param track Receives the track, which the caller frees with zout_track_clear(), also after a failure.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT if it cannot be read or is empty or too long; ZOUT_AUDIO_STOPPED
 *   if `func` said so; ZOUT_AUDIO_FAILED without memory.
 */
ZoutAudioStatus
zout_track_load(const char*     path,
                unsigned        rate_hz,
                ZoutTrackFunc   func,
                void*           handle,
                ZoutTrack*      track,
                ZoutAudioError* error);

/** Frees the samples. Safe on a zeroed track. */
void
zout_track_clear(ZoutTrack* track);

#endif // ZOUT_AUDIO_TRACK_H
