// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* JACK as a backend: what the caller sees of the thread that does the work. */

#include "audio/backend.h"
#include "audio/jack.h"
#include "audio/jack_worker.h"
#include "audio/wake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Patience with a server that hangs when all is to end
static const double patience_s = 4.0;

static ZoutJackWorker*
of(ZoutBackend* const backend)
{
	return (ZoutJackWorker*)backend;
}

static ZoutAudioStatus
check_name(const char* const name, ZoutAudioError* const error)
{
	const unsigned limit = zout_jack_name_limit(name);
	return limit ? zout_audio_fail(error,
	                               ZOUT_AUDIO_BAD_INPUT,
	                               "bad client name '%s', expected 1 to %u characters without a colon",
	                               name,
	                               limit)
	             : ZOUT_AUDIO_SUCCESS;
}

static void
jack_stop(ZoutBackend* const backend)
{
	ZoutJackWorker* const self = of(backend);
	if (!self->worker.started) {
		return;
	}
	pthread_mutex_lock(&self->worker.lock);
	self->quit = true;
	pthread_mutex_unlock(&self->worker.lock);
	zout_wake_post(self->wake_fd);
	zout_worker_join(&self->worker, patience_s);
}

static void
free_backend(ZoutBackend* const backend)
{
	ZoutJackWorker* const self = of(backend);
	if (!self) {
		return;
	}
	jack_stop(backend);
	if (self->worker.started) {
		return; // it hangs in the server, with all that is ours
	}
	zout_jack_links_clear(&self->links);
	zout_jack_wishes_clear(&self->wishes);
	zout_wake_close(self->wake_fd);
	zout_wake_close(self->event_fd);
	zout_worker_clear(&self->worker);
	free(self);
}

static ZoutJackWorker*
make(ZoutEngine* const engine)
{
	ZoutJackWorker* const self = (ZoutJackWorker*)calloc(1, sizeof(ZoutJackWorker));
	if (self) {
		self->base.type = &zout_jack_backend;
		self->engine    = engine;
		self->wake_fd   = zout_wake_open();
		self->event_fd  = zout_wake_open();
		zout_worker_init(&self->worker);
	}
	return self;
}

static ZoutAudioStatus
jack_open(const ZoutBackendSetup* const setup,
          ZoutEngine* const             engine,
          ZoutBackend** const           backend,
          ZoutAudioError* const         error)
{
	*backend               = NULL;
	ZoutAudioStatus status = check_name(setup->name, error);
	if (status) {
		return status;
	}
	ZoutJackWorker* const self = make(engine);
	if (!self) {
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "out of memory");
	}
	if (self->wake_fd < 0 || self->event_fd < 0) {
		status = zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot create an event: %s", strerror(errno));
	}
	status = status ? status : zout_jack_wishes_read(&self->links.wishes, setup, error);
	if (status) {
		free_backend(&self->base);
		return status;
	}
	snprintf(self->name, sizeof(self->name), "%s", setup->name);
	*backend = &self->base;
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
jack_start(ZoutBackend* const backend, ZoutAudioError* const error)
{
	ZoutJackWorker* const self = of(backend);
	self->info.state           = ZOUT_BACKEND_WAITING; // and not stopped, should libjack never come back
	const int code             = zout_worker_start(&self->worker, zout_jack_work, self);
	if (code) {
		self->info.state = ZOUT_BACKEND_STOPPED;
		return zout_audio_fail(error, ZOUT_AUDIO_FAILED, "cannot start a thread: %s", strerror(code));
	}
	return ZOUT_AUDIO_SUCCESS;
}

static ZoutAudioStatus
jack_change(ZoutBackend* const backend, const ZoutBackendSetup* const setup, ZoutAudioError* const error)
{
	ZoutJackWorker* const self = of(backend);
	ZoutJackWishes        wishes;
	ZoutAudioStatus       status = check_name(setup->name, error);
	status                       = status ? status : zout_jack_wishes_read(&wishes, setup, error);
	if (!status) {
		pthread_mutex_lock(&self->worker.lock);
		zout_jack_wishes_clear(&self->wishes);
		self->wishes  = wishes;
		self->changed = true;
		self->renamed = self->renamed || strcmp(self->name, setup->name) != 0;
		snprintf(self->name, sizeof(self->name), "%s", setup->name);
		pthread_mutex_unlock(&self->worker.lock);
		zout_wake_post(self->wake_fd);
	}
	return status;
}

static int
jack_event_fd(const ZoutBackend* const backend)
{
	return ((const ZoutJackWorker*)backend)->event_fd;
}

static void
jack_handle_events(ZoutBackend* const backend)
{
	zout_wake_drain(of(backend)->event_fd);
}

static void
jack_info(ZoutBackend* const backend, ZoutBackendInfo* const info)
{
	ZoutJackWorker* const self = of(backend);
	pthread_mutex_lock(&self->worker.lock);
	*info = self->info;
	pthread_mutex_unlock(&self->worker.lock);
}

const ZoutBackendType zout_jack_backend = {
	.kind          = "jack",
	.open          = jack_open,
	.start         = jack_start,
	.change        = jack_change,
	.stop          = jack_stop,
	.event_fd      = jack_event_fd,
	.handle_events = jack_handle_events,
	.info          = jack_info,
	.free          = free_backend,
};
