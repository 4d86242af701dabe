// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audio/jack_block.h"

#include "audio/jack_realtime.h"

#include <stddef.h>
#include <string.h>

ZoutJackBlock
zout_jack_block(jack_port_t* const in[2], jack_port_t* const out[2], const jack_nframes_t frames)
{
	ZoutJackBlock block = {{NULL, NULL}, {NULL, NULL}, true};
	for (unsigned i = 0; i < 2; ++i) {
		block.in[i]  = in[i] ? (const float*)jack_port_get_buffer(in[i], frames) : NULL;
		block.out[i] = (float*)jack_port_get_buffer(out[i], frames);
		block.whole  = block.whole && block.out[i] && (!in[i] || block.in[i]);
	}
	for (unsigned i = 0; i < 2 && !block.whole; ++i) {
		if (block.out[i]) {
			memset(block.out[i], 0, frames * sizeof(float));
		}
	}
	return block;
}
