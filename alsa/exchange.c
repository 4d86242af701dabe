// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "alsa/exchange.h"

#include "alsa/follow.h"

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

/// So many frames of these as fit in a transfer
static uint32_t
part_of(const uint64_t frames)
{
	return frames < ZOUT_TRANSFER_FRAMES ? (uint32_t)frames : ZOUT_TRANSFER_FRAMES;
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

/// Hands frames of our buffer to the slave; as flush()
static int
hand_over(ZoutPcm* const pcm, const uint32_t n_frames)
{
	pcm->made = n_frames;
	pcm->held = n_frames;
	return flush(pcm);
}

snd_pcm_sframes_t
zout_pcm_play(ZoutPcm* const                      pcm,
              const snd_pcm_channel_area_t* const areas,
              const snd_pcm_uframes_t             offset,
              const snd_pcm_uframes_t             frames)
{
	snd_pcm_channel_area_t own[2];
	describe(pcm, own);
	zout_pcm_follow_reset(pcm);
	zout_pcm_follow_slave(pcm);
	const uint64_t    known  = zout_pcm_follow_rewind(pcm);
	snd_pcm_uframes_t done   = known < frames ? (snd_pcm_uframes_t)known : frames;
	int               status = zout_pcm_follow_forward(pcm);
	status                   = status ? status : flush(pcm);
	while (!status && done < frames) {
		const uint32_t n = part_of(frames - done);
		zout_transfer(&pcm->transfer, own, 0, areas, offset + done, n);
		pcm->moved += n;
		done += n;
		status = hand_over(pcm, n);
	}
	return done ? (snd_pcm_sframes_t)done : status;
}

/// Reads frames from the slave into our buffer; how many, or why none
static snd_pcm_sframes_t
read_slave(ZoutPcm* const pcm, const uint64_t most)
{
	const snd_pcm_sframes_t got = snd_pcm_mmap_readi(pcm->slave, pcm->frames, part_of(most));
	pcm->moved += got > 0 ? (uint64_t)got : 0U;
	return got ? got : -EAGAIN;
}

/// Lets the model hear what a program that went forth does not want to have; 0, or why that is not done yet
static snd_pcm_sframes_t
skip(ZoutPcm* const pcm, const snd_pcm_channel_area_t own[2])
{
	int64_t left = zout_pcm_ahead(pcm);
	while (left > 0) {
		const snd_pcm_sframes_t got = read_slave(pcm, (uint64_t)left);
		if (got < 0) {
			return got;
		}
		zout_transfer(&pcm->transfer, own, 0, own, 0, (snd_pcm_uframes_t)got);
		left -= got;
	}
	return 0;
}

snd_pcm_sframes_t
zout_pcm_record(ZoutPcm* const                      pcm,
                const snd_pcm_channel_area_t* const areas,
                const snd_pcm_uframes_t             offset,
                const snd_pcm_uframes_t             frames)
{
	snd_pcm_channel_area_t own[2];
	describe(pcm, own);
	zout_pcm_follow_reset(pcm);
	zout_pcm_follow_slave(pcm);
	// By mmap, alsa-lib asks again for frames that were handed out and that the program has not taken
	const int64_t     ahead  = zout_pcm_ahead(pcm);
	const uint64_t    known  = ahead < 0 ? (uint64_t)-ahead : 0U;
	snd_pcm_uframes_t done   = known < frames ? (snd_pcm_uframes_t)known : frames;
	snd_pcm_sframes_t status = skip(pcm, own);
	while (!status && done < frames) {
		const snd_pcm_sframes_t got = read_slave(pcm, frames - done);
		if (got < 0) {
			status = got;
		} else {
			zout_transfer(&pcm->transfer, areas, offset + done, own, 0, (snd_pcm_uframes_t)got);
			done += (snd_pcm_uframes_t)got;
		}
	}
	return done ? (snd_pcm_sframes_t)done : status;
}

int
zout_pcm_play_silence(ZoutPcm* const pcm, uint32_t* const left)
{
	snd_pcm_channel_area_t own[2];
	int                    status = flush(pcm);
	describe(pcm, own);
	while (!status && *left) {
		const uint32_t n = part_of(*left);
		zout_transfer_silence(&pcm->transfer, own, n);
		*left -= n;
		status = hand_over(pcm, n);
	}
	return status;
}
