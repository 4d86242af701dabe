// Copyright 2026 the zout developers
// SPDX-License-Identifier: GPL-3.0-or-later

#define _GNU_SOURCE // accept4()

#include "cli/service/control.h"

#include "cli/service/client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void
zout_control_init(ZoutControl* const control)
{
	memset(control, 0, sizeof(*control));
	control->listen_fd = -1;
	control->lock_fd   = -1;
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		control->clients[i].fd = -1;
	}
}

/// Begins a new tick when the old one is over
static void
tick(ZoutControl* const control, const int64_t now_ms)
{
	if (now_ms - control->tick_ms >= ZOUT_TICK_MS || !control->tick_ms) {
		control->tick_ms  = now_ms;
		control->left     = ZOUT_REQUESTS_PER_TICK;
		control->welcomes = ZOUT_WELCOMES_PER_TICK;
	}
}

/// Whether somebody says nothing more and watches
static bool
is_listener(const ZoutClient* const client)
{
	return client->closing && client->watch_ms;
}

void
zout_control_poll(ZoutControl* const control, struct pollfd fds[ZOUT_CONTROL_FDS], const int64_t now_ms)
{
	tick(control, now_ms);
	fds[0].fd      = control->welcomes ? control->listen_fd : -1;
	fds[0].events  = POLLIN;
	fds[0].revents = 0;
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		const ZoutClient* const client = &control->clients[i];
		const bool              hear   = control->left && !client->closing && client->out_length < ZOUT_BUSY_REPLY;
		fds[1 + i].events              = (short)((hear ? POLLIN : 0) | (client->out_length ? POLLOUT : 0));
		fds[1 + i].revents             = 0;
		// Without events poll still reports a hang-up, again and again: only of interest if somebody watches to the end
		fds[1 + i].fd = fds[1 + i].events || is_listener(client) ? client->fd : -1;
	}
}

int
zout_control_timeout_ms(const ZoutControl* const control, const int64_t now_ms)
{
	int64_t wait_ms = -1;
	if (!control->left || !control->welcomes) {
		const int64_t left_ms = control->tick_ms + ZOUT_TICK_MS - now_ms;
		wait_ms               = left_ms > 0 ? left_ms : 0;
	}
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		const ZoutClient* const client = &control->clients[i];
		if (control->left && zout_client_has_line(client)) {
			wait_ms = 0;
		} else if (client->fd >= 0 && client->watch_ms) {
			const int64_t left_ms = client->due_ms > now_ms ? client->due_ms - now_ms : 0;
			wait_ms               = wait_ms < 0 || left_ms < wait_ms ? left_ms : wait_ms;
		}
	}
	return (int)wait_ms;
}

/// A free place; if there is none, that of who has been silent longest, and neither watches nor waits for an answer
static ZoutClient*
make_place(ZoutControl* const control)
{
	ZoutClient* oldest = NULL;
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		ZoutClient* const client = &control->clients[i];
		if (client->fd < 0) {
			return client;
		}
		if (!client->watch_ms && !client->waits && (!oldest || client->heard_last < oldest->heard_last)) {
			oldest = client;
		}
	}
	if (oldest) {
		zout_client_close(oldest);
	}
	return oldest;
}

/// Lets in those who wait at the door
static void
welcome(ZoutControl* const control)
{
	for (; control->welcomes; --control->welcomes) {
		const int fd = accept4(control->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0) {
			// Without descriptors not again before the next tick
			control->welcomes = errno == EAGAIN || errno == ECONNABORTED || errno == EINTR ? control->welcomes : 0U;
			return;
		}
		ZoutClient* const client = make_place(control);
		if (!client) {
			close(fd);
			continue;
		}
		client->fd         = fd;
		client->heard_last = ++control->heard;
	}
}

/// Does for a client what polling found, and what was left of its requests
static void
attend(ZoutControl* const       control,
       ZoutClient* const        client,
       const short              events,
       const ZoutControlHandler handler,
       void* const              user)
{
	if (events & POLLOUT) {
		zout_client_write(client);
	}
	if (is_listener(client) && (events & (POLLHUP | POLLERR)) && !zout_client_has_line(client)) {
		zout_client_close(client);
		return;
	}
	const bool readable = client->fd >= 0 && (events & (POLLIN | POLLHUP | POLLERR));
	if (readable || client->closing || zout_client_has_line(client)) {
		const unsigned share = control->left < ZOUT_REQUESTS_PER_TURN ? control->left : ZOUT_REQUESTS_PER_TURN;
		unsigned       left  = share;
		if (zout_client_serve(client, readable, &left, handler, user)) {
			client->heard_last = ++control->heard;
		}
		control->left -= share - left;
	}
}

void
zout_control_handle(ZoutControl* const       control,
                    const struct pollfd      fds[ZOUT_CONTROL_FDS],
                    const int64_t            now_ms,
                    const ZoutControlHandler handler,
                    void* const              user)
{
	tick(control, now_ms);
	const unsigned first = control->next;
	for (unsigned n = 0; n < ZOUT_MAX_CLIENTS; ++n) {
		const unsigned    i      = (first + n) % ZOUT_MAX_CLIENTS;
		ZoutClient* const client = &control->clients[i];
		if (control->left) {
			control->next = (i + 1U) % ZOUT_MAX_CLIENTS; // who is left out now is first in the next turn
		}
		attend(control, client, fds[1 + i].fd == client->fd ? fds[1 + i].revents : 0, handler, user);
	}
	if (fds[0].revents & POLLIN) {
		welcome(control);
	}
}

bool
zout_control_may_watch(const ZoutControl* const control, const ZoutClient* const client)
{
	unsigned n = 0;
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		n += control->clients[i].fd >= 0 && control->clients[i].watch_ms;
	}
	return client->watch_ms || n < ZOUT_MAX_WATCHERS;
}

bool
zout_control_takes_push(const ZoutClient* const client)
{
	return client->fd >= 0 && client->watch_ms && client->out_length < ZOUT_BUSY_REPLY;
}

void
zout_control_push(ZoutControl* const control, const char* const line)
{
	for (unsigned i = 0; i < ZOUT_MAX_CLIENTS; ++i) {
		if (zout_control_takes_push(&control->clients[i])) {
			zout_control_send(&control->clients[i], line);
		}
	}
}
