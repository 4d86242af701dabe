// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/** @file jack_block.h
 * The buffers of a stereo client's ports for one block.
 */

#ifndef ZOUT_AUDIO_JACK_BLOCK_H
#define ZOUT_AUDIO_JACK_BLOCK_H

#include "dsp/attributes.h"

#include <jack/jack.h>
#include <stdbool.h>

/** Buffers, each [frames]. */
typedef struct {
	const float* in[2];  ///< Left, right; NULL without inputs
	float*       out[2]; ///< Left, right
	bool         whole;  ///< Whether all are there; else those of `out` that are hold silence already
} ZoutJackBlock;

/**
 * Looks up the buffers of a block. PipeWire has none for ports while it rearranges them. [audio]
 *
 * @param in Left, right; both NULL for a client without inputs.
 * @param out Left, right.
 */
ZOUT_REALTIME
ZoutJackBlock
zout_jack_block(jack_port_t* const in[2], jack_port_t* const out[2], jack_nframes_t frames);

#endif // ZOUT_AUDIO_JACK_BLOCK_H
