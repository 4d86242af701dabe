// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file transport.h
 * Plays a loop of a track that lies in memory.
 *
 * At the seam of the loop the audio fades out and in again within 5 ms each, so that the jump does not click. Jumps
 * made from outside do not fade: whoever makes them has silence already. Nothing here allocates or blocks. Functions
 * marked [audio] are for the audio thread, one thread at a time; output does not depend on how frames are grouped.
 */

#ifndef ZOUT_ABX_TRANSPORT_H
#define ZOUT_ABX_TRANSPORT_H

#include "dsp/attributes.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	ZOUT_SEAM_MS     = 5,   ///< Length of each of the two fades at the seam
	ZOUT_LOOP_MIN_MS = 500, ///< Shortest loop
};

/** A player. The fields are private. */
typedef struct {
	const float* side[2];     ///< Left and right, each [frames]. Owned by the caller
	uint64_t     frames;      ///< Length of the track
	uint64_t     start;       ///< First frame of the loop
	uint64_t     end;         ///< First frame after it
	uint64_t     position;    ///< Next frame
	uint32_t     seam_frames; ///< Length of a fade
	uint32_t     fade;        ///< 0 is silent, seam_frames is full
	uint32_t     hold_frames; ///< Silence before the next frame
	bool         playing;
} ZoutTransport;

/** Prepares a stopped player that loops over the whole track. [setup] */
void
zout_transport_init(ZoutTransport* self, const float* left, const float* right, uint64_t frames, double rate_hz);

/**
 * Sets the loop to what of it is possible: inside the track, at least ZOUT_LOOP_MIN_MS long if the track is. A
 * position outside goes to its start. [audio]
 */
ZOUT_REALTIME
void
zout_transport_loop(ZoutTransport* self, uint64_t start, uint64_t end);

/**
 * Jumps to a frame, or to the nearest one in the loop. [audio]
 *
 * @param hold_frames Frames of silence before it.
 */
ZOUT_REALTIME
void
zout_transport_jump(ZoutTransport* self, uint64_t position, uint32_t hold_frames);

/** Plays on, or stands still. [audio] */
ZOUT_REALTIME
void
zout_transport_play(ZoutTransport* self, bool playing);

/**
 * Reads `frames` frames, silence while standing still. [audio]
 *
 * @param out Left and right, each [frames].
 */
ZOUT_REALTIME
void
zout_transport_read(ZoutTransport* self, float* const out[2], uint32_t frames);

#endif // ZOUT_ABX_TRANSPORT_H
