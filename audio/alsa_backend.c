// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* ALSA as a backend: what the caller sees of the thread that does the work. */

#define _POSIX_C_SOURCE 200809L

#include "audio/alsa_worker.h"
#include "audio/backend.h"
#include "audio/wake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Patience with a device that hangs when all is to end: so long, and the periods that the fade and what is queued take
static const double patience_s       = 2.0;
static const double patience_periods = 6.0;

static ZoutAlsaWorker*
of(ZoutBackend* const backend)
{
	return (ZoutAlsaWorker*)backend;
}

static ZoutAudioStatus
read_setup(const ZoutBackendSetup* const setup, ZoutAlsaWish* const wish, ZoutAudioError* const error)
{
	const char* const names[2] = {setup->capture, setup->playback};
	for (unsigned i = 0; i < 2; ++i) {
		if (!names[i] || !*names[i] || strlen(names[i]) >= sizeof(wish->capture)) {
			return zout_audio_fail(error,
			                       ZOUT_AUDIO_BAD_INPUT,
			                       "bad %s device '%.80s', expected the name of an ALSA PCM, of 1 to %zu characters",
			                       i ? "playback" : "capture",
			                       names[i] ? names[i] : "",
			                       sizeof(wish->capture) - 1U);
		}
	}
	if (setup->rate_hz && (setup->rate_hz < ZOUT_MIN_RATE_HZ || setup->rate_hz > ZOUT_MAX_RATE_HZ)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad sample rate %u Hz, expected %d to %d Hz",
		                       setup->rate_hz,
		                       ZOUT_MIN_RATE_HZ,
		                       ZOUT_MAX_RATE_HZ);
	}
	if (setup->block_frames &&
	    (setup->block_frames < ZOUT_ALSA_MIN_BLOCK || setup->block_frames > ZOUT_ALSA_MAX_BLOCK)) {
		return zout_audio_fail(error,
		                       ZOUT_AUDIO_BAD_INPUT,
		                       "bad period of %u frames, expected %d to %d",
		                       setup->block_frames,
		                       ZOUT_ALSA_MIN_BLOCK,
		                       ZOUT_ALSA_MAX_BLOCK);
	}
	memset(wish, 0, sizeof(*wish));
	snprintf(wish->capture, sizeof(wish->capture), "%s", names[0]);
	snprintf(wish->playback, sizeof(wish->playback), "%s", names[1]);
	wish->rate_hz      = setup->rate_hz;
	wish->block_frames = setup->block_frames;
	return ZOUT_AUDIO_SUCCESS;
}

static void
alsa_stop(ZoutBackend* const backend)
{
	ZoutAlsaWorker* const        self = of(backend);
	const ZoutBackendInfo* const info = &self->info;
	if (!self->worker.started) {
		return;
	}
	pthread_mutex_lock(&self->worker.lock);
	const double queued_s = info->rate_hz ? patience_periods * info->block_frames / (double)info->rate_hz : 0.0;
	self->quit            = true;
	pthread_mutex_unlock(&self->worker.lock);
	atomic_store(&self->stream.ending, true);
	zout_wake_post(self->stream.wake_fd);
	zout_worker_join(&self->worker, patience_s + queued_s);
}

static void
alsa_free(ZoutBackend* const backend)
{
	ZoutAlsaWorker* const self = of(backend);
	if (!self) {
		return;
	}
	alsa_stop(backend);
	if (self->worker.started) {
		return; // it hangs in a device, with all that is ours
	}
	zout_wake_close(self->stream.wake_fd);
	zout_wake_close(self->stream.event_fd);
	zout_worker_clear(&self->worker);
	free(self);
}

static ZoutAudioStatus
alsa_open(const ZoutBackendSetup* const setup,
          ZoutEngine* const             engine,
          ZoutBackend** const           backend,
          ZoutAudioError* const         error)
{
	ZoutAlsaWish wish;
	*backend               = NULL;
	ZoutAudioStatus status = read_setup(setup, &wish, error);
	if (status) {
		return status;
	}
	ZoutAlsaWorker* const self = (ZoutAlsaWorker*)calloc(1, sizeof(ZoutAlsaWorker));
	if (!self) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	self->base.type       = &zout_alsa_backend;
	self->engine          = engine;
	self->stream.engine   = engine;
	self->stream.wake_fd  = zout_wake_open();
	self->stream.event_fd = zout_wake_open();
	self->wish            = wish;
	zout_worker_init(&self->worker);
	if (self->stream.wake_fd < 0 || self->stream.event_fd < 0) {
		status = zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot create an event: %s", strerror(errno));
		alsa_free(&self->base);
		return status;
	}
	*backend = &self->base;
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
alsa_start(ZoutBackend* const backend, ZoutAudioError* const error)
{
	ZoutAlsaWorker* const self = of(backend);
	self->info.state           = ZOUT_BACKEND_WAITING; // and not stopped, should a device never come back
	const int code             = zout_worker_start(&self->worker, zout_alsa_work, self);
	if (code) {
		self->info.state = ZOUT_BACKEND_STOPPED;
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot start a thread: %s", strerror(code));
	}
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
alsa_change(ZoutBackend* const backend, const ZoutBackendSetup* const setup, ZoutAudioError* const error)
{
	ZoutAlsaWorker* const self = of(backend);
	ZoutAlsaWish          wish;
	const ZoutAudioStatus status = read_setup(setup, &wish, error);
	if (!status) {
		pthread_mutex_lock(&self->worker.lock);
		if (memcmp(&wish, &self->wish, sizeof(wish)) != 0) {
			self->wish = wish;
			atomic_store(&self->stream.ending, true);
			zout_wake_post(self->stream.wake_fd);
		}
		pthread_mutex_unlock(&self->worker.lock);
	}
	return status;
}

static int
alsa_event_fd(const ZoutBackend* const backend)
{
	return ((const ZoutAlsaWorker*)backend)->stream.event_fd;
}

static void
alsa_handle_events(ZoutBackend* const backend)
{
	zout_wake_drain(of(backend)->stream.event_fd);
}

static void
alsa_info(ZoutBackend* const backend, ZoutBackendInfo* const info)
{
	ZoutAlsaWorker* const self = of(backend);
	pthread_mutex_lock(&self->worker.lock);
	*info       = self->info;
	info->xruns = atomic_load(&self->stream.xruns);
	pthread_mutex_unlock(&self->worker.lock);
}

const ZoutBackendType zout_alsa_backend = {
	.kind          = "alsa",
	.open          = alsa_open,
	.start         = alsa_start,
	.change        = alsa_change,
	.stop          = alsa_stop,
	.event_fd      = alsa_event_fd,
	.handle_events = alsa_handle_events,
	.info          = alsa_info,
	.free          = alsa_free,
};
