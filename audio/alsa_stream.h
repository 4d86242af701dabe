// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file alsa_stream.h
 * The audio thread of the ALSA backend: from one PCM through the engine to another one.
 *
 * Nothing here allocates, frees, locks or logs. The only system calls are those of ALSA, the clock, and waiting for a
 * device, which ends at once when the stream is to end. Opening devices is in alsa_pcm.h.
 */

#ifndef ZOUT_AUDIO_ALSA_STREAM_H
#define ZOUT_AUDIO_ALSA_STREAM_H

#include "audio/alsa_pcm.h"
#include "audio/engine_process.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** All that the audio thread touches. */
typedef struct {
	ZoutAlsaPair pair;
	ZoutEngine*  engine;
	int          wake_fd;  ///< Readable when `ending` has become true
	int          event_fd; ///< Written when `xruns` changes
	atomic_bool  ending;   ///< True to fade out and return
	atomic_uint  xruns;    ///< Audio lost because somebody was late

	// The thread's own
	uint32_t in_frames;   ///< Of the block, read so far
	uint32_t out_frames;  ///< Of the block, still to be written
	uint32_t well_frames; ///< Processed since the last xrun, up to a second
	unsigned hasty;       ///< Xruns in a row, with less than a second between them
	double   lead_s;      ///< How far audio is ahead of the clock
	double   block_s;     ///< When the last block was processed, by the monotonic clock
	float    in[2][ZOUT_ALSA_MAX_BLOCK];
	float    out[2][ZOUT_ALSA_MAX_BLOCK];
} ZoutAlsaStream;

/** Why a stream has ended. */
typedef struct {
	int                number; ///< ALSA's, negative; 0 because it was to end
	const ZoutAlsaPcm* pcm;    ///< The one that failed
} ZoutAlsaEnd;

/**
 * Plays until it is to end or a device is lost. Xruns and suspends it survives, with a fade. [audio, waits]
 *
 * Before it returns it has played a fade to silence, if the device for playback still plays.
 *
 * @param stream With an open pair and an engine that is prepared for its rate.
 */
ZoutAlsaEnd
zout_alsa_play(ZoutAlsaStream* stream);

#endif // ZOUT_AUDIO_ALSA_STREAM_H
