// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_gaps.h
 * Whether audio was lost between two blocks of a JACK client, as its process thread sees it.
 */

#ifndef ZOUT_AUDIO_JACK_GAPS_H
#define ZOUT_AUDIO_JACK_GAPS_H

#include "dsp/attributes.h"

#include <jack/jack.h>
#include <stdbool.h>

/** What is known of the block before. Zero before use. */
typedef struct {
	bool           going;            ///< There was one
	jack_nframes_t next_frame;       ///< Time of the block that follows without a hole
	bool           was_freewheeling; ///< In the block before
	float          xrun_delay_us;    ///< How late the driver was when it lost audio last
} ZoutJackGaps;

/** Whether the device or the server has left out audio before this block. Once for each block. [audio] */
ZOUT_REALTIME
bool
zout_jack_lost_audio(ZoutJackGaps* gaps, jack_client_t* client, jack_nframes_t frames, bool freewheeling);

#endif // ZOUT_AUDIO_JACK_GAPS_H
