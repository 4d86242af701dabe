// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "alsa/exchange.h"

#include "audio/engine.h"

#include <errno.h>

/// The buffer of frames that go to the slave or come from it, as ALSA describes areas
static void
describe(ZoutPcm* const pcm, snd_pcm_channel_area_t areas[2])
{
	for (unsigned c = 0; c < 2; ++c) {
		areas[c] =
			(snd_pcm_channel_area_t){pcm->frames, (unsigned)(8U * sizeof(float)) * c, 8U * sizeof(pcm->frames[0])};
	}
}

/// Hands what the slave has not taken yet to it; 0 once there is nothing left, -EAGAIN while it is full
static int
flush(ZoutPcm* const pcm)
{
	while (pcm->held) {
		const snd_pcm_sframes_t taken = snd_pcm_mmap_writei(pcm->slave, pcm->frames[pcm->made - pcm->held], pcm->held);
		if (taken <= 0) {
			return taken < 0 && taken != -EINTR ? (int)taken : -EAGAIN;
		}
		pcm->held -= (uint32_t)taken;
	}
	return 0;
}

/// Frames that were moved and lie behind the program's position; 0 where that is none in the buffer
static uint64_t
frames_behind(const ZoutPcm* const pcm)
{
	const uint64_t boundary = pcm->boundary ? pcm->boundary : 1U;
	const uint64_t behind   = (pcm->moved % boundary + boundary - pcm->io.appl_ptr % boundary) % boundary;
	return behind <= pcm->io.buffer_size ? behind : 0U;
}

/// A program that has gone back has what it has written replaced, as far as the slave still can
static void
follow_rewind(ZoutPcm* const pcm)
{
	const uint64_t behind = frames_behind(pcm);
	if (behind) {
		const snd_pcm_sframes_t back = snd_pcm_rewind(pcm->slave, behind);
		pcm->moved -= back > 0 ? (uint64_t)back : 0U;
	}
}

/// Behind an underrun that has not stopped the slave: goes on where it is, for what it has passed by nobody would hear,
/// and from silence, with a fade. For the program time stands still until it writes.
static void
follow_underrun(ZoutPcm* const pcm)
{
	const snd_pcm_sframes_t late = pcm->runs_on ? snd_pcm_avail(pcm->slave) - (snd_pcm_sframes_t)pcm->slave_frames : 0;
	if (late > 0) {
		snd_pcm_forward(pcm->slave, (snd_pcm_uframes_t)late);
		pcm->held = 0; // from before, at full level
		zout_engine_interrupted(&pcm->transfer.engine);
	}
}

snd_pcm_sframes_t
zout_pcm_play(ZoutPcm* const                      pcm,
              const snd_pcm_channel_area_t* const areas,
              const snd_pcm_uframes_t             offset,
              const snd_pcm_uframes_t             frames)
{
	snd_pcm_channel_area_t own[2];
	snd_pcm_uframes_t      done = 0;
	describe(pcm, own);
	follow_underrun(pcm);
	int status = flush(pcm);
	follow_rewind(pcm);
	while (!status && done < frames) {
		const snd_pcm_uframes_t left = frames - done;
		const uint32_t          n    = left < ZOUT_TRANSFER_FRAMES ? (uint32_t)left : ZOUT_TRANSFER_FRAMES;
		zout_transfer(&pcm->transfer, own, 0, areas, offset + done, n);
		pcm->made = n;
		pcm->held = n;
		pcm->moved += n;
		done += n;
		status = flush(pcm);
	}
	return done ? (snd_pcm_sframes_t)done : status;
}

snd_pcm_sframes_t
zout_pcm_record(ZoutPcm* const                      pcm,
                const snd_pcm_channel_area_t* const areas,
                const snd_pcm_uframes_t             offset,
                const snd_pcm_uframes_t             frames)
{
	// By mmap, alsa-lib asks again for frames that were handed out and that the program has not taken
	const uint64_t         known = frames_behind(pcm);
	snd_pcm_channel_area_t own[2];
	snd_pcm_uframes_t      done = known < frames ? (snd_pcm_uframes_t)known : frames;
	describe(pcm, own);
	while (done < frames) {
		const snd_pcm_uframes_t left = frames - done;
		const snd_pcm_uframes_t n    = left < ZOUT_TRANSFER_FRAMES ? left : ZOUT_TRANSFER_FRAMES;
		const snd_pcm_sframes_t got  = snd_pcm_mmap_readi(pcm->slave, pcm->frames, n);
		if (got <= 0) {
			return done ? (snd_pcm_sframes_t)done : got < 0 ? got : -EAGAIN;
		}
		zout_transfer(&pcm->transfer, areas, offset + done, own, 0, (snd_pcm_uframes_t)got);
		pcm->moved += (uint64_t)got;
		done += (snd_pcm_uframes_t)got;
	}
	return (snd_pcm_sframes_t)done;
}

int
zout_pcm_play_tail(ZoutPcm* const pcm)
{
	snd_pcm_channel_area_t own[2];
	int                    status = flush(pcm);
	describe(pcm, own);
	while (!status && pcm->tail_frames) {
		const uint32_t n = pcm->tail_frames < ZOUT_TRANSFER_FRAMES ? pcm->tail_frames : ZOUT_TRANSFER_FRAMES;
		zout_transfer_silence(&pcm->transfer, own, n);
		pcm->tail_frames -= n;
		pcm->made = n;
		pcm->held = n;
		status    = flush(pcm);
	}
	return status;
}
