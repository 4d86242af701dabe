// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file loop.h
 * A JACK client that plays a stimulus in a loop and records what comes back. [setup]
 *
 * It starts silent; each stimulus fades in, and out before the next one begins. All functions are for one thread.
 */

#ifndef ZOUT_AUDIO_LOOP_H
#define ZOUT_AUDIO_LOOP_H

#include "audio/status.h"

#include <stdbool.h>
#include <stddef.h>

/** Opaque. */
typedef struct ZoutLoopImpl ZoutLoop;

/** What can be known of a loop. */
typedef struct {
	unsigned    rate_hz;
	unsigned    block_frames;
	unsigned    xruns;    ///< As the server counts them
	unsigned    repeated; ///< Recordings that were made again because frames were lost
	const char* out;      ///< Ports that we play to. Owned by the loop
	const char* in;       ///< Ports that we record. Owned by the loop
	bool        pairs;    ///< Left and right are different ports, on both sides
} ZoutLoopInfo;

/** Asked while something goes on; false ends it. */
typedef struct {
	bool (*go_on)(void* handle);
	void* handle;
} ZoutLoopWatch;

/**
 * Becomes a client of the running server and connects it.
 *
 * @param out Ports to play to: one or two names separated by a comma; NULL for the first two physical ones.
 * @param in Ports to record, likewise.
 * @param loop Receives the loop, which the caller frees with zout_loop_free(); NULL on failure.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_BAD_INPUT for a port that is not there; ZOUT_AUDIO_FAILED without a server.
 */
ZoutAudioStatus
zout_loop_open(const char* out, const char* in, const ZoutLoopWatch* watch, ZoutLoop** loop, ZoutAudioError* error);

/**
 * Fades out and leaves the server. Safe on NULL.
 *
 * @return False if the server hangs: then it still uses the loop, which must stay to the end of the process.
 */
bool
zout_loop_free(ZoutLoop* loop);

/** Everything about a loop as it is now: xruns and recordings that were repeated are counted since it was opened. */
ZoutLoopInfo
zout_loop_info(const ZoutLoop* loop);

/**
 * Begins to play a stimulus, after what was played before has faded out. Returns when it has begun.
 *
 * @param stimulus Left and right, [period_frames], full scale; copied.
 * @return ZOUT_AUDIO_SUCCESS; ZOUT_AUDIO_FAILED if the server or a connection is gone, or without memory;
 *   ZOUT_AUDIO_STOPPED.
 */
ZoutAudioStatus
zout_loop_play(ZoutLoop* loop, const double* const stimulus[2], size_t period_frames, ZoutAudioError* error);

/**
 * Records while the stimulus goes on.
 *
 * Frame 0 of the recording is captured at the moment at which a frame `late_frames` of the period is played. When
 * frames are lost, it begins again.
 *
 * @param settle_frames Least number of frames since now before it begins.
 * @param late_frames Latency of the device, so that the recording begins with frame 0 of the stimulus.
 * @param recorded Receives left and right, [n_frames], full scale.
 * @return As zout_loop_play(); ZOUT_AUDIO_FAILED also if frames are lost again and again.
 */
ZoutAudioStatus
zout_loop_record(ZoutLoop*       loop,
                 size_t          settle_frames,
                 size_t          late_frames,
                 double* const   recorded[2],
                 size_t          n_frames,
                 ZoutAudioError* error);

#endif // ZOUT_AUDIO_LOOP_H
