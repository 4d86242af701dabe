// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _POSIX_C_SOURCE 200809L

#include "audio/jack_worker.h"

#include "audio/clock.h"
#include "audio/wake.h"

#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/// Pause before the second attempt to reach a server or a port; it doubles up to the longest one
static const int first_pause_ms = 100, longest_pause_ms = 2000;

/// So often a server that runs is asked how things are. Of xruns nobody wakes us: under PipeWire their callback is the
/// audio thread's. And a change of connections may show long after word of it: while a client is late, JACK goes on
/// without switching to the new graph, up to its time-out
static const int look_ms = 1000;

/// So long after ports have changed connections are looked at: changes come in swarms
static const int settle_ms = 50;

/// Publishes how things are, and tells the caller if that differs from before
static void
publish(ZoutJackWorker* const self, const unsigned connections, const char* const trouble)
{
	pthread_mutex_lock(&self->worker.lock);
	ZoutBackendInfo info;
	memset(&info, 0, sizeof(info)); // with what is between the members, which are compared as bytes
	info.losses = self->info.losses;
	info.xruns  = self->old_xruns;
	if (self->jack) {
		const ZoutJackInfo jack = zout_jack_info(self->jack);
		info.state              = ZOUT_BACKEND_RUNNING;
		info.rate_hz            = jack.rate_hz;
		info.block_frames       = jack.block_frames;
		info.latency_frames     = jack.latency_frames;
		info.connections        = connections;
		info.xruns += jack.xruns;
		info.realtime  = jack.realtime;
		info.freewheel = jack.freewheel;
		snprintf(info.name, sizeof(info.name), "%s", jack.name);
	} else {
		info.state = ZOUT_BACKEND_WAITING;
		info.losses += self->info.state == ZOUT_BACKEND_RUNNING;
		snprintf(info.trouble, sizeof(info.trouble), "%s", trouble);
	}
	const bool news = memcmp(&info, &self->info, sizeof(info)) != 0;
	self->info      = info;
	pthread_mutex_unlock(&self->worker.lock);
	if (news) {
		zout_wake_post(self->event_fd);
	}
}

static int
doubled(const int pause_ms)
{
	return 2 * pause_ms < longest_pause_ms ? 2 * pause_ms : longest_pause_ms;
}

/// Makes connections, and decides when to look again
static void
update_links(ZoutJackWorker* const self)
{
	const ZoutLinkResult result = zout_jack_connect(self->jack, &self->links);
	const bool           again  = result.failed || result.early;
	self->links_due_ms          = again ? self->links_pause_ms : look_ms;
	self->links_pause_ms        = again ? doubled(self->links_pause_ms) : first_pause_ms;
	publish(self, result.connections, "");
}

static void
lose(ZoutJackWorker* const self, const char* const trouble)
{
	ZoutJack* const lost = self->jack;
	self->old_xruns += lost ? zout_jack_info(lost).xruns : 0U;
	self->jack = NULL;
	publish(self, 0, trouble); // first, should libjack never come back
	zout_jack_free(lost);
	zout_jack_links_lose(&self->links);
}

static void
try_server(ZoutJackWorker* const self)
{
	char name[sizeof(self->name)];
	pthread_mutex_lock(&self->worker.lock);
	memcpy(name, self->name, sizeof(name));
	pthread_mutex_unlock(&self->worker.lock);

	ZoutAudioError  error;
	ZoutAudioStatus status = zout_jack_open(name, self->engine, &self->jack, &error);
	status                 = status ? status : zout_jack_start(self->jack, &error);
	if (status) {
		lose(self, error.text);
		self->server_pause_ms = doubled(self->server_pause_ms);
		return;
	}
	self->server_pause_ms = first_pause_ms;
	self->links_pause_ms  = first_pause_ms;
	update_links(self);
}

static void
follow_server(ZoutJackWorker* const self)
{
	ZoutAudioError error;
	bool           links_changed = false;
	if (zout_jack_handle_events(self->jack, &links_changed, &error)) {
		lose(self, error.text);
		return;
	}
	if (links_changed && self->links_due_ms > settle_ms) {
		self->links_due_ms = settle_ms;
	}
	publish(self, self->info.connections, "");
}

/// Takes what the caller wants; false to end
static bool
take_orders(ZoutJackWorker* const self)
{
	pthread_mutex_lock(&self->worker.lock);
	const bool go_on   = !self->quit;
	const bool renamed = self->renamed;
	if (self->changed) {
		zout_jack_links_take(&self->links, self->wishes);
		memset(&self->wishes, 0, sizeof(self->wishes));
		self->links_due_ms = 0;
	}
	self->changed = false;
	self->renamed = false;
	pthread_mutex_unlock(&self->worker.lock);

	if (self->jack && (renamed || !go_on)) {
		zout_jack_stop(self->jack);
	}
	if (renamed) {
		lose(self, "taking another name");
		self->server_pause_ms = first_pause_ms;
	}
	return go_on;
}

static int
least_wait(const int a_ms, const int b_ms)
{
	return a_ms < 0 || (b_ms >= 0 && b_ms < a_ms) ? b_ms : a_ms;
}

/// Waits for orders, for the server, or until something is due
static void
wait_for_news(ZoutJackWorker* const self)
{
	struct pollfd wait[2] = {{.fd = self->wake_fd, .events = POLLIN}, {.fd = -1, .events = POLLIN}};
	if (self->jack) {
		wait[1].fd = zout_jack_event_fd(self->jack);
	}
	const int     server_ms = self->jack ? look_ms : self->server_pause_ms;
	const int64_t before_ms = zout_clock_ms();
	poll(wait, 2, least_wait(server_ms, self->jack ? self->links_due_ms : -1));

	const int passed_ms = (int)(zout_clock_ms() - before_ms);
	if (wait[0].revents) {
		zout_wake_drain(self->wake_fd);
	}
	if (self->links_due_ms > 0) {
		self->links_due_ms = self->links_due_ms > passed_ms ? self->links_due_ms - passed_ms : 0;
	}
}

void*
zout_jack_work(void* const arg)
{
	ZoutJackWorker* const self = (ZoutJackWorker*)arg;
	self->server_pause_ms      = first_pause_ms;
	self->links_due_ms         = -1;
	while (take_orders(self)) {
		if (!self->jack) {
			try_server(self);
		} else {
			follow_server(self);
			if (self->jack && self->links_due_ms == 0) {
				update_links(self);
			}
		}
		wait_for_news(self);
	}
	if (self->jack) {
		publish(self, self->info.connections, ""); // the last xruns
	}
	zout_jack_free(self->jack);
	self->jack = NULL;

	pthread_mutex_lock(&self->worker.lock);
	self->info.state = ZOUT_BACKEND_STOPPED;
	zout_worker_say_ended(&self->worker);
	pthread_mutex_unlock(&self->worker.lock);
	return NULL;
}
