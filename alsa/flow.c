// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* What ALSA calls while audio flows, in the program's threads. */

#define _POSIX_C_SOURCE 200809L // struct timespec for ALSA's headers

#include "alsa/exchange.h"
#include "alsa/follow.h"
#include "audio/engine.h"

#include <errno.h>
#include <poll.h>

static ZoutPcm*
pcm_of(const snd_pcm_ioplug_t* const io)
{
	return (ZoutPcm*)io->private_data;
}

static snd_pcm_sframes_t
on_transfer(snd_pcm_ioplug_t* const             io,
            const snd_pcm_channel_area_t* const areas,
            const snd_pcm_uframes_t             offset,
            const snd_pcm_uframes_t             frames)
{
	ZoutPcm* const pcm = pcm_of(io);
	return io->stream == SND_PCM_STREAM_PLAYBACK ? zout_pcm_play(pcm, areas, offset, frames)
	                                             : zout_pcm_record(pcm, areas, offset, frames);
}

/// Frames that the slave has room for, or has; or what has become of it
static snd_pcm_sframes_t
look_at_slave(ZoutPcm* const pcm)
{
	// Some plugins know nothing new without being asked to look, and others forget to tell of their state
	const snd_pcm_sframes_t avail = snd_pcm_avail(pcm->slave);
	switch (snd_pcm_state(pcm->slave)) {
	case SND_PCM_STATE_XRUN:
		return -EPIPE;
	case SND_PCM_STATE_SUSPENDED:
		snd_pcm_ioplug_set_state(&pcm->io, SND_PCM_STATE_SUSPENDED);
		return -ESTRPIPE;
	case SND_PCM_STATE_DISCONNECTED:
		snd_pcm_ioplug_set_state(&pcm->io, SND_PCM_STATE_DISCONNECTED);
		return -ENODEV;
	default:
		return avail;
	}
}

/// Goes on with a drain that the program does not wait for; whether all of it is played
static bool
drains(ZoutPcm* const pcm)
{
	if (pcm->io.state != SND_PCM_STATE_DRAINING || pcm->io.stream != SND_PCM_STREAM_PLAYBACK) {
		return false;
	}
	if (!zout_pcm_play_silence(pcm, &pcm->tail_frames) && snd_pcm_state(pcm->slave) == SND_PCM_STATE_RUNNING) {
		snd_pcm_drain(pcm->slave); // which does not wait
	}
	return snd_pcm_state(pcm->slave) == SND_PCM_STATE_SETUP;
}

static snd_pcm_sframes_t
on_pointer(snd_pcm_ioplug_t* const io)
{
	ZoutPcm* const pcm   = pcm_of(io);
	const bool     ended = drains(pcm);
	zout_pcm_follow_reset(pcm);
	if (io->stream == SND_PCM_STREAM_PLAYBACK) {
		zout_pcm_follow_forward(pcm); // here too, or a program that went forth by a buffer would wait for ever
	}
	const snd_pcm_sframes_t avail = look_at_slave(pcm);
	if (avail == -EPIPE) {
		return -EPIPE;
	}
	if (ended) {
		pcm->position = pcm->moved;
	} else if (avail < 0) {
		// Where it was
	} else if (io->stream == SND_PCM_STREAM_PLAYBACK) {
		const uint64_t room     = (uint64_t)avail < pcm->slave_frames ? (uint64_t)avail : pcm->slave_frames;
		const uint64_t waiting  = pcm->slave_frames - room + pcm->held;
		const uint64_t position = pcm->moved > waiting ? pcm->moved - waiting : 0U;
		pcm->position           = position > pcm->position ? position : pcm->position;
	} else {
		pcm->position = pcm->moved + ((uint64_t)avail < io->buffer_size ? (uint64_t)avail : io->buffer_size);
	}
	return (snd_pcm_sframes_t)(pcm->position % (pcm->boundary ? pcm->boundary : io->buffer_size));
}

