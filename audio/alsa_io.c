// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/alsa_io.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

enum { MAX_DESCRIPTORS = 16 };

static size_t
stride(const ZoutAlsaPcm* const pcm)
{
	return (size_t)pcm->format->bytes * (pcm->interleaved ? pcm->channels : 1U);
}

/// Where a sample stands in the block
static unsigned char*
place(const ZoutAlsaPcm* const pcm, const unsigned channel, const uint32_t block_frames, const uint32_t frame)
{
	const size_t first = (size_t)channel * pcm->format->bytes * (pcm->interleaved ? 1U : block_frames);
	return pcm->raw + first + frame * stride(pcm);
}

void
zout_alsa_unpack(const ZoutAlsaPcm* const pcm, float* const to[2], const uint32_t block_frames)
{
	for (unsigned c = 0; c < 2; ++c) {
		const unsigned channel = c < pcm->channels ? c : 0U;
		pcm->format->read(place(pcm, channel, block_frames, 0), stride(pcm), to[c], block_frames);
	}
}

void
zout_alsa_pack(const ZoutAlsaPcm* const pcm, const float* const from[2], const uint32_t block_frames)
{
	for (unsigned c = 0; c < 2; ++c) {
		pcm->format->write(from[c], place(pcm, c, block_frames, 0), stride(pcm), block_frames);
	}
}

/// The addresses of all channels from a frame on, as ALSA wants them for channels that lie apart
static void
list_places(const ZoutAlsaPcm* const pcm,
            const uint32_t           block_frames,
            const uint32_t           frame,
            void*                    places[ZOUT_ALSA_MAX_CHANNELS])
{
	for (unsigned c = 0; c < pcm->channels; ++c) {
		places[c] = place(pcm, c, block_frames, frame);
	}
}

static int
moved(const snd_pcm_sframes_t frames)
{
	return frames == -EAGAIN || frames == -EINTR ? 0 : (int)frames;
}

int
zout_alsa_read(const ZoutAlsaPcm* const pcm, const uint32_t block_frames, const uint32_t done, const uint32_t frames)
{
	void* places[ZOUT_ALSA_MAX_CHANNELS];
	if (pcm->interleaved) {
		return moved(snd_pcm_readi(pcm->handle, place(pcm, 0, block_frames, done), frames));
	}
	list_places(pcm, block_frames, done, places);
	return moved(snd_pcm_readn(pcm->handle, places, frames));
}

int
zout_alsa_write(const ZoutAlsaPcm* const pcm, const uint32_t block_frames, const uint32_t done, const uint32_t frames)
{
	void* places[ZOUT_ALSA_MAX_CHANNELS];
	if (pcm->interleaved) {
		return moved(snd_pcm_writei(pcm->handle, place(pcm, 0, block_frames, done), frames));
	}
	list_places(pcm, block_frames, done, places);
	return moved(snd_pcm_writen(pcm->handle, places, frames));
}

int
zout_alsa_write_silence(const ZoutAlsaPcm* const pcm, const uint32_t block_frames)
{
	memset(pcm->raw, 0, (size_t)block_frames * pcm->channels * pcm->format->bytes);
	const int written = zout_alsa_write(pcm, block_frames, 0, block_frames);
	return written < 0 ? written : 0;
}

/// The error that belongs to a state in which a PCM neither gives nor takes
static int
error_of(const ZoutAlsaPcm* const pcm)
{
	switch (snd_pcm_state(pcm->handle)) {
	case SND_PCM_STATE_XRUN:
		return -EPIPE;
	case SND_PCM_STATE_SUSPENDED:
		return -ESTRPIPE;
	case SND_PCM_STATE_DISCONNECTED:
		return -ENODEV;
	default:
		return -EIO;
	}
}

int
zout_alsa_wait(const ZoutAlsaPcm* const pcm, const int wake_fd, const int time_ms)
{
	struct pollfd wait[1 + MAX_DESCRIPTORS] = {{.fd = wake_fd, .events = POLLIN}}; // poll() ignores negative ones
	const int     n                         = snd_pcm_poll_descriptors(pcm->handle, wait + 1, MAX_DESCRIPTORS);
	if (n < 0) {
		return n;
	}
	const int ready = poll(wait, 1U + (unsigned)n, time_ms);
	if (ready <= 0) {
		return ready == 0 ? -ETIMEDOUT : errno == EINTR ? 0 : -errno;
	}
	unsigned short events = 0;
	const int      status = snd_pcm_poll_descriptors_revents(pcm->handle, wait + 1, (unsigned)n, &events);
	if (status < 0) {
		return status;
	}
	if (!events && !wait[0].revents) {
		// Woken for nothing: the descriptors of some plugins are always ready, and we must not spin on them
		const struct timespec moment = {0, 100000};
		nanosleep(&moment, NULL);
	}
	return (events & (POLLERR | POLLHUP | POLLNVAL)) ? error_of(pcm) : 0;
}
