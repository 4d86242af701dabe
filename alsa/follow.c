// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "alsa/follow.h"

#include "alsa/exchange.h"
#include "audio/engine.h"

int64_t
zout_pcm_ahead(const ZoutPcm* const pcm)
{
	const uint64_t boundary = pcm->boundary ? pcm->boundary : 1U;
	const uint64_t ahead    = (pcm->io.appl_ptr % boundary + boundary - pcm->moved % boundary) % boundary;
	const uint64_t behind   = ahead ? boundary - ahead : 0U;
	if (ahead <= pcm->io.buffer_size) {
		return (int64_t)ahead;
	}
	return behind <= pcm->io.buffer_size ? -(int64_t)behind : 0;
}

void
zout_pcm_follow_reset(ZoutPcm* const pcm)
{
	if (pcm->moved == 0 || pcm->io.appl_ptr || pcm->io.hw_ptr) {
		return;
	}
	if (pcm->io.stream == SND_PCM_STREAM_PLAYBACK) {
		const snd_pcm_sframes_t back = snd_pcm_rewindable(pcm->slave);
		if (back > 0) {
			snd_pcm_rewind(pcm->slave, (snd_pcm_uframes_t)back);
		}
	}
	pcm->held     = 0;
	pcm->moved    = 0;
	pcm->position = 0;
	zout_engine_interrupted(&pcm->transfer.engine);
}

void
zout_pcm_follow_slave(ZoutPcm* const pcm)
{
	const snd_pcm_sframes_t late = pcm->runs_on ? snd_pcm_avail(pcm->slave) - (snd_pcm_sframes_t)pcm->slave_frames : 0;
	if (late > 0) {
		snd_pcm_forward(pcm->slave, (snd_pcm_uframes_t)late); // past what nobody would hear, or is overwritten
		pcm->held = 0;                                        // from before, at full level
		zout_engine_interrupted(&pcm->transfer.engine);
	}
}

int
zout_pcm_follow_forward(ZoutPcm* const pcm)
{
	const int64_t ahead  = zout_pcm_ahead(pcm);
	uint32_t      left   = ahead > 0 ? (uint32_t)ahead : 0U;
	const int     status = left ? zout_pcm_play_silence(pcm, &left) : 0;
	pcm->moved += ahead > 0 ? (uint64_t)ahead - left : 0U;
	return status;
}

uint64_t
zout_pcm_follow_rewind(ZoutPcm* const pcm)
{
	const int64_t ahead = zout_pcm_ahead(pcm);
	if (ahead >= 0) {
		return 0;
	}
	uint64_t       behind = (uint64_t)-ahead;
	const uint32_t unsent = pcm->held < behind ? pcm->held : (uint32_t)behind;
	pcm->held -= unsent;
	pcm->made -= unsent;
	behind -= unsent;
	const snd_pcm_sframes_t back = behind ? snd_pcm_rewind(pcm->slave, behind) : 0;
	behind -= back > 0 ? (uint64_t)back : 0U;
	pcm->moved -= (uint64_t)-ahead - behind;
	return behind;
}