/// With what the model holds: a frame that is written now is heard so much later
static int
on_delay(snd_pcm_ioplug_t* const io, snd_pcm_sframes_t* const delay)
{
	const ZoutPcm* const pcm    = pcm_of(io);
	const int            status = snd_pcm_delay(pcm->slave, delay);
	*delay += (snd_pcm_sframes_t)(pcm->held + pcm->latency_frames);
	if (io->stream == SND_PCM_STREAM_PLAYBACK) {
		*delay += (snd_pcm_sframes_t)zout_pcm_ahead(pcm); // a program that went back has less before it
	}
	return status;
}

/// Before a stream starts, and again after an underrun: from silence, with a fade
static int
on_prepare(snd_pcm_ioplug_t* const io)
{
	ZoutPcm* const pcm = pcm_of(io);
	pcm->moved         = 0;
	pcm->position      = 0;
	pcm->held          = 0;
	pcm->tail_frames   = pcm->latency_frames;
	if (pcm->ready) {
		zout_engine_interrupted(&pcm->transfer.engine);
	}
	return snd_pcm_prepare(pcm->slave);
}

static int
on_start(snd_pcm_ioplug_t* const io)
{
	return snd_pcm_start(pcm_of(io)->slave);
}

static int
on_stop(snd_pcm_ioplug_t* const io)
{
	return snd_pcm_drop(pcm_of(io)->slave);
}

static int
on_pause(snd_pcm_ioplug_t* const io, const int enable)
{
	return snd_pcm_pause(pcm_of(io)->slave, enable);
}

/// Behind a suspend, as behind an underrun: the program prepares, and what follows fades in. A slave that goes on where
/// it was would do so at full level, and alsa-lib does not tell a program when a plugin cannot.
static int
on_resume(snd_pcm_ioplug_t* const io)
{
	const int status = snd_pcm_drop(pcm_of(io)->slave);
	snd_pcm_ioplug_set_state(io, SND_PCM_STATE_XRUN);
	return status;
}

/// Plays all there is to the end, and waits for it unless the program does not want to wait
static int
on_drain(snd_pcm_ioplug_t* const io)
{
	ZoutPcm* const pcm    = pcm_of(io);
	int            status = 0;
	if (io->stream == SND_PCM_STREAM_PLAYBACK) {
		while ((status = zout_pcm_play_silence(pcm, &pcm->tail_frames)) == -EAGAIN) {
			if (snd_pcm_state(pcm->slave) == SND_PCM_STATE_PREPARED) {
				snd_pcm_start(pcm->slave); // full, but never told to start
			}
			if (io->nonblock) {
				return -EAGAIN;
			}
			status = snd_pcm_wait(pcm->slave, -1);
			if (status < 0) {
				return status;
			}
		}
	}
	if (!status) {
		snd_pcm_nonblock(pcm->slave, io->nonblock);
		status = snd_pcm_drain(pcm->slave);
		snd_pcm_nonblock(pcm->slave, 1);
	}
	return status;
}

static int
on_descriptors_count(snd_pcm_ioplug_t* const io)
{
	return snd_pcm_poll_descriptors_count(pcm_of(io)->slave);
}

static int
on_descriptors(snd_pcm_ioplug_t* const io, struct pollfd* const fds, const unsigned n)
{
	return snd_pcm_poll_descriptors(pcm_of(io)->slave, fds, n);
}

static int
on_revents(snd_pcm_ioplug_t* const io, struct pollfd* const fds, const unsigned n, unsigned short* const events)
{
	return snd_pcm_poll_descriptors_revents(pcm_of(io)->slave, fds, n, events);
}

const snd_pcm_ioplug_callback_t zout_pcm_flow = {
	.start                  = on_start,
	.stop                   = on_stop,
	.pointer                = on_pointer,
	.transfer               = on_transfer,
	.prepare                = on_prepare,
	.drain                  = on_drain,
	.pause                  = on_pause,
	.resume                 = on_resume,
	.delay                  = on_delay,
	.poll_descriptors_count = on_descriptors_count,
	.poll_descriptors       = on_descriptors,
	.poll_revents           = on_revents,
};
