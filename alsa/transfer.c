// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "alsa/transfer.h"

#include <string.h>

/// Bytes from one sample of a channel to the next; areas count in bits
static size_t
stride(const snd_pcm_channel_area_t* const area)
{
	return area->step / 8U;
}

static void*
address(const snd_pcm_channel_area_t* const area, const snd_pcm_uframes_t frame)
{
	return (unsigned char*)area->addr + area->first / 8U + frame * stride(area);
}

/// Processes what is in the buffers
static void
process(ZoutTransfer* const                 transfer,
        const snd_pcm_channel_area_t* const to,
        const snd_pcm_uframes_t             to_offset,
        const uint32_t                      frames)
{
	const float* const in[2]  = {transfer->in[0], transfer->in[1]};
	float* const       out[2] = {transfer->out[0], transfer->out[1]};
	zout_engine_process(&transfer->engine, in, out, frames);
	for (unsigned c = 0; c < 2; ++c) {
		transfer->out_format->write(out[c], address(&to[c], to_offset), stride(&to[c]), frames);
	}
}

void
zout_transfer(ZoutTransfer* const                 transfer,
              const snd_pcm_channel_area_t* const to,
              const snd_pcm_uframes_t             to_offset,
              const snd_pcm_channel_area_t* const from,
              const snd_pcm_uframes_t             from_offset,
              const snd_pcm_uframes_t             frames)
{
	for (snd_pcm_uframes_t done = 0; done < frames;) {
		const snd_pcm_uframes_t left = frames - done;
		const uint32_t          n    = left < ZOUT_TRANSFER_FRAMES ? (uint32_t)left : ZOUT_TRANSFER_FRAMES;
		for (unsigned c = 0; c < 2; ++c) {
			const snd_pcm_channel_area_t* const area = &from[c < transfer->in_channels ? c : 0U];
			transfer->in_format->read(address(area, from_offset + done), stride(area), transfer->in[c], n);
		}
		process(transfer, to, to_offset + done, n);
		done += n;
	}
}

void
zout_transfer_silence(ZoutTransfer* const transfer, const snd_pcm_channel_area_t* const to, const uint32_t frames)
{
	memset(transfer->in, 0, sizeof(transfer->in));
	process(transfer, to, 0, frames);
}
