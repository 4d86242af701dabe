// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

/* The one loop of the service. */

#define _POSIX_C_SOURCE 200809L

#include "audio/clock.h"
#include "cli/json_text.h"
#include "cli/service/notify.h"
#include "cli/service/report.h"
#include "cli/service/requests.h"
#include "cli/service/saving.h"
#include "cli/service/service.h"
#include "cli/signals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNALS, BACKEND, STATE, CONTROL, N_FDS = CONTROL + ZOUT_CONTROL_FDS };

/// Pushes an event to those who watch, begun with zout_json_begin(); frees it
static void
push(ZoutService* const service, json_t* const event)
{
	char* const text = zout_json_end(event, ZOUT_JSON_LINE);
	if (text) {
		zout_control_push(&service->control, text);
	}
	free(text);
}

static void
say_running(const ZoutService* const service)
{
	const ZoutBackendInfo* const info = &service->info;
	const ZoutDesk* const        desk = &service->desk;
	zout_say("%s'%s' runs at %u Hz, block %u, amp %s, phones %s, latency %u frames (%.2f ms)",
	         service->backend->type == &zout_jack_backend ? "client " : "",
	         info->name,
	         info->rate_hz,
	         info->block_frames,
	         *desk->amp ? desk->amp : "-",
	         *desk->phones ? desk->phones : "-",
	         info->latency_frames,
	         1000.0 * info->latency_frames / info->rate_hz);
	zout_notify("STATUS=running at %u Hz, block %u", info->rate_hz, info->block_frames);
}

/// Takes news from the backend to all who want to know
static void
follow_backend(ZoutService* const service)
{
	const ZoutBackendInfo before = service->info;
	service->backend->type->handle_events(service->backend);
	service->backend->type->info(service->backend, &service->info);

	const ZoutBackendInfo* const now = &service->info;
	if (now->state == ZOUT_BACKEND_RUNNING) {
		if (before.state != now->state || before.rate_hz != now->rate_hz || before.block_frames != now->block_frames ||
		    strcmp(before.name, now->name) != 0) {
			say_running(service);
		}
	} else if (now->state == ZOUT_BACKEND_WAITING && strcmp(before.trouble, now->trouble) != 0) {
		zout_complain(ZOUT_EXIT_SUCCESS, "%s; waiting for it", now->trouble);
		zout_notify("STATUS=waiting: %s", now->trouble);
	}
	zout_json_begin();
	push(service, json_pack("{s:s, s:o}", "event", "backend", "backend", zout_report_backend(service)));
}

/// Hands what has changed to the engine and to those who watch
static void
spread_changes(ZoutService* const service, const int64_t now_ms)
{
	if (!service->changed) {
		return;
	}
	service->changed            = false;
	const ZoutControls controls = zout_desk_controls(&service->desk, &service->config);
	zout_engine_set(&service->engine, &controls);
	zout_json_begin();
	push(service, zout_report_change_event(service));
	zout_saving_follow(service, now_ms);
}

static void
push_meters(ZoutService* const service, const int64_t now_ms)
{
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		ZoutClient* const client = &service->control.clients[i];
		if (client->fd < 0 || !client->watch_ms || client->due_ms > now_ms) {
			continue;
		}
		// Late ones are not made up for
		client->due_ms += client->watch_ms;
		client->due_ms = client->due_ms > now_ms ? client->due_ms : now_ms + client->watch_ms;
		if (zout_control_takes_push(client)) {
			zout_json_begin();
			char* const text = zout_json_end(zout_report_meter_event(service, client), ZOUT_JSON_LINE);
			if (text) {
				zout_control_send(client, text);
			}
			free(text);
		}
	}
}

static void
follow_signals(ZoutService* const service, const int signals)
{
	for (int number = 0; (number = zout_signals_take(signals));) {
		service->reload = service->reload || number == SIGHUP;
		service->quit   = service->quit || number != SIGHUP;
	}
}

static int64_t
sooner(const int64_t wait_ms, const int64_t due_ms, const int64_t now_ms)
{
	const int64_t left_ms = due_ms > now_ms ? due_ms - now_ms : 0;
	return wait_ms < 0 || left_ms < wait_ms ? left_ms : wait_ms;
}

/// Time until something is due; -1 for never
static int
timeout_ms(const ZoutService* const service, const int64_t now_ms)
{
	const int64_t saving_ms = zout_saving_due_ms(service);
	int64_t       wait_ms   = zout_control_timeout_ms(&service->control, now_ms);
	if (saving_ms >= 0) {
		wait_ms = sooner(wait_ms, saving_ms, now_ms);
	}
	if (service->watchdog_ms) {
		wait_ms = sooner(wait_ms, service->watchdog_due_ms, now_ms);
	}
	return (int)wait_ms;
}

static void
turn(ZoutService* const service, const int signals)
{
	struct pollfd fds[N_FDS] = {
		[SIGNALS] = {.fd = signals, .events = POLLIN},
		[BACKEND] = {.fd = service->backend->type->event_fd(service->backend), .events = POLLIN},
		[STATE]   = {.fd = zout_saving_fd(service), .events = POLLIN}};
	int64_t now_ms = zout_clock_ms();
	zout_control_poll(&service->control, fds + CONTROL, now_ms);
	if (poll(fds, N_FDS, timeout_ms(service, now_ms)) < 0 && errno != EINTR && errno != EAGAIN && errno != ENOMEM) {
		zout_complain(ZOUT_EXIT_FAILED, "cannot wait: %s", strerror(errno));
		service->quit = true;
		return;
	}

	now_ms = zout_clock_ms();
	if (fds[SIGNALS].revents) {
		follow_signals(service, signals);
	}
	if (fds[BACKEND].revents) {
		follow_backend(service);
	}
	zout_control_handle(&service->control, fds + CONTROL, now_ms, zout_request, service);
	zout_requests_reload(service);
	spread_changes(service, now_ms);
	push_meters(service, now_ms);
	zout_saving_turn(service, now_ms);
	if (service->watchdog_ms && now_ms >= service->watchdog_due_ms) {
		zout_notify("WATCHDOG=1");
		service->watchdog_due_ms = now_ms + service->watchdog_ms;
	}
}

ZoutExit
zout_service_run(ZoutService* const service, const int signals)
{
	ZoutAudioError  error;
	ZoutAudioStatus status = zout_saving_start(service, &error);
	status                 = status ? status : service->backend->type->start(service->backend, &error);
	if (status) {
		zout_saving_end(service, zout_clock_ms());
		return zout_report(status, &error);
	}
	// Until its first word, which may never come
	service->info.state = ZOUT_BACKEND_WAITING;
	snprintf(service->info.trouble, sizeof(service->info.trouble), "the audio system has not answered yet");
	zout_message_never_wait();
	service->watchdog_ms = zout_notify_watchdog_ms();
	zout_notify("READY=1");
	while (!service->quit) {
		turn(service, signals);
	}

	zout_notify("STOPPING=1");
	// Audio ends while the disk is busy
	const int64_t end_ms = zout_clock_ms();
	zout_saving_finish(service, end_ms);
	service->backend->type->stop(service->backend);
	zout_saving_end(service, end_ms);
	service->backend->type->info(service->backend, &service->info);
	zout_say("ended after %.1f s, %u xruns", (double)(zout_clock_ms() - service->start_ms) / 1e3, service->info.xruns);
	return ZOUT_EXIT_SUCCESS;
}
