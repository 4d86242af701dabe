// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/alsa_worker.h"

#include "audio/alsa_message.h"
#include "audio/clock.h"
#include "audio/engine.h"
#include "audio/wake.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/// Pause before the second attempt to open the devices; it doubles up to the longest one
static const int first_pause_ms = 100, longest_pause_ms = 2000;

/// A device that played for so long was worth opening: the pauses begin anew
static const uint64_t well_ns = 2000000000U;

/// Above ordinary programs, below the interrupt threads of a kernel with threaded interrupts (50)
static const int wanted_priority = 20;

/// Publishes how things are, and tells the caller; `trouble` is NULL while audio passes
static void
publish(ZoutAlsaWorker* const     self,
        const ZoutAlsaWish* const wish,
        const unsigned            latency_frames,
        const bool                realtime,
        const char* const         trouble)
{
	pthread_mutex_lock(&self->worker.lock);
	ZoutBackendInfo* const info   = &self->info;
	const ZoutBackendInfo  before = *info;
	info->losses += trouble && info->state == ZOUT_BACKEND_RUNNING && !self->quit;
	info->state          = trouble ? ZOUT_BACKEND_WAITING : ZOUT_BACKEND_RUNNING;
	info->rate_hz        = trouble ? 0U : self->stream.pair.rate_hz;
	info->block_frames   = trouble ? 0U : self->stream.pair.block_frames;
	info->latency_frames = latency_frames;
	info->realtime       = realtime;
	snprintf(info->name, sizeof(info->name), "%.60s to %.60s", wish->capture, wish->playback);
	snprintf(info->trouble, sizeof(info->trouble), "%.250s", trouble ? trouble : "");
	const bool news = memcmp(info, &before, sizeof(before)) != 0;
	pthread_mutex_unlock(&self->worker.lock);
	if (news) {
		zout_wake_post(self->stream.event_fd);
	}
}

/// Takes what the caller wants; false to end
static bool
take_orders(ZoutAlsaWorker* const self, ZoutAlsaWish* const wish)
{
	pthread_mutex_lock(&self->worker.lock);
	const bool go_on = !self->quit;
	*wish            = self->wish;
	zout_wake_drain(self->stream.wake_fd);
	atomic_store(&self->stream.ending, !go_on);
	pthread_mutex_unlock(&self->worker.lock);
	return go_on;
}

/// Tries for real-time priority, as high as the system allows up to what we want
static bool
raise_priority(void)
{
	struct rlimit      limit;
	struct sched_param param = {.sched_priority = wanted_priority};
	if (!pthread_setschedparam(pthread_self(), SCHED_FIFO, &param)) {
		return true;
	}
	if (getrlimit(RLIMIT_RTPRIO, &limit) || !limit.rlim_cur) {
		return false;
	}
	param.sched_priority = limit.rlim_cur < (rlim_t)wanted_priority ? (int)limit.rlim_cur : wanted_priority;
	return !pthread_setschedparam(pthread_self(), SCHED_FIFO, &param);
}

static void
lower_priority(void)
{
	const struct sched_param param = {.sched_priority = 0};
	pthread_setschedparam(pthread_self(), SCHED_OTHER, &param);
}

/// From open devices to the end of their audio
static ZoutAudioStatus
play(ZoutAlsaWorker* const self, const ZoutAlsaWish* const wish, ZoutAudioError* const error)
{
	ZoutAlsaStream* const stream         = &self->stream;
	unsigned              latency_frames = 0;
	ZoutAudioStatus       status = zout_engine_prepare(self->engine, stream->pair.rate_hz, &latency_frames, error);
	if (status) {
		return status;
	}
	const bool realtime = raise_priority();
	publish(self, wish, latency_frames, realtime, NULL);
	zout_alsa_forget_messages();
	const ZoutAlsaEnd end = zout_alsa_play(stream);
	lower_priority();

	if (end.number < 0) {
		const bool capture = end.pcm == &stream->pair.capture;
		status             = zout_alsa_fail(error,
                                end.number == -EPIPE ? "loses audio all the time" : "lost",
                                capture ? "capture" : "playback",
                                capture ? wish->capture : wish->playback,
                                end.number == -EPIPE ? 0 : end.number);
	}
	return status;
}

/// Waits for orders, or until it is time for the next attempt
static void
pause_ms(const ZoutAlsaWorker* const self, const int time_ms)
{
	struct pollfd wake = {.fd = self->stream.wake_fd, .events = POLLIN};
	(void)poll(&wake, 1, time_ms);
}

void*
zout_alsa_work(void* const arg)
{
	ZoutAlsaWorker* const self    = (ZoutAlsaWorker*)arg;
	ZoutAlsaStream* const stream  = &self->stream;
	int                   time_ms = first_pause_ms;
	ZoutAlsaWish          wish;
	zout_alsa_keep_messages();
	while (take_orders(self, &wish)) {
		const uint64_t  start_ns = zout_clock_ns();
		ZoutAudioError  error;
		ZoutAudioStatus status =
			zout_alsa_open(wish.capture, wish.playback, wish.rate_hz, wish.block_frames, &stream->pair, &error);
		status = status ? status : play(self, &wish, &error);
		zout_alsa_close(&stream->pair);
		if (!status || zout_clock_ns() - start_ns > well_ns) {
			time_ms = first_pause_ms;
		}
		if (status) {
			publish(self, &wish, 0, false, error.text);
			pause_ms(self, time_ms);
			time_ms = 2 * time_ms < longest_pause_ms ? 2 * time_ms : longest_pause_ms;
		}
	}

	pthread_mutex_lock(&self->worker.lock);
	self->info.state = ZOUT_BACKEND_STOPPED;
	zout_worker_say_ended(&self->worker);
	pthread_mutex_unlock(&self->worker.lock);
	return NULL;
}
